"""The three dates of an answer: became so on Flickr, seen by the archive, shown as of.

They stand at the foot of every page, and in its data (`time`).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from domain.clock import Instant
from domain.fact import Fact
from domain.history import History, Version
from domain.photo import Photo
from domain.photo.events import PhotoReturned, PhotoSeen
from projections.reading.looked import last_looked
from projections.reading.steps import Steps
from web.asking.visit import Visit
from web.photo.seen import Seen
from web.views.parts import When
from web.views.steps import differ


class Dates(NamedTuple):
    """When it came to be so on Flickr, and when the archive saw it; None where nobody may say."""

    so: When | None = None
    seen: When | None = None


def dates_of_list(visit: Visit, steps: Steps, last: Instant | None) -> Dates:
    """Return the dates of the newest change on a list, and of the last look at whose it is.

    `last` is the last moment before the time looked at; one at that very time is newer.
    """
    eyes = visit.eyes
    if eyes.past:
        last = steps.last_upto(min(eyes.at, eyes.now - 1))
    owners = {source.owner for source in steps.moments if source.owner}
    words = "" if last is None else f"by {visit.site.speech.instant(last)}"
    return Dates(
        None if last is None else When(after=last, until=last, words=words),
        date_of_look(visit, owners),
    )


def date_of_look(visit: Visit, owners: Collection[str] = ()) -> When | None:
    """Return when the archive last looked at what some members have at Flickr; at anybody's."""
    seen = last_looked(visit.connection, visit.eyes.at, owners)
    if seen is None:
        return None
    return When(after=seen, until=seen, words=visit.site.speech.instant(seen))


def dates_of_photo(visit: Visit, seen: Seen, opened: dict[int, Instant]) -> Dates:
    """Return the dates of the version that is shown of a photo, as far as the viewer may know.

    `opened` are the versions that they may see, each with the first instant at which they
    may. Where one before is not theirs, it is told from when on they see it, and no more.
    """
    if seen.shown is not seen.past and not seen.own:
        return Dates()
    versions = seen.shown.versions
    number = versions.index(seen.version)
    known = (lambda _: True) if seen.own else opened.__contains__
    if not known(number):
        return Dates()
    while number and known(number - 1) and not _news(seen, number):
        number -= 1
    version, speech = versions[number], visit.site.speech
    if number and not known(number - 1):
        at = opened.get(number)  # the version before is not theirs
        return Dates(
            None
            if at is None
            else When(after=at, until=at, words=f"shown to you from {speech.instant(at)} on")
        )
    fact = witness(seen.shown, version, first=number == 0)
    after = version.came.after if number else version.shown_from
    until = version.came.until if number else version.shown_from
    return Dates(
        When(after=after, until=until, words=speech.happened(after, until)),
        None
        if fact is None
        else When(after=fact.observed, until=fact.observed, words=speech.instant(fact.observed)),
    )


def witness(past: History[Photo], version: Version[Photo], *, first: bool) -> Fact | None:
    """Return the fact by which the archive first knew of a version: when, how, through whom."""
    facts = version.facts
    if first:
        facts = tuple(f for f in past.facts if isinstance(f.event, PhotoSeen)) or past.facts
    news = [fact for fact in facts if _is_news(past, fact)]
    return min(news, key=lambda fact: fact.observed, default=None)


def _news(seen: Seen, number: int) -> bool:
    """Tell whether a version tells the viewer anything that the one before did not."""
    before, version = seen.shown.versions[number - 1], seen.shown.versions[number]
    place = seen.own or seen.place_at(version.shown_from)
    return differ(seen.shown.kind, before.state, version.state, place=place)


def _is_news(past: History[Photo], fact: Fact) -> bool:
    stated = past.kind.stated(fact.event)
    ours = all(past.kind.ours(facet) for facet in stated)
    return not ours or isinstance(fact.event, PhotoReturned)
