"""What places are called: by Flickr through their owner's token, else by the gazetteer here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

import structlog

from adapters.flickr.call import Call
from adapters.flickr.errors import FlickrError
from adapters.flickr.naming import FlickrPlaces
from domain.clock import Instant
from domain.fact import Look
from domain.photo.naming import point_of
from domain.photo.values import Location, PlaceNames

_log = structlog.get_logger(__name__)


class _Keeper(Protocol):
    def raw(self, answer: bytes) -> None: ...


class _Gazetteer(Protocol):
    def names(self, latitude: float, longitude: float) -> PlaceNames | None: ...


@dataclass(frozen=True, slots=True)
class Namers:
    """Both ways to a name (`projections.reactions.naming.Namer`).

    `member` gives a member's calls, None where they have no token. A call that fails, or has
    no budget left, leaves the name to the gazetteer.
    """

    member: Callable[[str], Call | None]
    gazetteer: _Gazetteer
    keeper: _Keeper
    clock: Callable[[], Instant]
    places: FlickrPlaces = field(default_factory=FlickrPlaces)

    def __call__(self, owner: str, place: Location, *, ask: bool) -> tuple[PlaceNames, Look] | None:
        """Return a place's names and the look at them; None where it has none."""
        point = point_of(place)
        if point is None:
            return None
        told = self._asked(owner, place) if ask else None
        if told is not None:
            return told
        names = self.gazetteer.names(*point)
        if names is None:
            return None
        now = self.clock()
        return names, Look(at=now, observed=now, via="gazetteer")

    def _asked(self, owner: str, place: Location) -> tuple[PlaceNames, Look] | None:
        call = self.member(owner) if owner else None
        if call is None:
            return None
        try:
            told = self.places.names(call, place.latitude, place.longitude, place.accuracy)
        except FlickrError as trouble:
            _log.info("naming a place", by="the gazetteer", why=str(trouble))
            return None
        if told is None:
            return None
        names, raw = told
        self.keeper.raw(raw)
        now, digest = self.clock(), sha256(raw).hexdigest()
        return names, Look(at=now, observed=now, via="poll", account=owner, raw=digest)
