"""One member's favourite of one photo: added, dropped, perhaps added again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from domain.clock import Instant
from domain.facets import plain_kind, unless_told
from domain.fact import UNSAID, Covered, Event, Fact, Look, Unsaid
from domain.history import History, Kind, history
from domain.observing import NOTHING_COVERED, Coverage, fact_of, restate, same_of


class Fave(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A favourite as it stood; `date_faved` in seconds since 1970, None once dropped."""

    date_faved: str | Unsaid | None = UNSAID


class FaveAdded(Event, frozen=True, tag="fave-added"):
    """The photo was made a favourite at `date_faved`, as Flickr says."""

    date_faved: str


class FaveDropped(Event, frozen=True, tag="fave-dropped"):
    """The photo is a favourite no more."""


EVENTS: Final[tuple[type[Event], ...]] = (FaveAdded, FaveDropped)

FAVE: Final[Kind[Fave]] = plain_kind(
    "fave",
    Fave(),
    {
        FaveAdded: lambda event: {"date_faved": event.date_faved},
        FaveDropped: lambda _: {"date_faved": None},
    },
    normal=unless_told("date_faved", None),
)


def fave_history(facts: Iterable[Fact], *, known_at: Instant | None = None) -> History[Fave]:
    """Fold the facts of one favourite. Raises ForeignEvent for another kind's."""
    return history(FAVE, facts, known_at=known_at)


def observe(
    past: History[Fave],
    date_faved: str | None,
    look: Look,
    covered: Coverage = NOTHING_COVERED,
) -> tuple[Fact, ...]:
    """Return what a look adds: the date from the list, or None: it is not on the list.

    A favourite happened when Flickr says it did, so a look that shows one says so exactly;
    but one that was off the list and is on it again, under its old date, came back between
    two looks.
    """
    around = covered.get("date_faved") or covered.get("", Covered())
    steps, same = past.timeline("date_faved"), same_of(FAVE, "date_faved")
    earlier = [step for step in steps if step.until <= look.at]
    began = None
    if date_faved is not None and date_faved.isdecimal():
        faved = min(int(date_faved), look.at)
        began = faved if not earlier or faved > earlier[-1].until else None
    facts: list[Fact] = []
    for stated, clock in restate(steps, date_faved, look, around, same, None, began):
        event = FaveDropped() if stated is None else FaveAdded(date_faved=stated)
        facts.append(fact_of(event, clock, look))
    return tuple(facts)
