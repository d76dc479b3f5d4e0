"""A small map that tells where in the world something is, drawn from the outline of the land.

It is a part of `assets/world.svg`, which has a unit a degree: x is the longitude, y the
latitude downwards.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from domain.search.earth import kilometres

_WIDE: Final = 80.0
_HIGH: Final = 40.0


class Locator(Struct, frozen=True):
    """The part of the outline to show, and the place in it."""

    left: float
    top: float
    x: float
    y: float
    wide: float = _WIDE
    high: float = _HIGH


def locator(latitude: float, longitude: float) -> Locator | None:
    """Return the part of the world around a place; None for a place that is not on earth."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    x, y = round(longitude, 2), round(-latitude, 2)
    left = min(max(x - _WIDE / 2, -180), 180 - _WIDE)
    top = min(max(y - _HIGH / 2, -90), 90 - _HIGH)
    return Locator(round(left, 2), round(top, 2), x, y)


class Moved(Struct, frozen=True):
    """A place before and after: the part of the outline that holds both, x and y of each.

    `words` says how far it is from one to the other; "" where there is only one.
    """

    left: float
    top: float
    wide: float
    high: float
    before: tuple[float, float] | None
    after: tuple[float, float] | None
    words: str


_NEAREST: Final = 24.0
"""Degrees that are shown at the least: nearer, the outline has nothing to tell."""


def moved(before: tuple[float, float] | None, after: tuple[float, float] | None) -> Moved | None:
    """Return the part of the world around two places, each a latitude and a longitude.

    None where neither is on earth.
    """
    points = [
        (round(longitude, 3), round(-latitude, 3))
        for place in (before, after)
        if place and -90 <= (latitude := place[0]) <= 90 and -180 <= (longitude := place[1]) <= 180
    ]
    if not points or len(points) < (before is not None) + (after is not None):
        return None
    xs, ys = [x for x, _ in points], [y for _, y in points]
    wide = min(max(1.6 * (max(xs) - min(xs)), 3.2 * (max(ys) - min(ys)), _NEAREST), 360.0)
    high = wide / 2
    left = min(max((max(xs) + min(xs) - wide) / 2, -180), 180 - wide)
    top = min(max((max(ys) + min(ys) - high) / 2, -90), 90 - high)
    words = _far(kilometres(*before, *after)) if before and after else ""
    return Moved(
        round(left, 2),
        round(top, 2),
        round(wide, 2),
        round(high, 2),
        points[0] if before else None,
        points[-1] if after else None,
        words,
    )


def _far(km: float) -> str:
    if km < 1:
        return f"{1000 * km:.0f} m apart"
    return f"{km:,.0f} km apart" if km >= 10 else f"{km:.1f} km apart"
