"""Distances on the earth."""

from __future__ import annotations

from math import asin, cos, degrees, radians, sin, sqrt
from typing import Final

RADIUS_KM: Final = 6371.0087714
"""The earth's mean radius, as Lucene has it."""


def kilometres(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Return the length of the shortest way between two points, in kilometres."""
    north, to_north = radians(latitude), radians(to_latitude)
    half = sin((to_north - north) / 2) ** 2
    half += cos(north) * cos(to_north) * sin(radians(to_longitude - longitude) / 2) ** 2
    return 2 * RADIUS_KM * asin(min(1.0, sqrt(half)))


def latitudes_within(latitude: float, km: float) -> tuple[float, float]:
    """Return the least and the greatest latitude of what is within so many kilometres."""
    reach = degrees(km / RADIUS_KM) + 1e-9
    return latitude - reach, latitude + reach
