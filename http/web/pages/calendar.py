"""A year in the life of an account: a calendar of what changed on which day."""

from __future__ import annotations

import calendar as days
from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Final

from msgspec import Struct

from domain.clock import Instant
from projections.reading import activity, moments, people
from projections.reading.moments import Moments
from projections.reading.steps import Steps
from web.answering.timebar import timed
from web.asking import addresses as to
from web.asking.errors import not_found
from web.asking.times import end_of_day
from web.asking.visit import Visit
from web.views.parts import Person, View
from web.views.words import counted, together

_QUARTER: Final = 900
"""Seconds by which changes are counted: every time zone's midnight is at such an edge."""

_DARKEST: Final = 4
"""A quiet year's busiest day is no darker than so many changes deserve."""


class DayShown(Struct, frozen=True, kw_only=True):
    """A day: what changed, in words, how much, and how dark it is shown (0 to 4)."""

    day: int
    changes: int
    level: int
    words: str
    path: str


class MonthShown(Struct, frozen=True, kw_only=True):
    """A month by weeks, Monday first; None where a week's day is another month's."""

    name: str
    changes: int
    weeks: tuple[tuple[DayShown | None, ...], ...]


class Calendar(View, frozen=True, kw_only=True):
    """A year of an account."""

    person: Person
    mine: bool
    year: int
    changes: int
    uploads: int
    months: tuple[MonthShown, ...]
    earlier_year: int | None
    later_year: int | None
    earlier_year_path: str
    later_year_path: str


def look(visit: Visit, user: str, year: str = "") -> Calendar:
    """Return the calendar of a year, that of the time looked at unless told."""
    named = visit.whom(user, f"calendar/{year + '/' if year else ''}")
    if year and not (year.isdigit() and len(year) == 4 and 1970 <= int(year) <= 9998):
        raise not_found("A year has four digits.")
    visit.since_recorded(named)
    person = visit.person(named)
    looked_at = int(visit.site.speech.date(visit.eyes.at)[:4])
    chosen = int(year) if year else looked_at
    uploads, others = _counted(visit, named.nsid, chosen)
    begun = people.recorded_from(visit.connection, named.nsid) or visit.eyes.now
    photos = moments.of_photos(visit.eyes, [named.nsid])
    known = Steps(visit.connection, visit.eyes, photos).months()
    years = {int(month[:4]) for month in known if int(month[:4]) <= looked_at}
    before = max((y for y in years if y < chosen), default=None)
    after = min((y for y in years if y > chosen), default=None)
    busiest = max([_DARKEST, *(uploads + others).values()])
    return Calendar(
        title=f"{person.name} in {chosen}",
        time=timed(visit, photos, person=person.address),
        person=person,
        mine=visit.viewer == named.nsid,
        year=chosen,
        changes=others.total(),
        uploads=uploads.total(),
        months=tuple(
            _month(visit, person, (chosen, month), uploads, others, busiest, begun)
            for month in range(1, 13)
        ),
        earlier_year=before,
        later_year=after,
        earlier_year_path=_year_path(visit, person, before),
        later_year_path=_year_path(visit, person, after),
    )


def _counted(visit: Visit, nsid: str, year: int) -> tuple[Counter[date], Counter[date]]:
    """Count, by day of the archive's time zone, what was posted and what else happened."""
    uploads, others = Counter[date](), Counter[date]()
    since = end_of_day(date(year - 1, 12, 31), visit.site.zone)
    until = min(end_of_day(date(year, 12, 31), visit.site.zone), visit.eyes.at)
    looking = visit.eyes.looking_at(until)
    for at, posted, count in activity.counts(visit.connection, looking, nsid, since, _QUARTER):
        (uploads if posted else others)[_day(visit, at)] += count
    steps = Steps(visit.connection, visit.eyes, _lists(visit, nsid))
    others.update(_day(visit, at) for at in steps.between(since, until))
    return uploads, others


def _lists(visit: Visit, nsid: str) -> Moments:
    return [*moments.of_faves(visit.eyes, nsid), *moments.of_contacts(visit.eyes, nsid)]


def _day(visit: Visit, at: Instant) -> date:
    return datetime.fromtimestamp(at, visit.site.zone).date()


def _month(
    visit: Visit,
    person: Person,
    month: tuple[int, int],
    uploads: Counter[date],
    others: Counter[date],
    busiest: int,
    begun: Instant,
) -> MonthShown:
    def shown(day: date) -> DayShown | None:
        if (day.year, day.month) != month:
            return None
        count = uploads[day] + others[day]
        said = [counted(uploads[day], "upload")] if uploads[day] else []
        said += [counted(others[day], "change")] if others[day] else []
        return DayShown(
            day=day.day,
            changes=count,
            level=-(-4 * count // busiest),
            words=f"{day.day} {day:%B}: {together(said)}" if count else "",
            path=_day_path(visit, person, day, begun) if count else "",
        )

    weeks = tuple(
        tuple(shown(day) for day in week) for week in days.Calendar().monthdatescalendar(*month)
    )
    return MonthShown(
        name=days.month_name[month[1]],
        changes=sum(day.changes for week in weeks for day in week if day),
        weeks=weeks,
    )


def _day_path(visit: Visit, person: Person, day: date, begun: Instant) -> str:
    """Return the way to what changed on a day; "" before the record of lists begins."""
    if end_of_day(day, visit.site.zone) <= begun:
        return ""
    midnight = int(datetime.combine(day, time(), tzinfo=visit.site.zone).timestamp())
    since = (day - timedelta(days=1)).isoformat()
    at = end_of_day(day, visit.site.zone)
    as_of = day.isoformat() if at <= visit.eyes.at else visit.as_of
    return visit.site.addresses.url(
        to.difference(person.address), since=since if midnight > begun else f"@{begun}", as_of=as_of
    )


def _year_path(visit: Visit, person: Person, year: int | None) -> str:
    return visit.link(to.calendar(person.address, str(year))) if year else ""
