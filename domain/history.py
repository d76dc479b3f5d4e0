"""The one fold: from the facts of a stream to its versions in time.

Observing compares with `history(...).at(instant)`; a page of one thing, as of or as known
at any time, is `history` of its stream; the rows of a projection are made from it. There
is no second way to get from events to what is shown.

A fact states the whole new value of one or more *facets* (a photo's title, its
permission) as of its upper edge. Facts are folded by the upper edge of `happened`, then
the lower, then their order in the log, so that a late arrival takes its own place in time
and everything after it stays as it was known.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Generic, TypeVar

import msgspec

from domain.clock import DAWN, FOREVER, Happened, Instant
from domain.fact import UNSAID, Event, Fact

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Kind(Generic[S]):
    """What the fold must know of one kind of stream.

    `stated` gives the facets that an event states, each with its whole new value;
    `value` reads a facet from a state; `apply` puts values into it; `normal` is the form
    in which two values of a facet are compared. The first value of a facet for which
    `reaches_back` holds counts from the beginning ("as first seen"); others (a comment, a
    relation) were not there before. A facet that is `ours` is about the archive and not
    about Flickr (a stored file, whose token read a photo): its last value holds for all
    time and makes no version. `always` names facets that reach back whatever the clock
    and are not ours, so that the fold need not ask. `begins` reads from a state when the
    thing began on Flickr, if it says so. `remembered` leaves out the facts, given in the
    order of the log, that a later one made the archive forget.
    """

    name: str
    empty: S
    stated: Callable[[Event], Mapping[str, Any]]
    value: Callable[[S, str], Any]
    apply: Callable[[S, Mapping[str, Any]], S]
    normal: Callable[[str, Any], Any]
    reaches_back: Callable[[str, Instant], bool]
    begins: Callable[[S], Instant | None]
    ours: Callable[[str], bool]
    always: frozenset[str] = frozenset()
    remembered: Callable[[tuple[Fact, ...]], tuple[Fact, ...]] = lambda facts: facts

    def at_first(self, facet: str) -> Any:
        """Return what holds before a facet was ever stated; UNSAID where nobody can know."""
        if self.reaches_back(facet, FOREVER):
            return UNSAID
        return self.normal(facet, self.value(self.empty, facet))


class Version(msgspec.Struct, Generic[S], frozen=True, gc=False):
    """A state and the time for which it is shown.

    Shown from `shown_from` until before `shown_until`. `came` has the edges of the change
    that made it. The archive is sure of it from `sure_from` up to `sure_until`; outside,
    the change before or after may already (or not yet) have happened. A version of which
    it is never sure has them in the wrong order. `facts` made it.
    """

    state: S
    came: Happened
    shown_from: Instant
    shown_until: Instant
    sure_from: Instant
    sure_until: Instant
    facts: tuple[Fact, ...]

    def sure_at(self, instant: Instant) -> bool:
        """Tell whether the archive is sure that this was the state at `instant`."""
        return self.sure_from <= instant <= self.sure_until and instant < self.shown_until


class Step(msgspec.Struct, frozen=True, gc=False):
    """A facet's value as stated by one fact, its edges narrowed by the statement before."""

    value: Any
    after: Instant
    until: Instant
    fact: Fact


