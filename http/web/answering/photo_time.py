"""The time bar of a page about one photo: its doubts, its changes around, what is otherwise now."""

from __future__ import annotations

from collections import Counter

from domain import visibility
from domain.clock import DAWN, month_of
from web.answering.dates import dates_of_photo
from web.answering.timebar import bars_of
from web.asking import addresses as to
from web.asking.visit import Visit
from web.photo.seen import Seen
from web.views.parts import TimeSign
from web.views.words import facets_in_words, together


def photo_sign(visit: Visit, seen: Seen) -> TimeSign:
    """Return the sign of a page about one photo: its doubts, and its changes around."""
    earlier = later = None
    current = seen.past.at(seen.at)
    openings = seen.openings()
    for _, version, instant in openings:
        if current is None or version.shown_from < current.shown_from:
            earlier = instant
        elif version.shown_from > current.shown_from and later is None:
            later = instant
    opened = (at for _, _, at in openings if DAWN < at <= visit.eyes.now)
    so, told = dates_of_photo(visit, seen, {number: at for number, _, at in openings})
    bars, bars_from = bars_of(visit, Counter(month_of(at) for at in opened))
    doubts: tuple[str, ...] = ()
    since = path = ""
    if visit.past:
        doubts = facets_in_words(seen.shown.doubts(seen.at), place=seen.place)
        since, path = _since(visit, seen)
    return visit.sign(
        sure=not doubts,
        doubts=doubts,
        since=since,
        since_path=path,
        earlier=earlier,
        later=later if visit.past else None,
        bars=bars,
        bars_from=bars_from,
        so=so,
        seen=told,
    )


def dated_sign(visit: Visit, seen: Seen) -> TimeSign:
    """Return the sign of a form about one photo: the dates of what stands in it, and no bar."""
    so, told = dates_of_photo(visit, seen, {number: at for number, _, at in seen.openings()})
    return visit.sign(so=so, seen=told)


def _since(visit: Visit, seen: Seen) -> tuple[str, str]:
    """Say what is otherwise now, if the viewer may see the photo now."""
    now = seen.past.now
    if now is None or not visibility.may_see_version(seen.past, now, seen.viewer, seen.now):
        return "", ""
    kind = seen.past.kind
    facets = {
        facet
        for fact in seen.past.facts
        for facet in kind.stated(fact.event)
        if not kind.ours(facet)
    }
    changed = {
        facet
        for facet in facets
        if kind.normal(facet, kind.value(seen.photo, facet))
        != kind.normal(facet, kind.value(now.state, facet))
    }
    place = seen.place and seen.place_at(seen.now)
    words = facets_in_words(changed, place=place)
    path = visit.site.addresses.url(to.photo(seen.owner.address, seen.id, "history"))
    if not words:
        return "nothing has changed", ""
    return f"since then changed: {together(words)}", path
