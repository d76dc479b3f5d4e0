"""Looks at one thing, in any order, each with the looks around it that were made so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from domain import album, contact, fave, person
from domain.clock import Happened
from domain.fact import UNSAID, Covered, Fact, Look
from domain.history import History
from domain.photo import Photo, observe, observe_absence, photo_history

OWNER = "1@N01"
OTHER = "2@N01"


@dataclass(frozen=True)
class Sighting:
    """What one look showed: a value of a kind, or, for a photo, its absence (None)."""

    at: int
    seen: Any
    account: str = OWNER
    exact: bool = False
    lastupdate: int | None = None
    facets: frozenset[str] = field(default_factory=frozenset)

    @property
    def look(self) -> Look:
        return Look(
            at=self.at,
            observed=self.at,
            via="poll",
            account=self.account,
            exact=self.exact,
            lastupdate=self.lastupdate,
        )


def carried(sighting: Sighting) -> frozenset[str]:
    """Return the facets that a sighting covers."""
    if sighting.facets:
        return sighting.facets
    seen = sighting.seen
    if not isinstance(seen, Photo):
        return frozenset({"", "existence"})
    names = {f for f in seen.__struct_fields__ if getattr(seen, f) is not UNSAID}
    return frozenset(names | {"existence"})


def around(sighting: Sighting, made: Iterable[Sighting]) -> Mapping[str, Covered]:
    """Return, facet by facet, the looks around a sighting among those made so far."""
    covered = {}
    looks = [s for s in made if not s.exact]
    for facet in carried(sighting):
        at = [s.at for s in looks if facet in carried(s)]
        covered[facet] = Covered(
            before=max((t for t in at if t < sighting.at), default=0),
            after=min((t for t in at if t > sighting.at), default=None),
        )
    return covered


Observe = Callable[[tuple[Fact, ...], Sighting, Mapping[str, Covered]], tuple[Fact, ...]]


def of_photo(
    facts: tuple[Fact, ...], sighting: Sighting, covered: Mapping[str, Covered]
) -> tuple[Fact, ...]:
    past = photo_history(facts)
    if sighting.seen is None:
        return observe_absence(past, sighting.look, "1: Photo not found", covered=covered)
    return observe(past, sighting.seen, sighting.look, covered)


def of_contact(
    facts: tuple[Fact, ...], sighting: Sighting, covered: Mapping[str, Covered]
) -> tuple[Fact, ...]:
    return contact.observe(contact.contact_history(facts), sighting.seen, sighting.look, covered)


def of_fave(
    facts: tuple[Fact, ...], sighting: Sighting, covered: Mapping[str, Covered]
) -> tuple[Fact, ...]:
    return fave.observe(fave.fave_history(facts), sighting.seen, sighting.look, covered)


def of_album(
    facts: tuple[Fact, ...], sighting: Sighting, covered: Mapping[str, Covered]
) -> tuple[Fact, ...]:
    return album.observe(album.album_history(facts), sighting.seen, sighting.look, covered)


def of_person(
    facts: tuple[Fact, ...], sighting: Sighting, covered: Mapping[str, Covered]
) -> tuple[Fact, ...]:
    return person.observe(person.person_history(facts), sighting.seen, sighting.look, covered)


def made_in_order(observing: Observe, sightings: Iterable[Sighting]) -> tuple[Fact, ...]:
    """Return the facts that sightings add, made in the order in which they are given."""
    facts: tuple[Fact, ...] = ()
    made: list[Sighting] = []
    for sighting in sightings:
        facts += observing(facts, sighting, around(sighting, made))
        made.append(sighting)
    return facts


def told(history: History[Any]) -> list[tuple[Any, Happened, int, int, int, int]]:
    """Return what versions say, without the facts that made them, empty ones left out."""
    return [
        (v.state, v.came, v.shown_from, v.shown_until, v.sure_from, v.sure_until)
        for v in history.versions
        if v.shown_from < v.shown_until
    ]


def photo_seen(at: int, **said: Any) -> Sighting:
    """Return the owner's sight of a photo that was posted at 5."""
    return Sighting(at, Photo(owner=OWNER, posted="5", **said))