class History(msgspec.Struct, Generic[S], frozen=True, gc=False):
    """All versions of one stream, oldest first, and the facts in their order in time.

    `stated` has what each fact states, fact by fact.
    """

    kind: Kind[S]
    versions: tuple[Version[S], ...]
    facts: tuple[Fact, ...]
    stated: tuple[Mapping[str, Any], ...]

    def at(self, instant: Instant) -> Version[S] | None:
        """Return the version shown at `instant`, or None before the first."""
        place = bisect_right(self.versions, instant, key=_shown_from)
        return self.versions[place - 1] if place else None

    @property
    def now(self) -> Version[S] | None:
        """The newest version, or None if nothing is known."""
        return self.versions[-1] if self.versions else None

    def timeline(self, facet: str) -> tuple[Step, ...]:
        """Return every statement about one facet, oldest first, confirmations included."""
        steps: list[Step] = []
        lower = DAWN
        for number, stated in enumerate(self.stated):
            if facet in stated:
                fact = self.facts[number]
                after, until = fact.happened.after, fact.happened.until
                after = lower if after < lower else after
                steps.append(Step(stated[facet], until if after > until else after, until, fact))
                lower = until
        return tuple(steps)

    def timelines(self) -> Mapping[str, tuple[Step, ...]]:
        """Return the timeline of every facet that was ever stated."""
        lines: dict[str, list[Step]] = {}
        for fact, stated in zip(self.facts, self.stated, strict=True):
            for facet, value in stated.items():
                steps = lines.setdefault(facet, [])
                steps.append(_step(value, fact, steps))
        return {facet: tuple(steps) for facet, steps in lines.items()}

    def doubts(self, instant: Instant) -> frozenset[str]:
        """Return the facets whose value at `instant` is not certain.

        A facet is in doubt before it was first stated, and inside the interval of a
        change.
        """
        kind = self.kind
        doubtful: set[str] = set()
        for facet, steps in self.timelines().items():
            if kind.ours(facet):
                continue
            first = steps[0]
            if first.until > instant:
                unsure = first.after < instant or kind.reaches_back(facet, first.after)
                if unsure and not _same(kind, facet, first.value, kind.at_first(facet)):
                    doubtful.add(facet)
                continue
            for before, step in pairwise(steps):
                if before.until <= instant < step.until:
                    if step.after < instant and not _same(kind, facet, before.value, step.value):
                        doubtful.add(facet)
                    break
        return frozenset(doubtful)


def history(kind: Kind[S], facts: Iterable[Fact], *, known_at: Instant | None = None) -> History[S]:
    """Fold the facts of one stream, given in the order of the log, into its versions.

    With `known_at` only facts that the archive had observed by then count: what it knew
    then, not what is known now. Raises ForeignEvent for an event of another kind.
    """
    kept = kind.remembered(tuple(facts))
    ordered = in_time(kept if known_at is None else (f for f in kept if f.observed <= known_at))
    if not ordered:
        return History(kind, (), (), ())
    stated = tuple([kind.stated(fact.event) for fact in ordered])
    return History(kind, tuple(_versions(kind, ordered, stated)), ordered, stated)


