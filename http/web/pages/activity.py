"""What happened to a person's photos, latest first, as far as the viewer may know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from projections.reading import activity, moments, photos
from projections.reading.photos import Mark
from web.answering.timebar import timed
from web.asking import addresses as to
from web.asking.visit import Visit
from web.pages.lists import mark_asked
from web.views.cards import cards
from web.views.parts import Card, Pager, Person, View, When
from web.views.words import what_happened

A_PAGE: Final = 50


class ActivityLine(Struct, frozen=True, kw_only=True):
    """One change of one photo; `path` leads to the photo as of then."""

    photo: Card
    when: When
    what: tuple[str, ...]
    path: str
    history_path: str


class Activity(View, frozen=True, kw_only=True):
    """A page of changes; two days can be compared where there is a record of them."""

    person: Person
    mine: bool
    changes: tuple[ActivityLine, ...]
    difference_path: str
    pager: Pager


def look(visit: Visit, user: str) -> Activity:
    """Return a page of what happened up to the time looked at."""
    named = visit.whom(user, "activity/")
    visit.since_recorded(named)
    person = visit.person(named)
    own = visit.viewer == named.nsid
    mark = mark_asked(visit, "older")
    found = activity.changes(visit.connection, visit.eyes, named.nsid, A_PAGE + 1, older_than=mark)
    page = found[:A_PAGE]
    older = ""
    if len(found) > A_PAGE:
        last = Mark(page[-1].at, page[-1].photo)
        older = visit.link(to.activity(person.address), older=to.mark_text(last))
    return Activity(
        title=f"What happened to {person.name}’s photos",
        time=timed(
            visit,
            moments.of_photos(visit.eyes, [named.nsid]),
            person=person.address,
        ),
        person=person,
        mine=own,
        changes=lines_of(visit, page),
        difference_path=visit.link(to.difference(person.address))
        if visit.recorded_from(named.nsid)
        else "",
        pager=Pager(older_path=older),
    )


def lines_of(visit: Visit, changes: Sequence[activity.Change]) -> tuple[ActivityLine, ...]:
    """Return changes as pages list them: those that are news to the viewer."""
    ids = list({change.photo for change in changes})
    listed = photos.some(visit.connection, visit.eyes, ids)
    by_id = {card.id: card for card in cards(visit, listed)}
    found = ((change, by_id[change.photo]) for change in changes if change.photo in by_id)
    return tuple(
        _line(visit, change, photo, what)
        for change, photo in found
        if (what := _what(change, own=photo.owner.nsid == visit.viewer))
    )


def _what(change: activity.Change, *, own: bool) -> tuple[str, ...]:
    return ("posted",) if change.first else what_happened(change.events, own=own)


def _line(
    visit: Visit, change: activity.Change, photo: Card, what: tuple[str, ...]
) -> ActivityLine:
    address = photo.owner.address
    path = to.photo(address, change.photo)
    words = visit.site.speech.happened(change.after, change.at)
    return ActivityLine(
        photo=photo,
        when=When(after=change.after, until=change.at, words=words),
        what=what,
        path=visit.at(change.at, path),
        history_path=visit.link(to.photo(address, change.photo, "history")),
    )
