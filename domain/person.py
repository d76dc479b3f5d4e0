"""A Flickr member: their names, their path alias, their buddy icon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from domain.clock import Instant
from domain.facets import plain_kind, said, unless_told
from domain.fact import UNSAID, Event, Fact, Look, Unsaid
from domain.history import History, Kind, history
from domain.observing import NOTHING_COVERED, Coverage, observe_facets


class Person(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A member as Flickr shows them; a buddy icon is at `iconserver` (0: none)."""

    nsid: str | Unsaid = UNSAID
    username: str | Unsaid = UNSAID
    realname: str | Unsaid = UNSAID
    path_alias: str | Unsaid = UNSAID
    location: str | Unsaid = UNSAID
    description: str | Unsaid = UNSAID
    iconserver: str | Unsaid = UNSAID
    icon_key: str | Unsaid = UNSAID
    gone: bool | Unsaid = UNSAID


class PersonSeen(Event, frozen=True, tag="person-seen"):
    """A member was seen for the first time."""

    person: Person


class PersonChanged(Event, frozen=True, tag="person-changed"):
    """What changed of a member: only what did is carried."""

    person: Person


class PersonIconStored(Event, frozen=True, tag="person-icon-stored"):
    """The buddy icon that goes with `iconserver` is stored under a key.

    What was stored before digests were recorded has none.
    """

    icon_key: str
    sha256: str = ""
    bytes: int = 0


class PersonGone(Event, frozen=True, tag="person-gone"):
    """Flickr says that there is no such member any more."""

    gone: bool
    answer: str


EVENTS: Final[tuple[type[Event], ...]] = (PersonSeen, PersonChanged, PersonIconStored, PersonGone)

PERSON: Final[Kind[Person]] = plain_kind(
    "person",
    Person(),
    {
        PersonSeen: lambda event: said(event.person),
        PersonChanged: lambda event: said(event.person),
        PersonIconStored: lambda event: {"icon_key": event.icon_key},
        PersonGone: lambda event: {"gone": event.gone},
    },
    reaches_back=frozenset(Person.__struct_fields__) - {"gone", "icon_key"},
    normal=unless_told("gone", False),
    ours=frozenset({"icon_key"}),
)


def person_history(facts: Iterable[Fact], *, known_at: Instant | None = None) -> History[Person]:
    """Fold the facts of one member. Raises ForeignEvent for another kind's."""
    return history(PERSON, facts, known_at=known_at)


def observe(
    past: History[Person], seen: Person, look: Look, covered: Coverage = NOTHING_COVERED
) -> tuple[Fact, ...]:
    """Return the facts that a sighting of a member adds: none when nothing has changed."""
    makers = dict.fromkeys(Person.__struct_fields__, _changed)
    makers["icon_key"] = _icon_stored
    return observe_facets(past, said(seen), look, covered, makers, _seen)


def observe_icon(past: History[Person], icon: PersonIconStored, look: Look) -> tuple[Fact, ...]:
    """Return the fact that the archive stored a buddy icon: none if it holds it already."""
    told = observe(past, Person(icon_key=icon.icon_key), look)
    return tuple(
        msgspec.structs.replace(fact, event=icon)
        if isinstance(fact.event, PersonIconStored)
        else fact
        for fact in told
    )


def observe_gone(
    past: History[Person],
    gone: bool,
    answer: str,
    look: Look,
    covered: Coverage = NOTHING_COVERED,
) -> tuple[Fact, ...]:
    """Return the fact that Flickr knows no such member any more, or again; `answer` showed it."""
    held = past.now
    if not gone and (held is None or held.state.gone is not True):
        return ()

    def made(values: Mapping[str, bool]) -> Event:
        return PersonGone(gone=values["gone"], answer=answer)

    return observe_facets(past, {"gone": gone}, look, covered, {"gone": made}, made)


def _seen(values: object) -> Event:
    return PersonSeen(person=msgspec.convert(values, Person))


def _changed(values: object) -> Event:
    return PersonChanged(person=msgspec.convert(values, Person))


def _icon_stored(values: object) -> Event:
    return msgspec.convert(values, PersonIconStored)
