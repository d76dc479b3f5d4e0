"""What one look at a photo adds to what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from domain.clock import Instant, exactly
from domain.fact import UNSAID, Covered, Event, Fact, Look
from domain.history import History, Step
from domain.observing import (
    NOTHING_COVERED,
    Coverage,
    fact_of,
    observe_facets,
    restate,
    same_of,
)
from domain.photo import events as e
from domain.photo.state import PHOTO, PLAIN, Photo, photo_history
from domain.photo.values import StoredFile

_EVENT_FOR: Final[Mapping[str, type[Event]]] = {
    event.__struct_fields__[0]: event
    for event in e.EVENTS
    if len(event.__struct_fields__) == 1 and event.__struct_fields__[0] in PLAIN
}


def _maker(event: type[Event]) -> Callable[[Mapping[str, Any]], Event]:
    return lambda values: event(**values)


_MAKERS: Final = {facet: _maker(event) for facet, event in _EVENT_FOR.items()}


def observe(
    past: History[Photo], seen: Photo, look: Look, covered: Coverage = NOTHING_COVERED
) -> tuple[Fact, ...]:
    """Return the facts that a sighting adds: none when nothing has changed.

    `seen` is UNSAID in whatever the look did not carry. What a member other than the
    owner saw of permission must be in `public`, never in `permission`. A purged photo
    stays forgotten: sightings of it add nothing.
    """
    held = past.now
    if held is not None and held.state.purged:
        return ()
    plain = {f: v for f in PLAIN if (v := getattr(seen, f)) is not UNSAID}
    if "owner" in plain and held is not None and held.state.owner is not UNSAID:
        plain["owner"] = held.state.owner  # once told it never changes
    first = _first_seen(look)
    facts = observe_facets(past, plain, look, covered, {**_MAKERS, "owner": first}, first)
    known = past
    if any(isinstance(fact.event, e.PhotoSeen) for fact in facts):
        known = photo_history((*past.facts, *facts))  # PhotoSeen tells of presence as well
    facts += _presence(known, plain, look, covered)
    return facts + _many(past, seen, look, covered)


def observe_absence(
    past: History[Photo],
    look: Look,
    answer: str,
    why: e.WhyHidden = "not-found",
    covered: Coverage = NOTHING_COVERED,
) -> tuple[Fact, ...]:
    """Return the facts that a confirmed refusal adds: deleted for the owner, else hidden.

    `answer` is what Flickr said, in short (`1: Photo not found`). The caller has looked
    twice: a list that shifted while being read is no refusal.
    """
    held = past.now
    if held is None or held.state.purged:
        return ()
    if look.account == held.state.owner:
        return _stated_once(past, "deleted", True, look, covered, _deleted_or_back(look, answer))
    gone = _hidden_or_back(look, why, answer)
    return _stated_once(past, "sight:" + look.account, False, look, covered, gone)


def observe_stored(past: History[Photo], file: StoredFile, look: Look) -> tuple[Fact, ...]:
    """Return the fact that the archive stored a file: none if it holds the same already."""
    held = past.now
    if held is not None and held.state.purged:
        return ()
    stored = past.timeline("file:" + file.key)
    if stored and stored[-1].value == file:
        return ()
    return (fact_of(e.PhotoFileStored(file=file), exactly(look.at), look),)


def _first_seen(look: Look) -> Callable[[Mapping[str, Any]], Event]:
    return lambda values: e.PhotoSeen(photo=e.Facets(**values), member=look.account)


def _presence(
    past: History[Photo], plain: Mapping[str, Any], look: Look, covered: Coverage
) -> tuple[Fact, ...]:
    """Return the fact that this member reads the photo (again), where that is news."""
    if not look.account:
        return ()
    held = past.now
    if look.account == plain.get("owner") or (held and look.account == held.state.owner):
        return _stated_once(past, "deleted", False, look, covered, _deleted_or_back(look, ""))
    facet = "sight:" + look.account
    back = _hidden_or_back(look, "not-found", "")
    if not past.timeline(facet):
        back = {True: e.PhotoSighted(member=look.account)}
    return _stated_once(past, facet, True, look, covered, back)


def _deleted_or_back(look: Look, answer: str) -> dict[Any, Event]:
    back = e.PhotoReturned(member=look.account, owner=True)
    return {True: e.PhotoDeleted(answer=answer), False: back}


def _hidden_or_back(look: Look, why: e.WhyHidden, answer: str) -> dict[Any, Event]:
    hidden = e.PhotoHidden(member=look.account, why=why, answer=answer)
    return {False: hidden, True: e.PhotoReturned(member=look.account)}


def _stated_once(
    past: History[Photo],
    facet: str,
    value: bool,
    look: Look,
    covered: Coverage,
    event_of: Mapping[Any, Event],
) -> tuple[Fact, ...]:
    """Return what one look at presence adds. No date of Flickr's tells when it changed."""
    around = covered.get("existence") or covered.get("", Covered())
    at_first = PHOTO.at_first(facet)
    look = msgspec.structs.replace(look, lastupdate=None)
    return tuple(
        fact_of(event_of[stated], clock, look)
        for stated, clock in restate(
            past.timeline(facet), value, look, around, same_of(PHOTO, facet), at_first
        )
        if stated in event_of
    )


