"""Whom a member calls a contact, which is theirs alone to see."""

from __future__ import annotations

from msgspec import Struct

from projections.reading import moments, people
from web.answering.timebar import timed
from web.asking.visit import Visit
from web.views.parts import Person, View


class ContactLine(Struct, frozen=True, kw_only=True):
    """One contact; `since` is when the archive first saw what they are called now."""

    person: Person
    friend: bool
    family: bool
    since: int
    sure: bool
    words: str


class Contacts(View, frozen=True, kw_only=True):
    """A member's contacts, by name; `known` is false before their list was first read."""

    person: Person
    mine: bool
    known: bool
    contacts: tuple[ContactLine, ...]


def look(visit: Visit, user: str) -> Contacts:
    """Return a member's own contacts at the time looked at."""
    named = visit.whom(user, "contacts/")
    visit.own(named.nsid, "Contacts")
    visit.since_recorded(named)
    known_from = people.contacts_known_from(visit.connection, named.nsid)
    lines = tuple(
        ContactLine(
            person=visit.person(contact.person),
            friend=contact.friend,
            family=contact.family,
            since=contact.since,
            sure=contact.sure,
            words=contact.words,
        )
        for contact in people.contacts(visit.connection, visit.eyes, named.nsid)
    )
    unsure = tuple(line.person.name for line in lines if not line.sure)
    person = visit.person(named)
    return Contacts(
        title=f"{person.name}’s contacts",
        time=timed(
            visit,
            moments.of_contacts(visit.eyes, named.nsid),
            person=person.address,
            doubts=unsure[:5],
            kind="contacts",
        ),
        person=person,
        mine=True,
        known=known_from is not None and known_from <= visit.eyes.at,
        contacts=lines,
    )
