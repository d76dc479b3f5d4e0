"""A person's photos, newest first; and the way to one's own."""

from __future__ import annotations

from projections.reading import moments, people, photos
from projections.reading.photos import Listed, Mark
from web.answering.timebar import timed
from web.asking import addresses as to
from web.asking.errors import Elsewhere, not_found
from web.asking.visit import Visit
from web.asking.within import DELETED, PHOTOSTREAM
from web.pages.lists import doubts_of, one_page
from web.views.cards import cards
from web.views.parts import Card, Pager, Person, View


class Photostream(View, frozen=True, kw_only=True):
    """A page of a person's photos; `total` is how many the viewer may see today."""

    person: Person
    mine: bool
    total: int
    deleted: bool
    photos: tuple[Card, ...]
    pager: Pager


def look(visit: Visit, user: str) -> Photostream:
    """Return a page of a person's photos; with `?deleted=1` of those that are deleted."""
    if user == "me":
        raise Elsewhere(own_path(visit))
    named = visit.whom(user)
    visit.since_recorded(named)
    owner, eyes = named.nsid, visit.eyes
    deleted = visit.params.get("deleted") == "1" and visit.viewer == owner
    path = to.photostream(named.address)

    def read(limit: int, older: Mark | None, newer: Mark | None) -> list[Listed]:
        return photos.photostream(
            visit.connection,
            eyes,
            owner,
            limit,
            older_than=older,
            newer_than=newer,
            deleted=deleted,
        )

    def mark_of(photo: str) -> Mark | None:
        found = photos.one(visit.connection, eyes, photo) if photo else None
        return Mark(found.posted, found.id) if found and found.owner == owner else None

    page, pager = one_page(visit, path, read, mark_of)
    total = photos.total(visit.connection, eyes, owner)
    if not page and not total and visit.viewer != owner and not visit.past:
        _refuse_nobody(visit, owner)
    person = visit.person(named)
    return Photostream(
        title=f"{person.name}’s photos",
        time=timed(
            visit,
            moments.of_photos(eyes, [owner]),
            person=person.address,
            doubts=doubts_of(visit, page),
        ),
        person=person,
        mine=visit.viewer == owner,
        total=total,
        deleted=deleted,
        photos=cards(visit, page, DELETED if deleted else PHOTOSTREAM),
        pager=pager,
    )


def own_path(visit: Visit) -> str:
    """Return the address of the viewer's own photos, or of signing in."""
    if not visit.viewer:
        return visit.site.addresses.url("/signin", go_on="/photos/me")
    address = visit.people([visit.viewer])[visit.viewer].address
    return visit.link(to.photostream(address))


def _refuse_nobody(visit: Visit, owner: str) -> None:
    """Say of one who is no member, and of whom nothing is to be seen, that nobody is there."""
    if people.member(visit.connection, owner) is None:
        raise not_found("The archive holds no photos of theirs that you may see.")
