"""What a sighting adds to what is known: facts about the facets that it carries.

The same rules serve every kind of stream. A sighting is compared with the state *at its
own time*; it never changes what is known of later times; and what it does not carry it
does not touch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias, TypeVar

from domain.clock import DAWN, Happened, Instant, between, exactly
from domain.fact import UNSAID, Covered, Event, Fact, Look
from domain.history import History, Kind, Step

S = TypeVar("S")

Coverage: TypeAlias = Mapping[str, Covered]
"""For each facet the looks around the sighting that covered it; `""` stands for the rest."""

NOTHING_COVERED: Final[Coverage] = {}
_NOT_COVERED: Final = Covered()

Statement: TypeAlias = tuple[Any, Happened]
"""A value of a facet, and when it came to be so."""


def restate(
    steps: tuple[Step, ...],
    value: Any,
    look: Look,
    covered: Covered,
    same: Callable[[Any, Any], bool],
    at_first: Any = UNSAID,
    began: Instant | None = None,
) -> tuple[Statement, ...]:
    """Return what one sighting of one facet adds: values, each with when it came to be so.

    `steps` are the facet's statements so far, oldest first, and `at_first` is what held
    before them (`Kind.at_first`); `began` is the instant that Flickr itself gives for the
    beginning of the value. Nothing is added when the sighting tells nothing new. A
    sighting that contradicts what is known of later looks gives two: the value seen, and
    the known value *again* by the first look after. A sighting of the old value inside the
    interval of a change gives one, which narrows it.
    """
    earlier, later = _around(steps, look.at)
    held = at_first if earlier is None else earlier.value
    lower = max(covered.before, earlier.until if earlier else DAWN)
    narrows = later is not None and later.after < look.at and not same(later.value, value)
    if held is not UNSAID and same(held, value):
        return ((value, between(lower, look.at)),) if narrows else ()
    came = came_to_be(look, lower) if began is None else exactly(began)
    again = None if held is UNSAID else _seen_again(later, look.at, covered.after)
    if again is not None:
        return ((value, came), (held, Happened(look.at, again)))
    if narrows and came.until < look.at:
        return ((value, came), (value, Happened(came.until, look.at)))
    return ((value, came),)


def came_to_be(look: Look, lower: Instant) -> Happened:
    """Return when a value that a look showed first came to be so, after `lower`.

    Flickr's date of the last change narrows it where it falls inside.
    """
    if look.exact:
        return exactly(look.at)
    if look.lastupdate is not None and lower < look.lastupdate < look.at:
        return between(lower, look.lastupdate)
    return between(lower, look.at)


def _around(steps: tuple[Step, ...], at: Instant) -> tuple[Step | None, Step | None]:
    """Return the last statement up to `at` and the first one after it."""
    earlier = None
    for step in steps:
        if step.until > at:
            return earlier, step
        earlier = step
    return earlier, None


def _seen_again(later: Step | None, at: Instant, next_look: Instant | None) -> Instant | None:
    """Return the first look after `at` that is known to have seen what was held before it.

    That is the next look that covered the facet, and the lower edge of the next change (an
    exact change has none), unless the next statement is older than that.
    """
    looks = [] if next_look is None else [next_look]
    if later is not None and later.after < later.until:
        looks.append(later.after)
    again = min((look for look in looks if look > at), default=None)
    if again is None or (later is not None and again >= later.until):
        return None
    return again


def observe_facets(
    past: History[S],
    seen: Mapping[str, Any],
    look: Look,
    covered: Coverage,
    event_for: Mapping[str, Callable[[Mapping[str, Any]], Event]],
    first: Callable[[Mapping[str, Any]], Event],
) -> tuple[Fact, ...]:
    """Return the facts that a sighting of plain facets adds to a stream.

    `seen` maps the facets that were carried to their values. `event_for` makes the event
    for a facet; facets that share one maker and one clock share one event. `first` makes
    the event of a sighting before which none of these facets was known.
    """
    if not seen:
        return ()
    lines = past.timelines()
    facts: list[Fact] = []
    told: Happened | None = None
    if not any(step.until <= look.at for f in event_for for step in lines.get(f, ())[:1]):
        told = came_to_be(look, covered.get("", _NOT_COVERED).before)
        facts.append(fact_of(first(seen), told, look))
    grouped: dict[tuple[Any, Instant, Instant], dict[str, Any]] = {}
    for facet, value in seen.items():
        around = covered.get(facet) or covered.get("", _NOT_COVERED)
        if told is not None:
            around = Covered(before=told.after, after=around.after)
        steps = lines.get(facet, ())
        same, at_first = same_of(past.kind, facet), past.kind.at_first(facet)
        for stated, clock in restate(steps, value, look, around, same, at_first):
            if told is None or clock.until > told.until:
                key = (event_for[facet], clock.after, clock.until)
                grouped.setdefault(key, {})[facet] = stated
    facts += [
        fact_of(make(values), Happened(after, until), look)
        for (make, after, until), values in sorted(
            grouped.items(), key=lambda item: (item[0][2], item[0][1])
        )
    ]
    return tuple(facts)


def fact_of(event: Event, clock: Happened, look: Look) -> Fact:
    """Put an event into its envelope: when it was so, and who saw it."""
    return Fact(
        event=event,
        happened=clock,
        observed=look.observed,
        via=look.via,
        account=look.account,
        raw=look.raw,
    )


def same_of(kind: Kind[Any], facet: str) -> Callable[[Any, Any], bool]:
    """Return the comparison of two values of a facet, each in its normal form."""
    return lambda one, other: bool(kind.normal(facet, one) == kind.normal(facet, other))
