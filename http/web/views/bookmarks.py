"""Places that the viewer keeps, as pages offer them."""

from __future__ import annotations

from msgspec import Struct

from projections.reading.bookmarks import bookmarks
from web.asking.spots import kilometres_around
from web.asking.visit import Visit


class PlaceKept(Struct, frozen=True, kw_only=True):
    """A place that the viewer keeps; `path` leads to the photos that were taken around it."""

    number: int
    name: str
    latitude: float
    longitude: float
    accuracy: int
    since: int
    path: str


def places_kept(visit: Visit) -> tuple[PlaceKept, ...]:
    """Return the places that the viewer kept at the time looked at; a stranger keeps none."""
    if not visit.viewer:
        return ()
    return tuple(
        PlaceKept(
            number=kept.number,
            name=kept.name,
            latitude=kept.latitude,
            longitude=kept.longitude,
            accuracy=kept.accuracy,
            since=kept.since,
            path=visit.link(
                "/search",
                q=f"near:{kept.latitude:.6f},{kept.longitude:.6f},"
                f"{kilometres_around(kept.accuracy)}",
            ),
        )
        for kept in bookmarks(visit.connection, visit.viewer, visit.eyes.at)
    )
