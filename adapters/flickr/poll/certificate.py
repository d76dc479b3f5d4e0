"""How many photos Flickr states, against those that the archive holds, and which differ.

Flickr is asked in three ways that do not depend on each other: the counts by permission
(`privacy_filter`), the counts by year (`getCounts`), and the list itself, photo by photo.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from adapters.flickr.pages import pages
from adapters.flickr.poll.ports import Poll
from adapters.flickr.poll.recording import known
from adapters.flickr.reading import child, many, number, text
from domain import streams
from domain.album import album_history
from domain.fact import UNSAID
from domain.photo import Photo, photo_history
from domain.photo.values import Permission

# Flickr's privacy_filter, by what its numbers stand for.
_FILTERS: Final = {"public": 1, "friends": 2, "family": 3, "friends and family": 4, "private": 5}
_SORTS: Final = {
    ("1", "0"): "friends",
    ("0", "1"): "family",
    ("1", "1"): "friends and family",
    ("0", "0"): "private",
}
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Count:
    """What Flickr states of one thing (`year 2014`, `permission public`), and what is held."""

    what: str
    stated: int
    held: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """The counts, and by id what Flickr lists and the archive lacks, or the other way round."""

    counts: tuple[Count, ...]
    lacking: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether the archive holds what Flickr states."""
        agreed = all(count.stated == count.held for count in self.counts)
        return agreed and not self.lacking and not self.unlisted


def certify_photos(poll: Poll) -> Certificate:
    """Compare a member's own photos with Flickr. Records nothing; raises FlickrError."""
    poll.index.refresh()
    held = dict(_held(poll))
    listed: dict[str, int] = {}
    own = pages(
        poll.call,
        "flickr.people.getPhotos",
        "photos",
        "photo",
        user_id="me",
        extras="date_upload",
    )
    for page in own:
        listed.update({text(row, "id") or "": number(row, "dateupload") or 0 for row in page.rows})
    counts = [
        *_compared("permission", _by_permission(poll), Counter(map(_sort, held.values()))),
        *_compared("year", _by_year(poll, listed), Counter(map(_year, held.values()))),
    ]
    return Certificate(
        tuple(counts),
        lacking=tuple(sorted(listed.keys() - held.keys())),
        unlisted=tuple(sorted(held.keys() - listed.keys())),
    )


def certify_albums(poll: Poll) -> Certificate:
    """Compare how many photos each of a member's albums has. Raises FlickrError."""
    poll.index.refresh()
    names = {streams.album(album_id): album_id for album_id in poll.index.live_albums()}
    held: dict[str, int] = {}
    for stream, facts in known(poll, names).items():
        now = album_history(facts).now
        photos = now.state.photos if now is not None else ()
        held[names[stream]] = 0 if photos is UNSAID else len(photos)
    stated: dict[str, int] = {}
    rows = pages(
        poll.call, "flickr.photosets.getList", "photosets", "photoset", user_id=poll.account
    )
    for page in rows:
        for row in page.rows:
            photos_stated = (number(row, "photos") or 0) + (number(row, "videos") or 0)
            stated[text(row, "id") or ""] = photos_stated
    return Certificate(
        tuple(_compared("album", stated, held)),
        lacking=tuple(sorted(stated.keys() - held.keys())),
        unlisted=tuple(sorted(held.keys() - stated.keys())),
    )


CERTIFIED: Final = {"photos": certify_photos, "albums": certify_albums}
"""What can be compared, by the kind of backup."""


def _held(poll: Poll) -> Iterator[tuple[str, Photo]]:
    """The member's photos that are not deleted, as their own streams tell of them."""
    ids = list(poll.index.live_photos())
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        facts = known(poll, map(streams.photo, some))
        for photo_id in some:
            now = photo_history(facts[streams.photo(photo_id)]).now
            if now is not None:
                yield photo_id, now.state


def _by_permission(poll: Poll) -> dict[str, int]:
    stated: dict[str, int] = {}
    for name, privacy in _FILTERS.items():
        answer = poll.call(
            "flickr.people.getPhotos", user_id="me", per_page=1, privacy_filter=privacy
        )
        stated[name] = number(child(answer, "photos"), "total") or 0
    return stated


def _by_year(poll: Poll, listed: Mapping[str, int]) -> dict[str, int]:
    """Ask for the counts of all years since the first upload, in one call."""
    if not listed:
        return {}
    first = _year_of(min(listed.values()))
    years = range(first, _year_of(max(poll.clock(), *listed.values())) + 1)
    edges = [int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (*years, years.stop)]
    answer = poll.call("flickr.photos.getCounts", dates=",".join(map(str, edges)))
    rows = many(child(answer, "photocounts"), "photocount")
    stated = [number(row, "count") or 0 for row in rows]
    return {str(year): count for year, count in zip(years, stated, strict=False)}


def _compared(what: str, stated: Mapping[str, int], held: Mapping[str, int]) -> Iterator[Count]:
    for name in sorted(stated.keys() | held.keys()):
        if stated.get(name) or held.get(name):
            yield Count(f"{what} {name}", stated.get(name, 0), held.get(name, 0))


def _sort(photo: Photo) -> str:
    permission = photo.permission
    if not isinstance(permission, Permission):
        return "unknown"
    if permission.ispublic == "1":
        return "public"
    return _SORTS.get((permission.isfriend, permission.isfamily), "unknown")


def _year(photo: Photo) -> str:
    posted = photo.posted
    if isinstance(posted, str) and posted.isdecimal():
        return str(_year_of(int(posted)))
    return "unknown"


def _year_of(at: int) -> int:
    return datetime.fromtimestamp(at, UTC).year
