"""Whom a member calls a contact, which is theirs alone to see; and what these show."""

from __future__ import annotations

from msgspec import Struct

from projections.reading import people, photos, steps
from projections.reading.photos import Listed
from web.errors import Elsewhere
from web.pages.lists import PHOTOS_A_PAGE, doubts_of
from web.timebar import timed
from web.views.cards import cards
from web.views.parts import Card, Person, View
from web.visit import Visit

_MOST_FRIENDS = 60


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


class Friends(View, frozen=True, kw_only=True):
    """The latest photos of one's contacts who are in this archive."""

    photos: tuple[Card, ...]


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
            steps.of_contacts(visit.eyes, named.nsid),
            person=person.address,
            doubts=unsure[:5],
            kind="contacts",
        ),
        person=person,
        mine=True,
        known=known_from is not None and known_from <= visit.eyes.at,
        contacts=lines,
    )


def friends(visit: Visit) -> Friends:
    """Return the latest photos of the viewer's contacts who are members."""
    if not visit.viewer:
        raise Elsewhere(visit.site.addresses.url("/signin", go_on="/photos/friends"))
    members = {m.nsid for m in people.members(visit.connection) if not m.deleted}
    called = people.contacts(visit.connection, visit.eyes, visit.viewer)
    nsids = [c.person.nsid for c in called if c.person.nsid in members]
    page = latest(visit, nsids[:_MOST_FRIENDS], PHOTOS_A_PAGE)
    return Friends(
        title="Photos of your contacts",
        time=timed(
            visit,
            steps.of_photos(visit.connection, visit.eyes, nsids[:_MOST_FRIENDS]),
            doubts=doubts_of(visit, page),
        ),
        photos=cards(visit, page),
    )


def latest(visit: Visit, owners: list[str], limit: int) -> list[Listed]:
    """Return the latest photos of some owners together, newest first."""
    found = [
        photo
        for owner in owners
        for photo in photos.photostream(visit.connection, visit.eyes, owner, limit)
    ]
    return sorted(found, key=lambda photo: (photo.posted, photo.id), reverse=True)[:limit]
