"""The time bar: steps to the change before and after, and where the changes are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from domain.clock import month_of
from projections.reading.moments import Moments
from projections.reading.steps import Steps
from web.answering.dates import dates_of_list
from web.asking import addresses as to
from web.asking.visit import Visit
from web.views.parts import Bar, TimeSign
from web.views.words import counted

_MANY: Final = 500
_FEWEST: Final = 24
_MOST_BARS: Final = 72
_HEIGHTS: Final = 20


def timed(
    visit: Visit,
    moments: Moments,
    *,
    person: str = "",
    doubts: tuple[str, ...] = (),
    kind: str = "",
) -> TimeSign:
    """Return the sign of a page that changes at some moments.

    `person` is the address of whose page it is: what has changed since is then one click
    away, and so is their calendar. `kind` names the part of that page which tells it.
    """
    at, steps = visit.eyes.at, Steps(visit.connection, visit.eyes, moments)
    earlier = steps.last_upto(at - 1)
    later = steps.first_since(at + 1) if visit.eyes.past else None
    bars, begun = bars_of(visit, steps.months())
    since = since_path = ""
    if visit.past:
        changed = steps.count_since(_MANY)
        more = "at least " if changed == _MANY else ""
        since = f"{more}{counted(changed, 'change')} since" if changed else "nothing has changed"
        if changed and person:
            address = to.difference(person)
            since_path = visit.site.addresses.url(address, since=visit.as_of)
            since_path += f"#{kind}" if kind else ""
    calendar = visit.link(to.calendar(person)) if person else ""
    so, seen = dates_of_list(visit, steps, earlier)
    return visit.sign(
        sure=not doubts,
        doubts=doubts,
        since=since,
        since_path=since_path,
        earlier=earlier,
        later=later,
        bars=bars,
        bars_from=begun,
        calendar_path=calendar,
        so=so,
        seen=seen,
    )


def bars_of(visit: Visit, changes: Mapping[str, int]) -> tuple[tuple[Bar, ...], str]:
    """Return the bars for how many changes each month had, and where they begin, in words.

    A long record has a bar for several months each, a short one begins before its first.
    """
    if not changes:
        return (), ""
    now, here = visit.eyes.now, _number(month_of(visit.eyes.at))
    last = _number(month_of(now))
    first = min(_number(min(changes)), last - _FEWEST + 1)
    width = -(-(last - first + 1) // _MOST_BARS)
    first = last + 1 - width * -(-(last - first + 1) // width)
    counts = [0] * ((last + 1 - first) // width)
    for month, count in changes.items():
        counts[(_number(month) - first) // width] += count
    busiest, today = max(counts), visit.site.speech.date(now)
    made = []
    for start, count in zip(range(first, last + 1, width), counts, strict=True):
        said, day = _stretch(start, width)
        bar = Bar(
            words=f"{said}: {counted(count, 'change')}",
            changes=count,
            height=-(-_HEIGHTS * count // busiest),
            path=visit.on("" if day >= today else day),
            here=start <= here < start + width,
        )
        made.append(bar)
    return tuple(made), _said(first)


@lru_cache(maxsize=2_048)
def _stretch(start: int, width: int) -> tuple[str, str]:
    """Return how so many months from one on are called, and their last day."""
    last = start + width - 1
    said = _said(start) if width == 1 else f"{_said(start)} to {_said(last)}"
    return said, (_first_day(last + 1) - timedelta(days=1)).isoformat()


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _first_day(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _said(number: int) -> str:
    return f"{_first_day(number):%B %Y}"