_Many = tuple[str, str, Callable[[Any], Event], Callable[[Any], Event], Callable[[str], Event]]

_MANY: Final[tuple[_Many, ...]] = (
    (
        "comment",
        "comments",
        lambda comment: e.PhotoCommentAdded(comment=comment),
        lambda comment: e.PhotoCommentChanged(comment=comment),
        lambda key: e.PhotoCommentRemoved(id=key),
    ),
    (
        "note",
        "notes",
        lambda note: e.PhotoNoteAdded(note=note),
        lambda note: e.PhotoNoteAdded(note=note),
        lambda key: e.PhotoNoteRemoved(id=key),
    ),
    (
        "person",
        "people",
        lambda person: e.PhotoPersonTagged(person=person),
        lambda person: e.PhotoPersonTagged(person=person),
        lambda key: e.PhotoPersonUntagged(nsid=key),
    ),
    (
        "group",
        "groups",
        lambda group: e.PhotoPooled(group=group),
        lambda group: e.PhotoPooled(group=group),
        lambda key: e.PhotoUnpooled(id=key),
    ),
    (
        "gallery",
        "galleries",
        lambda gallery: e.PhotoPutInGallery(gallery=gallery),
        lambda gallery: e.PhotoPutInGallery(gallery=gallery),
        lambda key: e.PhotoTakenFromGallery(id=key),
    ),
)


def _many(past: History[Photo], seen: Photo, look: Look, covered: Coverage) -> tuple[Fact, ...]:
    """Return what a look at what is many adds (comments, notes, people …), one fact each."""
    facts: list[Fact] = []
    lines = past.timelines()
    for word, field, added, changed, removed in _MANY:
        shown = getattr(seen, field)
        if shown is UNSAID:
            continue
        around = covered.get(field) or covered.get("", Covered())
        stem = word + ":"
        known = [f.removeprefix(stem) for f in lines if f.startswith(stem)]
        gone = [key for key in known if key not in shown]
        for key, value in [*shown.items(), *((key, None) for key in gone)]:
            steps, same = lines.get(stem + key, ()), same_of(PHOTO, word)
            began = _made(value, steps, look, around)
            for stated, clock in restate(steps, value, look, around, same, None, began):
                event = removed(key) if stated is None else (changed if steps else added)(stated)
                facts.append(fact_of(event, clock, look))
    return tuple(facts)


def _made(value: Any, steps: tuple[Step, ...], look: Look, around: Covered) -> Instant | None:
    """Return the instant at which a comment was made, where what it says came to be so then.

    That is where the comment is new; and where no look since it was made had told of it
    when a later one did, which took what it says for what it had said from the beginning.
    """
    told = getattr(value, "datecreate", "")
    if not told.isdecimal() or int(told) > look.at:
        return None
    made = int(told)
    earlier = [step for step in steps if step.until <= look.at]
    late = around.after is not None and around.before < made
    restated = late and bool(earlier) and earlier[-1].until == made == earlier[-1].after
    return made if restated or not steps else None
