"""What happened to a person's photos, latest first, as far as the viewer may know."""

from __future__ import annotations

from msgspec import Struct

from projections.reading import activity, photos, steps
from projections.reading.photos import Mark
from web import addresses as to
from web.errors import bad_request
from web.timebar import timed
from web.views.cards import cards
from web.views.parts import Card, Pager, Person, View, When
from web.views.words import what_happened
from web.visit import Visit

_A_PAGE = 50


class ActivityLine(Struct, frozen=True, kw_only=True):
    """One change of one photo; `path` leads to the photo as of then."""

    photo: Card
    when: When
    what: tuple[str, ...]
    path: str
    history_path: str


class Activity(View, frozen=True, kw_only=True):
    """A page of changes."""

    person: Person
    mine: bool
    changes: tuple[ActivityLine, ...]
    pager: Pager


def look(visit: Visit, user: str) -> Activity:
    """Return a page of what happened up to the time looked at."""
    named = visit.whom(user, "activity/")
    visit.since_recorded(named)
    person = visit.person(named)
    own = visit.viewer == named.nsid
    text = visit.params.get("older", "")
    mark = to.read_mark(text) if text else None
    if text and mark is None:
        raise bad_request(f"“{text[:40]}” is no place in a list: follow the links.")
    found = activity.changes(visit.connection, visit.eyes, named.nsid, _A_PAGE + 1, older_than=mark)
    page = found[:_A_PAGE]
    listed = photos.some(visit.connection, visit.eyes, list({change.photo for change in page}))
    by_id = {card.id: card for card in cards(visit, listed)}
    lines = tuple(
        _line(visit, person, change, by_id[change.photo], what)
        for change in page
        if change.photo in by_id
        and (what := ("posted",) if change.first else what_happened(change.events, own=own))
    )
    older = ""
    if len(found) > _A_PAGE:
        last = Mark(page[-1].at, page[-1].photo)
        older = visit.link(to.activity(person.address), older=to.mark_text(last))
    return Activity(
        title=f"What happened to {person.name}’s photos",
        time=timed(
            visit,
            steps.of_photos(visit.connection, visit.eyes, [named.nsid]),
            person=person.address,
        ),
        person=person,
        mine=own,
        changes=lines,
        pager=Pager(older_path=older),
    )


def _line(
    visit: Visit, person: Person, change: activity.Change, photo: Card, what: tuple[str, ...]
) -> ActivityLine:
    path = to.photo(person.address, change.photo)
    words = visit.site.speech.happened(change.after, change.at)
    return ActivityLine(
        photo=photo,
        when=When(after=change.after, until=change.at, words=words),
        what=what,
        path=visit.at(change.at, path),
        history_path=visit.link(to.photo(person.address, change.photo, "history")),
    )
