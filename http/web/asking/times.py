"""Times as addresses give them, and as people say them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from domain.clock import DAWN, FOREVER, Instant

ACCEPTED: Final = (
    "a day such as 2019-05-04, an instant such as 2019-05-04T12:03:00Z, "
    "or @ and the seconds since 1970 such as @1556971380"
)

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_SECONDS: Final = re.compile(r"@(\d{1,12})")
_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?\s*(Z|[+-]\d{2}:?\d{2})?")
_LOST_PLUS: Final = re.compile(r"(:\d{2}) (\d{2}:?\d{2})$")


class Asking(NamedTuple):
    """The times that a request asks for, read at the instant `now`.

    `as_of` and `known_at` are as they were asked for, "" where they were not or lie in the
    future; `at` and `known` are the instants meant, None where it is now.
    """

    now: Instant
    as_of: str
    at: Instant | None
    known_at: str
    known: Instant | None


class BadTime(ValueError):  # noqa: N818 - names what was met
    """What an address gives as a time is none that is accepted."""


def zone(name: str) -> tzinfo:
    """Return a time zone by its name in the tz database, such as `Europe/Berlin`."""
    return UTC if name == "UTC" else ZoneInfo(name)


def read_instant(text: str, where: tzinfo) -> Instant:
    """Return the instant meant: a day alone means its end in the zone `where`.

    An instant without an offset is in that zone, too. Raises BadTime.
    """
    text = text.strip()
    try:
        if seconds := _SECONDS.fullmatch(text):
            instant = int(seconds[1])
        elif _DAY.fullmatch(text):
            instant = end_of_day(date.fromisoformat(text), where)
        else:
            # A plus sign that was not escaped in an address arrives as a space.
            text = _LOST_PLUS.sub(r"\1+\2", text)
            if not _INSTANT.fullmatch(text):
                raise BadTime(text)
            moment = datetime.fromisoformat(text)
            moment = moment.replace(tzinfo=where) if moment.tzinfo is None else moment
            instant = int(moment.timestamp())
    except (ValueError, OverflowError):
        raise BadTime(text) from None
    if not DAWN <= instant < FOREVER:
        raise BadTime(text)
    return instant


def end_of_day(day: date, where: tzinfo) -> Instant:
    """Return the last second of a day in a zone."""
    following = datetime.combine(day + timedelta(days=1), time(), tzinfo=where)
    return int(following.timestamp()) - 1


@dataclass(frozen=True, slots=True)
class Speech:
    """Says instants in English, in the archive's own time zone."""

    where: tzinfo

    def day(self, instant: Instant) -> str:
        """Say a day: `4 May 2019`."""
        moment = self._at(instant)
        return f"{moment.day} {moment:%B %Y}"

    def clock(self, instant: Instant) -> str:
        """Say a time of day: `12:03`."""
        return f"{self._at(instant):%H:%M}"

    def instant(self, instant: Instant) -> str:
        """Say an instant: `4 May 2019 at 12:03`."""
        return f"{self.day(instant)} at {self.clock(instant)}"

    def iso(self, instant: Instant) -> str:
        """Return an instant for machines, UTC: `2019-05-04T12:03:00Z`."""
        return f"{datetime.fromtimestamp(instant, UTC):%Y-%m-%dT%H:%M:%SZ}"

    def date(self, instant: Instant) -> str:
        """Return the day of an instant as `2019-05-04`."""
        return f"{self._at(instant):%Y-%m-%d}"

    def looked_at(self, instant: Instant) -> str:
        """Say which time a page shows: the day alone where it is the day's end."""
        end = end_of_day(self._at(instant).date(), self.where)
        return self.day(instant) if instant == end else self.instant(instant)

    def happened(self, after: Instant, until: Instant) -> str:
        """Say when a change happened, which is known as closely as these two edges."""
        if after == until:
            return f"on {self.day(until)} at {self.clock(until)}"
        if after <= DAWN:
            return f"before {self.day(until)}, {self.clock(until)}"
        one, other = self._at(after), self._at(until)
        if one.date() == other.date():
            return f"on {self.day(until)} between {one:%H:%M} and {other:%H:%M}"
        if (one.year, one.month) == (other.year, other.month):
            return f"between {one.day} and {self.day(until)}"
        if one.year == other.year:
            return f"between {one.day} {one:%B} and {self.day(until)}"
        return f"between {self.day(after)} and {self.day(until)}"

    def _at(self, instant: Instant) -> datetime:
        return datetime.fromtimestamp(min(instant, FOREVER - 86_400), self.where)


_TAKEN: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):\d{2}")


def taken_in_words(taken: str, granularity: str, unknown: str) -> str:
    """Say when a photo was taken, as exactly as Flickr's granularity allows; "" if unknown.

    0 is to the second, 4 the month, 6 the year, 8 circa.
    """
    found = _TAKEN.fullmatch(taken)
    if not found or unknown == "1" or found[1] == "0000":
        return ""
    year, month, day = (int(part) for part in found.group(1, 2, 3))
    if granularity == "8":
        return f"circa {year}"
    if granularity == "6" or not 1 <= month <= 12:
        return str(year)
    named = f"{date(2000, month, 1):%B} {year}"
    if granularity == "4" or not day:
        return named
    return f"{day} {named}, {found[4]}:{found[5]}"
