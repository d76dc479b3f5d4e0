"""What a person had faved, all of it or by one owner."""

from __future__ import annotations

from projections.reading import around, moments, photos
from projections.reading.photos import Listed, Mark
from web.answering.timebar import timed
from web.asking import addresses as to
from web.asking import within
from web.asking.visit import Visit
from web.pages.lists import doubts_of, one_page
from web.views.cards import cards
from web.views.parts import Card, Pager, Person, View


class Faves(View, frozen=True, kw_only=True):
    """A page of faves, latest faved first; `by` is whose photos they are, if asked for."""

    person: Person
    mine: bool
    by: Person | None
    photos: tuple[Card, ...]
    pager: Pager


def look(visit: Visit, user: str, by: str = "") -> Faves:
    """Return a page of what a person had faved at the time looked at."""
    named = visit.whom(user, f"faves/{by + '/' if by else ''}")
    visit.since_recorded(named)
    owner = visit.whom(by) if by else None
    path = to.faves(named.address, owner.address if owner else "")

    def read(limit: int, older: Mark | None, newer: Mark | None) -> list[Listed]:
        return photos.faves(
            visit.connection,
            visit.eyes,
            named.nsid,
            limit,
            older_than=older,
            newer_than=newer,
            owner=owner.nsid if owner else None,
        )

    def mark_of(photo: str) -> Mark | None:
        faved = around.faved(visit.connection, visit.eyes, photo, named.nsid) if photo else None
        return None if faved is None else Mark(faved, photo)

    page, pager = one_page(visit, path, read, mark_of)
    person = visit.person(named)
    return Faves(
        title=f"{person.name}’s faves",
        time=timed(
            visit,
            moments.of_faves(visit.eyes, named.nsid, owner.nsid if owner else None),
            person=person.address,
            doubts=doubts_of(visit, page),
            kind="faves",
        ),
        person=person,
        mine=visit.viewer == named.nsid,
        by=visit.person(owner) if owner else None,
        photos=cards(visit, page, within.faves(named.nsid, owner.nsid if owner else "")),
        pager=pager,
    )
