"""What the places are called where a photo was taken, as far as Flickr does not say it itself.

What a gazetteer or Flickr called a point is a fact, so that a replay needs neither.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from domain.clock import exactly
from domain.fact import UNSAID, Fact, Look
from domain.history import History
from domain.observing import fact_of
from domain.photo.events import PhotoPlaceNamed
from domain.photo.state import Photo, photo_history
from domain.photo.values import Location, PlaceNames, point_key

NAMES = ("neighbourhood", "locality", "county", "region", "country")
"""The fields that have a place's names, the smallest first."""

_COUNTRY, _REGION = 3, 6
"""Flickr's accuracy of a place that is known by its country, or its region, alone."""


def nameless(past: History[Photo]) -> tuple[Location, ...]:
    """Return where a photo was ever taken, as far as nothing says what it is called there.

    The archive's own corrections among it; each point once.
    """
    held = past.now
    if held is None or held.state.purged:
        return ()
    wanted: dict[str, Location] = {}
    for version in past.versions:
        for place in (version.state.location, version.state.correction):
            if isinstance(place, Location) and point_of(place) is not None and not _is_named(place):
                wanted.setdefault(_key(place), place)
    known = held.state.names
    return tuple(place for key, place in wanted.items() if known is UNSAID or key not in known)


def is_correction(past: History[Photo], place: Location) -> bool:
    """Tell whether a place is one that the archive alone knows, and Flickr was never told."""
    told = [version.state.location for version in past.versions]
    return _key(place) not in {_key(each) for each in told if isinstance(each, Location)}


def name(
    facts: Sequence[Fact], told: Sequence[tuple[Location, PlaceNames, Look]]
) -> tuple[Fact, ...]:
    """Return the facts that a photo's places are called so; none of one that is known by now."""
    wanted = {_key(place) for place in nameless(photo_history(facts))}
    return tuple(
        fact_of(
            PhotoPlaceNamed(latitude=place.latitude, longitude=place.longitude, names=names),
            exactly(look.at),
            look,
        )
        for place, names, look in told
        if _key(place) in wanted
    )


def named(place: Location, past: History[Photo]) -> Location:
    """Return a place of a photo with its names: its own, else what the point is called.

    A place that is only roughly known is given no names that are finer.
    """
    held = past.now
    known = UNSAID if held is None else held.state.names
    called = None if known is UNSAID else known.get(_key(place))
    if called is None or _is_named(place):
        return place
    accuracy = int(place.accuracy) if place.accuracy.isdecimal() else 0
    shown: tuple[str, ...] = NAMES
    if accuracy <= _REGION:
        shown = NAMES[-1:] if accuracy <= _COUNTRY else NAMES[-2:]
    changed = {field: getattr(called, field) for field in shown}
    if shown == NAMES:
        changed |= {
            "woeid": place.woeid or called.woeid,
            "place_id": place.place_id or called.place_id,
        }
    return msgspec.structs.replace(place, **changed)


def names_of(place: Location) -> list[str]:
    """Return what a place is called, from the smallest to the country."""
    return [name for field in NAMES if (name := getattr(place, field))]


def by_woeid(place: Location) -> dict[str, str]:
    """Return what each WOE id of a place is called, as `Utrecht, Netherlands`, the smallest first.

    Flickr tells an id beside each name, so where there are as many of one as of the other they
    belong together; an id alone is that of the whole. Otherwise nothing is called.
    """
    ids = [woeid for woeid in (place.woeid, *place.within) if woeid.isdigit()]
    names = names_of(place)
    paired = len(ids) in (1, len(names))
    return {
        woeid: ", ".join(dict.fromkeys(names[start:])) if paired else ""
        for start, woeid in enumerate(ids)
    }


def _key(place: Location) -> str:
    return point_key(place.latitude, place.longitude)


def _is_named(place: Location) -> bool:
    return bool(names_of(place))


def point_of(place: Location) -> tuple[float, float] | None:
    """Return a point in degrees; None where a place is none, or has numbers that are none."""
    if place.accuracy in ("", "0"):
        return None
    try:
        latitude, longitude = float(place.latitude), float(place.longitude)
    except ValueError:
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None
