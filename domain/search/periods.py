"""Periods as queries give them: a year, a month, a day, or from one to another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from domain.clock import DAWN, FOREVER
from domain.search.query import Posted, Taken

_DATE: Final = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_LATEST_TAKEN: Final = "9999-99"


@dataclass(frozen=True, slots=True)
class Period:
    """From the day `first` until before the day `end`; None: without that edge."""

    first: date | None
    end: date | None


def read_period(text: str) -> Period | None:
    """Read a period; None for what is none."""
    before, dots, after = text.strip().partition("..")
    if not dots:
        whole = _days(before)
        return Period(*whole) if whole else None
    if not before and not after:
        return None
    first = _days(before) if before else (None, None)
    last = _days(after) if after else (None, None)
    if first is None or last is None:
        return None
    start, end = first[0], last[1]
    return Period(start, end) if start is None or end is None or start < end else None


def taken_between(period: Period) -> Taken:
    """Return the condition of having been taken in a period, by the camera's own clock."""
    return Taken(
        "0001" if period.first is None else period.first.isoformat(),
        _LATEST_TAKEN if period.end is None else period.end.isoformat(),
    )


def posted_between(period: Period, zone: tzinfo) -> Posted:
    """Return the condition of having been posted in a period of days of a time zone."""
    return Posted(
        DAWN if period.first is None else _midnight(period.first, zone),
        FOREVER if period.end is None else _midnight(period.end, zone),
    )


def _days(text: str) -> tuple[date, date | None] | None:
    """Return the first day of a year, month or day, and the first one after it, if any."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        if day is not None:
            return first, None if first == date.max else first + timedelta(days=1)
        if month is not None and month < 12:
            return first, date(first.year, month + 1, 1)
        return first, date(first.year + 1, 1, 1) if first.year < 9999 else None
    except ValueError:
        return None


def _midnight(day: date, zone: tzinfo) -> int:
    try:
        begins = datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()
    except (OverflowError, ValueError):
        return DAWN
    return min(max(int(begins), DAWN), FOREVER)
