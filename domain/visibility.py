"""Who may see a photo, now and in the past.

A past state is shown to a viewer who may see the photo now *and* might have seen that
state then, so history never opens what was closed, in either direction. Owners see all of
their own. What is deleted is the owner's alone, except for a member who faved it, for the
versions that their own token saw. Where we do not know, the answer is no.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final

import msgspec

from domain.clock import DAWN, FOREVER, Instant
from domain.contact import Contact
from domain.fact import UNSAID
from domain.history import History, Step, Version
from domain.permission import (
    EVERYBODY,
    UNKNOWN,
    Viewers,
    admitted,
    admitted_to_place,
    may_see,
    sort_of,
)
from domain.photo.state import Photo


class Span(msgspec.Struct, frozen=True, gc=False):
    """A time, from `start` until before `end`, and who is admitted throughout."""

    start: Instant
    end: Instant
    viewers: Viewers


def admissions(past: History[Photo]) -> tuple[Span, ...]:
    """Return who may see the photo, from the beginning of time, without gaps.

    Before first sight the first-seen permission counts. Inside the interval of a change
    only those are admitted whom both ends admit. While the photo is deleted, or hidden
    from every member who read it, nobody is. The owner's own sight is the truth; where no
    owner told, a photo that Flickr called public is everybody's, and any other nobody's
    (but its readers': see `readings`).
    """
    return admissions_with(past, permissions(past))


def admissions_with(past: History[Photo], told: tuple[Span, ...] | None) -> tuple[Span, ...]:
    """Return what `admissions` does, for a caller who has the `permissions` at hand."""
    if told is not None:
        return _both(told, _unless(past.timeline("deleted")))
    spans = _spans(past.timeline("public"), lambda public: EVERYBODY if public else NOBODY)
    read = _both(spans or _ALWAYS_NOBODY, _while_read(past))
    return _both(read, _unless(past.timeline("deleted")))


def permissions(past: History[Photo]) -> tuple[Span, ...] | None:
    """Return whom the owner's permission admits over time; None where no owner told."""
    told = past.timeline("permission")
    return _spans(told, admitted) if told else None


def place_admissions(past: History[Photo]) -> tuple[Span, ...]:
    """Return who may see where the photo was taken, from the beginning of time."""
    spans = _spans(past.timeline("geo_permission"), admitted_to_place)
    return spans or _ALWAYS_NOBODY


def viewers_at(spans: Sequence[Span], instant: Instant) -> Viewers:
    """Return who is admitted at an instant."""
    if len(spans) == 1:
        return spans[0].viewers
    place = bisect_right(spans, instant, key=_start)
    return spans[max(place - 1, 0)].viewers


def readings(past: History[Photo], member: str) -> tuple[tuple[Instant, Instant], ...]:
    """Return the times at which `member`'s own token is known to have read the photo.

    Each from the look that first showed it (DAWN counts as that look: nobody sees it
    before they saw it) until the last look before it failed; FOREVER if it has not.
    """
    times: list[tuple[Instant, Instant]] = []
    begun: Instant | None = None
    for step in past.timeline("sight:" + member):
        if step.value and begun is None:
            begun = step.until
        elif not step.value and begun is not None:
            end = min(step.after, step.until - 1)
            times += [(begun, end)] if begun <= end else []
            begun = None
    if begun is not None:
        times.append((begun, FOREVER))
    return tuple(times)


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


def standings(past: History[Contact], covered_from: Instant | None) -> tuple[Span, ...]:
    """Return what a member is to an owner over time, from the owner's facts about them.

    `covered_from` is when the owner's contacts were first read whole; before, and where
    that never happened, a relation is unknown.
    """
    steps = past.timeline("relation")
    return standing_spans(
        [(step.after, step.until, sort_of(step.value)) for step in steps], covered_from
    )


def standing_spans(
    changes: Sequence[tuple[Instant, Instant, int]], covered_from: Instant | None
) -> tuple[Span, ...]:
    """Return what `standings` does, from (after, until, sort) of each change, oldest first."""
    if covered_from is None:
        return _ALWAYS_EVERYBODY
    spans = [Span(DAWN, covered_from, UNKNOWN)]
    before = Viewers.STRANGER
    start = covered_from
    for after, until, number in changes:
        sort = Viewers(number)
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


NOBODY: Final = Viewers.NOBODY
_ALWAYS_NOBODY: Final = (Span(DAWN, FOREVER, NOBODY),)
_ALWAYS_EVERYBODY: Final = (Span(DAWN, FOREVER, EVERYBODY),)


def _spans(steps: Sequence[Step], viewers: Callable[[Any], Viewers]) -> tuple[Span, ...]:
    """Turn a facet's statements into spans; inside a change both ends must admit."""
    if not steps:
        return ()
    held = viewers(steps[0].value)
    if len(steps) == 1:
        return (Span(DAWN, FOREVER, held),)
    start = DAWN
    spans: list[Span] = []
    for step in steps[1:]:
        sort = viewers(step.value)
        if sort == held:
            continue
        doubt = min(step.after + 1, step.until)
        spans += [Span(start, doubt, held), Span(doubt, step.until, held & sort)]
        start, held = step.until, sort
    spans.append(Span(start, FOREVER, held))
    return tuple(span for span in spans if span.start < span.end)


def _unless(steps: Sequence[Step]) -> tuple[Span, ...]:
    """Return the spans in which a facet does not hold: nobody is admitted while it does."""
    if not any(step.value for step in steps):
        return _ALWAYS_EVERYBODY
    spans = _spans(steps, lambda value: NOBODY if value else EVERYBODY)
    return spans or _ALWAYS_EVERYBODY


def _while_read(past: History[Photo]) -> tuple[Span, ...]:
    """Return the spans in which some member's token reads the photo, as far as is known."""
    facets = {
        facet
        for fact in past.facts
        for facet in past.kind.stated(fact.event)
        if facet.startswith("sight:")
    }
    by_member = [_spans(past.timeline(f), _read) for f in sorted(facets)]
    if not by_member:
        return _ALWAYS_EVERYBODY
    edges = sorted({span.start for spans in by_member for span in spans})
    return tuple(
        Span(start, end, max(viewers_at(spans, start) for spans in by_member))
        for start, end in zip(edges, [*edges[1:], FOREVER], strict=True)
    )


_start: Final = attrgetter("start")


def _read(value: Any) -> Viewers:
    return EVERYBODY if value else NOBODY


def _both(one: Sequence[Span], other: Sequence[Span]) -> tuple[Span, ...]:
    """Return the spans in which only those are admitted whom both admit."""
    if other is _ALWAYS_EVERYBODY or other == _ALWAYS_EVERYBODY:
        return tuple(one)
    edges = sorted({span.start for span in (*one, *other)})
    made: list[Span] = []
    for start, end in zip(edges, [*edges[1:], FOREVER], strict=True):
        viewers = viewers_at(one, start) & viewers_at(other, start)
        if made and made[-1].viewers == viewers:
            made[-1] = Span(made[-1].start, end, viewers)
        else:
            made.append(Span(start, end, viewers))
    return tuple(made)
