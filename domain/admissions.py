"""Whom a photo admits over time: spans of time, each with a set of sorts of viewers.

What the owner told comes first; what nobody told is nobody's. `domain.visibility` asks
these spans for one viewer; the rows of photos carry them, for every viewer at once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, Final, TypeVar

import msgspec

from domain.clock import DAWN, FOREVER, Instant
from domain.history import History, Step
from domain.permission import EVERYBODY, NOBODY, Viewers, admitted, admitted_to_place
from domain.photo.state import Photo


class Span(msgspec.Struct, frozen=True, gc=False):
    """A time, from `start` until before `end`, and who is admitted throughout."""

    start: Instant
    end: Instant
    viewers: Viewers


S = TypeVar("S", bound=Span)

Spans = tuple[Span, ...]
"""Spans that follow on each other, from the beginning of time to its end."""


class Stretch(Span, frozen=True, gc=False):
    """A time in which everybody whom a photo admits is the same.

    `faver_viewers` are those whom the owner's permission admits when deletion is left
    aside, None where no owner told; `place_viewers` those who may see the place.
    """

    faver_viewers: Viewers | None
    place_viewers: Viewers


def admissions(past: History[Photo]) -> Spans:
    """Return who may see the photo.

    Before first sight the first-seen permission counts. Inside the interval of a change
    only those are admitted whom both ends admit. While the photo is deleted, or hidden
    from every member who read it, nobody is. The owner's own sight is the truth; where no
    owner told, a photo that Flickr called public is everybody's, and any other nobody's
    (but its readers': see `readings`).
    """
    return _admissions(past, permissions(past))


def permissions(past: History[Photo]) -> Spans | None:
    """Return whom the owner's permission admits; None where no owner told."""
    told = past.timeline("permission")
    return _as_told(past, _spans(told, admitted), _first_told) if told else None


def place_admissions(past: History[Photo]) -> Spans:
    """Return who may see where the photo was taken."""
    spans = _spans(past.timeline("geo_permission"), admitted_to_place)
    return _as_told(past, spans, _first_placed) if spans else ALWAYS_NOBODY


def stretches(past: History[Photo]) -> tuple[Stretch, ...]:
    """Cut all time where whom a photo admits, in any of the three ways, changes."""
    told = permissions(past)
    whole = _admissions(past, told)
    place = place_admissions(past)
    if len(place) == 1 and (told is None or told is whole):
        (at_place,) = place
        return tuple(
            [
                Stretch(
                    s.start, s.end, s.viewers, None if told is None else s.viewers, at_place.viewers
                )
                for s in whole
            ]
        )
    edges = sorted({span.start for span in (*whole, *(told or ()), *place)})
    return tuple(
        Stretch(
            start,
            end,
            viewers_at(whole, start),
            None if told is None else viewers_at(told, start),
            viewers_at(place, start),
        )
        for start, end in zip(edges, [*edges[1:], FOREVER], strict=True)
    )


def span_at(spans: Sequence[S], instant: Instant) -> S:
    """Return the span, or the stretch, in which an instant lies."""
    if len(spans) == 1:
        return spans[0]
    place = bisect_right(spans, instant, key=_start)
    return spans[max(place - 1, 0)]


def viewers_at(spans: Sequence[Span], instant: Instant) -> Viewers:
    """Return who is admitted at an instant."""
    return span_at(spans, instant).viewers


def readings(past: History[Photo], member: str) -> tuple[tuple[Instant, Instant], ...]:
    """Return the times at which `member`'s own token is known to have read the photo.

    Each from the look that first showed it (DAWN counts as that look: nobody sees it
    before they saw it) until the last look before it failed; FOREVER if it has not. What
    was first told when the token did not read it, nobody knows to have been there before.
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
    unread = [at for at in _first_told(past) if not any(s <= at <= e for s, e in times)]
    since = max(unread, default=DAWN)
    return tuple((max(start, since), end) for start, end in times if end >= since)


_ALWAYS: Final[Sequence[Spans]] = [(Span(DAWN, FOREVER, v),) for v in range(EVERYBODY + 1)]
ALWAYS_NOBODY: Final = _ALWAYS[NOBODY]
ALWAYS_EVERYBODY: Final = _ALWAYS[EVERYBODY]


def _admissions(past: History[Photo], told: Spans | None) -> Spans:
    if told is None:
        public = _spans(past.timeline("public"), lambda public: EVERYBODY if public else NOBODY)
        told = _as_told(past, _both(public or ALWAYS_NOBODY, _while_read(past)), _first_told)
    return _both(told, _unless(past.timeline("deleted")))


def _spans(steps: Sequence[Step], viewers: Callable[[Any], Viewers]) -> Spans:
    """Turn a facet's statements into spans; inside a change both ends must admit."""
    if not steps:
        return ()
    start, held = DAWN, viewers(steps[0].value)
    spans: list[Span] = []
    for step in steps[1:]:
        sort = viewers(step.value)
        if sort != held:
            doubt = min(step.after + 1, step.until)
            spans += [Span(start, doubt, held), Span(doubt, step.until, held & sort)]
            start, held = step.until, sort
    if not spans:
        return _ALWAYS[held]
    spans.append(Span(start, FOREVER, held))
    return tuple([span for span in spans if span.start < span.end])


def _as_told(
    past: History[Photo], spans: Spans, told: Callable[[History[Photo]], Sequence[Instant]]
) -> Spans:
    """Admit to what reaches back none but those who were admitted when it was first told.

    What is `told` late for the first time is shown as it was then from the beginning on.
    But it may have been written only then: a description that was first seen while the
    photo was private must not stand on an earlier, public day.
    """
    if len(spans) == 1:
        return spans
    leave: list[Span] = []
    end, viewers = FOREVER, EVERYBODY
    for instant in reversed(told(past)):
        if instant < spans[0].end:
            break  # nobody else was admitted before
        also = viewers & viewers_at(spans, instant)
        if also != viewers:
            leave.append(Span(instant, end, viewers))
            end, viewers = instant, also
    if not leave:
        return spans
    return _both(spans, [Span(DAWN, end, viewers), *reversed(leave)])


def _first_told(past: History[Photo]) -> list[Instant]:
    """Return when something that reaches back was first told, the earliest first."""
    reaches_back = past.kind.reaches_back
    told = set(_WHOM)
    instants: list[Instant] = []
    for number, stated in enumerate(past.stated):
        if told.issuperset(stated):
            continue
        happened = past.facts[number].happened
        for facet in stated:
            if facet not in told and reaches_back(facet, happened.after):
                instants.append(happened.until)
                break
        told.update(stated)
    return instants


def _first_placed(past: History[Photo]) -> list[Instant]:
    return [step.until for step in past.timeline("location")[:1]]


def _unless(steps: Sequence[Step]) -> Spans:
    """Return the spans in which a facet does not hold: nobody is admitted while it does."""
    return _spans(steps, _gone) or ALWAYS_EVERYBODY


def _while_read(past: History[Photo]) -> Spans:
    """Return the spans in which some member's token reads the photo, as far as is known."""
    facets = {facet for stated in past.stated for facet in stated if facet.startswith("sight:")}
    by_member = [_spans(past.timeline(f), _read) for f in sorted(facets)]
    if not by_member:
        return ALWAYS_EVERYBODY
    edges = sorted({span.start for spans in by_member for span in spans})
    return tuple(
        Span(start, end, max(viewers_at(spans, start) for spans in by_member))
        for start, end in zip(edges, [*edges[1:], FOREVER], strict=True)
    )


_start: Final = attrgetter("start")
_WHOM: Final = frozenset({"permission", "public", "geo_permission"})
"""Facets that are not shown but say to whom: those first seen count from the beginning."""


def _read(value: Any) -> Viewers:
    return EVERYBODY if value else NOBODY


def _gone(value: Any) -> Viewers:
    return NOBODY if value else EVERYBODY


def _both(one: Sequence[Span], other: Sequence[Span]) -> Spans:
    """Return the spans in which only those are admitted whom both admit."""
    if other is ALWAYS_EVERYBODY:
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
