"""What one member is to another: contact, friend, family, both, or nothing any more.

Contacts are intervals: who might have seen a past photo is asked of the owner's contacts
then, and now.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from domain.clock import Instant
from domain.facets import plain_kind, unless_told
from domain.fact import UNSAID, Covered, Event, Fact, Look, Unsaid
from domain.history import History, Kind, history
from domain.observing import NOTHING_COVERED, Coverage, fact_of, restate, same_of


class Relation(msgspec.Struct, frozen=True):
    """A contact, who may be called friend, family, or both ("1" or "0" for each)."""

    friend: str
    family: str


class Contact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A relation as it stood; None: no contact."""

    relation: Relation | Unsaid | None = UNSAID


class ContactAdded(Event, frozen=True, tag="contact-added"):
    """A member became a contact, or was one when first seen."""

    relation: Relation


class ContactRelationChanged(Event, frozen=True, tag="contact-relation-changed"):
    """A contact is called something else now."""

    relation: Relation


class ContactDropped(Event, frozen=True, tag="contact-dropped"):
    """A member is no contact any more, or was none yet."""


EVENTS: Final[tuple[type[Event], ...]] = (ContactAdded, ContactRelationChanged, ContactDropped)

CONTACT: Final[Kind[Contact]] = plain_kind(
    "contact",
    Contact(),
    {
        ContactAdded: lambda event: {"relation": event.relation},
        ContactRelationChanged: lambda event: {"relation": event.relation},
        ContactDropped: lambda _: {"relation": None},
    },
    normal=unless_told("relation", None),
)


def contact_history(facts: Iterable[Fact], *, known_at: Instant | None = None) -> History[Contact]:
    """Fold the facts of one relation. Raises ForeignEvent for another kind's."""
    return history(CONTACT, facts, known_at=known_at)


def observe(
    past: History[Contact],
    relation: Relation | None,
    look: Look,
    covered: Coverage = NOTHING_COVERED,
) -> tuple[Fact, ...]:
    """Return what a look at the owner's list adds; None: the member is not on it."""
    around = covered.get("relation") or covered.get("", Covered())
    steps, same = past.timeline("relation"), same_of(CONTACT, "relation")
    held = past.at(look.at)
    known = held is not None and isinstance(held.state.relation, Relation)
    facts: list[Fact] = []
    for stated, clock in restate(steps, relation, look, around, same, None):
        facts.append(fact_of(_event(stated, known), clock, look))
        known = stated is not None
    return tuple(facts)


def _event(relation: Relation | None, known: bool) -> Event:
    if relation is None:
        return ContactDropped()
    return (ContactRelationChanged if known else ContactAdded)(relation=relation)
