"""A small map that tells where in the world something is, drawn from the outline of the land.

It is a part of `assets/world.svg`, which has a unit a degree: x is the longitude, y the
latitude downwards.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

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
