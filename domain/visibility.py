"""Who may see a photo, now and in the past.

A past state is shown to a viewer who may see the photo now *and* might have seen that
state then, so history never opens what was closed, in either direction. Owners see all of
their own. What is deleted is the owner's alone, except for a member who faved it, for the
versions that their own token saw. Where we do not know, the answer is no.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from domain.admissions import (
    ALWAYS_EVERYBODY,
    Span,
    Spans,
    admissions,
    permissions,
    place_admissions,
    readings,
    viewers_at,
)
from domain.clock import DAWN, FOREVER, Instant
from domain.contact import Contact
from domain.fact import UNSAID
from domain.history import History, Version
from domain.permission import STRANGER, UNKNOWN, Viewers, may_see, sort_of
from domain.photo.state import Photo


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks at the archive: a member by NSID, or nobody in particular.

    `standing` tells what they were to an owner at an instant, as sets of what they may
    have been (`standings`); `turns` at which instants that changes, so that a version is
    looked at in each of them. `faved` tells whether they have faved the photo in question.
    """

    nsid: str
    standing: Callable[[str, Instant], Viewers]
    faved: bool = False
    turns: Callable[[str], Iterable[Instant]] = lambda _owner: ()


def standings(past: History[Contact], covered_from: Instant | None) -> Spans:
    """Return what a member is to an owner over time, from the owner's facts about them.

    `covered_from` is when the owner's contacts were first read whole; before, and where
    that never happened, a relation is unknown.
    """
    steps = past.timeline("relation")
    return standing_spans(
        [(step.after, step.until, sort_of(step.value)) for step in steps], covered_from
    )


def standing_spans(
    changes: Sequence[tuple[Instant, Instant, Viewers]], covered_from: Instant | None
) -> Spans:
    """Return what `standings` does, from (after, until, sort) of each change, oldest first."""
    if covered_from is None:
        return ALWAYS_EVERYBODY
    spans = [Span(DAWN, covered_from, UNKNOWN)]
    before = STRANGER
    start = covered_from
    for after, until, sort in changes:
        if until > start:
            doubt = min(max(after + 1, start), until)
            spans += [Span(start, doubt, before), Span(doubt, until, before | sort)]
            start = until
        before = sort
    spans.append(Span(start, FOREVER, before))
    return tuple(span for span in spans if span.start < span.end)


def visible_from(
    past: History[Photo], version: Version[Photo], viewer: Viewer, now: Instant
) -> Instant | None:
    """Return the first instant at which a viewer may see a version; None if there is none.

    Who may see it turns only where something begins, so those instants are asked.
    """
    held = past.now
    owner = UNSAID if held is None else held.state.owner
    instants = {version.shown_from}
    instants.update(span.start for span in (*admissions(past), *(permissions(past) or ())))
    instants.update(start for start, _ in readings(past, viewer.nsid))
    instants.update(() if owner is UNSAID else viewer.turns(owner))
    end = min(version.shown_until, now + 1)
    within = (at for at in sorted(instants) if version.shown_from <= at < end)
    return next((at for at in within if may_see_at(past, at, viewer, now)), None)


def may_see_version(
    past: History[Photo], version: Version[Photo], viewer: Viewer, now: Instant
) -> bool:
    """Tell whether a viewer may see a version at some time at which it was shown."""
    return visible_from(past, version, viewer, now) is not None


def may_see_at(past: History[Photo], instant: Instant, viewer: Viewer, now: Instant) -> bool:
    """Tell whether a viewer may see, today, the photo as it was at `instant`."""
    held = past.now
    if held is None or held.state.purged:
        return False
    owner = held.state.owner
    if viewer.nsid and viewer.nsid == owner:
        return True
    spans = admissions(past)
    if owner is not UNSAID:
        then = may_see(viewers_at(spans, instant), viewer.standing(owner, instant))
        today = may_see(viewers_at(spans, now), viewer.standing(owner, now))
        if then and today:
            return True
    return bool(viewer.nsid) and _may_read(past, instant, viewer, now)


def may_see_place_at(past: History[Photo], instant: Instant, viewer: Viewer, now: Instant) -> bool:
    """Tell whether a viewer may see, today, where the photo was as it was at `instant`."""
    held = past.now
    if held is None or held.state.owner is UNSAID or not may_see_at(past, instant, viewer, now):
        return False
    owner = held.state.owner
    spans = place_admissions(past)
    return (bool(viewer.nsid) and viewer.nsid == owner) or all(
        may_see(viewers_at(spans, at), viewer.standing(owner, at)) for at in (instant, now)
    )


def _may_read(past: History[Photo], instant: Instant, viewer: Viewer, now: Instant) -> bool:
    """Tell whether a member may see what their own token saw.

    The owner is no member: what the token reads still, or what was faved. The owner is
    one: only what was faved and then deleted, where the permission admitted them both at
    `instant` and at the last.
    """
    times = readings(past, viewer.nsid)
    if not any(start <= instant <= end for start, end in times):
        return False
    told = permissions(past)
    held = past.now
    if told is None or held is None or held.state.owner is UNSAID:
        deleted = held is not None and held.state.deleted
        return viewer.faved or (times[-1][1] == FOREVER and not deleted)
    owner = held.state.owner
    return viewer.faved and all(
        may_see(viewers_at(told, at), viewer.standing(owner, at)) for at in (instant, now)
    )