def in_time(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return facts, given in the order of the log, in the order in which they happened."""
    # sorted is stable: facts with equal edges keep the order of the log
    return tuple(sorted(facts, key=_edges))


def _first_values(
    kind: Kind[Any], facts: tuple[Fact, ...], stated: tuple[Mapping[str, Any], ...]
) -> tuple[dict[str, Any], Set[str], Set[str], Instant | None]:
    """Return what held from the beginning, and when anything of it was first told.

    With it the facets that are ours, and those that were not there before they were told.
    A facet whose first statement is what holds of nothing (None of one that is many) was
    looked for and not there: that is no beginning. The instant is None if nothing reaches
    back.
    """
    always = kind.always
    first = dict(stated[0])
    for values in stated[1:]:
        for facet, value in values.items():
            if facet not in first or (facet not in always and kind.ours(facet)):
                first[facet] = value
    ours: set[str] = set()
    absent: set[str] = set()
    back: Set[str] = always
    for facet in [facet for facet in first if facet not in always]:
        if kind.ours(facet):
            ours.add(facet)
        elif first[facet] == kind.value(kind.empty, facet):
            del first[facet]
        elif kind.reaches_back(facet, _told(facet, facts, stated)):
            back |= {facet}
        else:
            absent.add(facet)
            del first[facet]
    for number, values in enumerate(stated):
        if not back.isdisjoint(values):
            return first, ours, absent, facts[number].happened.until
    return first, ours, absent, None


def _versions(
    kind: Kind[S], facts: tuple[Fact, ...], stated: tuple[Mapping[str, Any], ...]
) -> list[Version[S]]:
    """Fold ordered facts into versions; facts with one upper edge make one version."""
    first, ours, absent, first_seen = _first_values(kind, facts, stated)
    state = kind.apply(kind.empty, first) if first else kind.empty
    # (state, came, facts); the time for which each is shown is known when all are there.
    made: list[tuple[S, Happened, list[Fact]]] = []
    if first_seen is not None:
        begun = kind.begins(state)
        # What does not say when it began was there when anything was first told of it.
        begun = facts[0].happened.until if begun is None else min(begun, first_seen)
        made.append((state, Happened(begun, first_seen), []))
    for number, fact in enumerate(facts):
        values, until = stated[number], fact.happened.until
        changed: dict[str, Any] = {}
        lower = until
        # What the first fact states is held already, but for what was not there before it.
        for facet in values if number else sorted(values.keys() & absent):
            if facet not in ours:
                before, value = kind.value(state, facet), values[facet]
                if before is not value and not _same(kind, facet, before, value):
                    changed[facet] = value
                    lower = min(lower, _not_before(facts, stated, number, facet))
        if changed:
            state = kind.apply(state, changed)
            if made and made[-1][1].until == until:
                _, came, causes = made[-1]
                if first_seen is None or len(made) > 1:
                    came = Happened(min(came.after, lower), until)
                made[-1] = (state, came, [*causes, fact])
            else:
                made.append((state, Happened(lower, until), [fact]))
        elif made and made[-1][1].until == until:
            made[-1][2].append(fact)
        elif until == first_seen:
            made[0][2].append(fact)
    return _shown(made, first_seen)


def _told(facet: str, facts: tuple[Fact, ...], stated: tuple[Mapping[str, Any], ...]) -> Instant:
    """Return the lower edge of the fact that first states a facet."""
    for number, values in enumerate(stated):
        if facet in values:
            return facts[number].happened.after
    raise KeyError(facet)


def _not_before(
    facts: tuple[Fact, ...], stated: tuple[Mapping[str, Any], ...], number: int, facet: str
) -> Instant:
    """Return the lower edge of a fact: a facet's statement before it is no later."""
    after = facts[number].happened.after
    while number:
        number -= 1
        until = facts[number].happened.until
        if until <= after:
            break
        if facet in stated[number]:
            return until
    return after


def _shown(
    made: list[tuple[S, Happened, list[Fact]]], first_seen: Instant | None
) -> list[Version[S]]:
    """Give each state the time for which it is shown, and for which it is sure."""
    versions: list[Version[S]] = []
    shown_until = doubt_from = FOREVER
    begun = made[0][1].after if made and first_seen is not None else DAWN
    sure_at_first = first_seen or DAWN
    for number in range(len(made) - 1, -1, -1):
        state, came, facts = made[number]
        after, until = came.after, came.until
        as_first_seen = number == 0 and first_seen is not None
        shown_from = begun if as_first_seen or until < begun else until
        versions.append(
            Version(
                state=state,
                came=came,
                shown_from=shown_from,
                shown_until=shown_until,
                sure_from=until if until > sure_at_first else sure_at_first,
                sure_until=doubt_from if doubt_from < shown_until else shown_until,
                facts=tuple(facts),
            )
        )
        shown_until = shown_from
        doubt_from = after if after < doubt_from else doubt_from
    versions.reverse()
    return versions


def _step(value: Any, fact: Fact, earlier: list[Step]) -> Step:
    """Return a fact's statement; it cannot have come to be so before the one it replaced."""
    until = fact.happened.until
    lower = earlier[-1].until if earlier else DAWN
    return Step(value, min(max(fact.happened.after, lower), until), until, fact)


def _same(kind: Kind[Any], facet: str, one: Any, other: Any) -> bool:
    return bool(kind.normal(facet, one) == kind.normal(facet, other))


def _edges(fact: Fact) -> tuple[Instant, Instant]:
    happened = fact.happened
    return happened.until, happened.after


def _shown_from(version: Version[Any]) -> Instant:
    return version.shown_from
