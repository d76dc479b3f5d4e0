"""How many things Flickr states, against those that the archive holds, and which differ.

Flickr is asked in three ways that do not depend on each other: the counts by permission
(`privacy_filter`), the counts by year (`getCounts`), and the list itself, photo by photo.
A run asks only what may have changed: where nothing has and the years still agree, the
counts by permission are carried forward from the last certificate.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from adapters.flickr.pages import pages
from adapters.flickr.poll.ports import Poll
from adapters.flickr.poll.recording import known
from adapters.flickr.reading import child, many, number, text
from domain import streams
from domain.album import album_history
from domain.backup import Certificate, Count
from domain.clock import Instant
from domain.fact import UNSAID

PERMISSIONS: Final = {
    "public": 1,
    "friends": 2,
    "family": 3,
    "friends and family": 4,
    "private": 5,
}
"""Flickr's privacy_filter, by what its numbers stand for."""

_FLICKR_BEGAN: Final = 2004
_NEWS: Final = ("new", "changed", "gone", "failed")
_PERMISSION: Final = "permission "


def certify_photos(poll: Poll, listed: Collection[str] | None = None) -> Certificate:
    """Compare a member's own photos with Flickr. Records nothing; raises FlickrError.

    `listed` are the ids of Flickr's list, where it was read a moment ago: without it only
    the counts are compared, and nothing that differs is named.
    """
    held = poll.index.held_counts()
    stated = _by_year(poll, held) | _by_permission(poll)
    live = set() if listed is None else set(poll.index.live_photos())
    purged = set(poll.index.purged_photos())
    listed = set() if listed is None else set(listed)
    return Certificate(
        tuple(_compared(stated, held)),
        lacking=tuple(sorted(listed - live - purged)),
        unlisted=tuple(sorted(live - listed)),
        without_file=tuple(poll.index.photos_without_file()) if poll.sizes else (),
        forgotten=len(purged),
    )


def check_photos(poll: Poll) -> Certificate:
    """Compare with the whole list in any case. Records nothing; raises FlickrError."""
    poll.index.refresh()
    return certify_photos(poll, _listed(poll))


def still_certified(poll: Poll) -> Certificate | None:
    """Return the last certificate if a run that met no news may stand on it; else None.

    The counts by year are asked again, in one call. Raises FlickrError.
    """
    _, last = poll.index.last_certificate("photos") or (0, None)
    if last is None or not last.whole or any(poll.report.counts[what] for what in _NEWS):
        return None
    held = poll.index.held_counts()
    carried = {c.what: c.stated for c in last.counts if c.what.startswith(_PERMISSION)}
    counts = tuple(_compared(_by_year(poll, held) | carried, held))
    made = Certificate(counts, forgotten=len(poll.index.purged_photos()))
    without_file = poll.sizes and poll.index.photos_without_file()
    return made if made.agreed and not without_file else None


def certify_albums(poll: Poll, stated: Mapping[str, int] | None = None) -> Certificate:
    """Compare how many photos each of a member's albums has. Raises FlickrError.

    `stated` is by album, where the list of albums was read a moment ago.
    """
    names = {streams.album(album_id): album_id for album_id in poll.index.live_albums()}
    held: dict[str, int] = {}
    for stream, facts in known(poll, names).items():
        now = album_history(facts).now
        photos = now.state.photos if now is not None else ()
        held[names[stream]] = 0 if photos is UNSAID else len(photos)
    if stated is None:
        stated = _albums(poll)
    return Certificate(
        tuple(_compared(_named("album", stated), _named("album", held))),
        lacking=tuple(sorted(stated.keys() - held.keys())),
        unlisted=tuple(sorted(held.keys() - stated.keys())),
    )


def check_albums(poll: Poll) -> Certificate:
    """Compare the albums after asking for their list. Raises FlickrError."""
    poll.index.refresh()
    return certify_albums(poll)


def certify_list(
    what: str, total: int, live: Collection[str], listed: Collection[str] | None
) -> Certificate:
    """Compare favourites or contacts: by their total, and one by one where all were read."""
    return Certificate(
        (Count(what, total, len(live)),),
        lacking=() if listed is None else tuple(sorted(set(listed) - set(live))),
        unlisted=() if listed is None else tuple(sorted(set(live) - set(listed))),
    )


def photos_of_album(row: Mapping[str, object]) -> int:
    """Return how many photos and videos a row of the list of albums states."""
    return (number(row, "photos") or 0) + (number(row, "videos") or 0)


CHECKED: Final = {"photos": check_photos, "albums": check_albums}
"""What can be compared without a run, by the kind of backup."""


def _listed(poll: Poll) -> set[str]:
    own = pages(poll.call, "flickr.people.getPhotos", "photos", "photo", user_id="me")
    return {text(row, "id") or "" for page in own for row in page.rows}


def _albums(poll: Poll) -> dict[str, int]:
    rows = pages(
        poll.call, "flickr.photosets.getList", "photosets", "photoset", user_id=poll.account
    )
    return {text(row, "id") or "": photos_of_album(row) for page in rows for row in page.rows}


def _by_permission(poll: Poll) -> dict[str, int]:
    stated: dict[str, int] = {}
    for name, privacy in PERMISSIONS.items():
        answer = poll.call(
            "flickr.people.getPhotos", user_id="me", per_page=1, privacy_filter=privacy
        )
        stated[_PERMISSION + name] = number(child(answer, "photos"), "total") or 0
    return stated


def _by_year(poll: Poll, held: Mapping[str, int]) -> dict[str, int]:
    """Ask for the counts of all years in one call: from Flickr's first, or the first held."""
    first = min([_FLICKR_BEGAN, *_years(held)])
    years = range(first, max([_year_of(poll.clock()), *_years(held)]) + 1)
    edges = [int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (*years, years.stop)]
    answer = poll.call("flickr.photos.getCounts", dates=",".join(map(str, edges)))
    rows = many(child(answer, "photocounts"), "photocount")
    stated = [number(row, "count") or 0 for row in rows]
    return {f"year {year}": count for year, count in zip(years, stated, strict=False)}


def _years(held: Mapping[str, int]) -> Iterator[int]:
    for what in held:
        word, _, year = what.partition(" ")
        if word == "year" and year.isdecimal():
            yield int(year)


def _named(word: str, counts: Mapping[str, int]) -> dict[str, int]:
    return {f"{word} {name}": count for name, count in counts.items()}


def _compared(stated: Mapping[str, int], held: Mapping[str, int]) -> Iterator[Count]:
    for what in sorted(stated.keys() | held.keys()):
        if stated.get(what) or held.get(what):
            yield Count(what, stated.get(what, 0), held.get(what, 0))


def _year_of(at: Instant) -> int:
    return datetime.fromtimestamp(at, UTC).year
