"""The poller of a member's albums: titles, covers, order, and which are gone."""

from __future__ import annotations

from typing import Final

import msgspec

from adapters.flickr.errors import AlbumNotFound, FlickrError, ListShifted
from adapters.flickr.pages import pages
from adapters.flickr.people_sightings import album_from_row
from adapters.flickr.poll.certificate import certify_albums, photos_of_album
from adapters.flickr.poll.news import set_aside_before
from adapters.flickr.poll.ports import Poll
from adapters.flickr.poll.recording import finish, known, look_now, record
from adapters.flickr.poll.trouble import set_aside
from adapters.flickr.reading import Node, text
from adapters.recording import Facts, Held
from domain import album, streams
from domain.album import Album, album_history
from domain.clock import Instant
from domain.fact import Covered, Fact

_READINGS: Final = 3


def backup_albums(poll: Poll) -> None:
    """Bring the archive up to date with a member's albums.

    An album's photos are asked for when Flickr's date of its last update is not before
    the last look, and where the last run had set it aside.
    """
    begun = poll.clock()
    poll.index.refresh()
    before = poll.index.last_look("albums")
    live = set(poll.index.live_albums())
    again = set(set_aside_before(poll, "albums"))
    listed: dict[str, int] = {}
    rows = pages(
        poll.call, "flickr.photosets.getList", "photosets", "photoset", user_id=poll.account
    )
    for page in rows:
        facts = known(poll, [streams.album(text(row, "id") or "") for row in page.rows])
        for row in page.rows:
            album_id = text(row, "id") or ""
            listed[album_id] = photos_of_album(row)
            try:
                _look(poll, row, facts[streams.album(album_id)], before, again=album_id in again)
            except FlickrError as trouble:
                poll.report.missing[album_id] = set_aside(trouble)
            poll.report.progress("albums", len(listed), page.total)
    for album_id in sorted(live - listed.keys()):
        _confirm_gone(poll, album_id, before)
    poll.index.refresh()
    certificate = certify_albums(poll, listed)
    finish(poll, "albums", begun, {"albums": begun}, certificate)
    poll.index.refresh()


def _look(poll: Poll, row: Node, facts: tuple[Fact, ...], before: Instant, *, again: bool) -> None:
    album_id = text(row, "id") or ""
    seen = album_from_row(row, poll.account)
    seen = msgspec.structs.replace(seen, deleted=False)
    looked = max([before, *(fact.observed for fact in facts)]) if facts else 0
    count = photos_of_album(row)
    updated = int(text(row, "date_update") or 0)
    if poll.full or again or not facts or updated >= looked or count != _held(facts):
        seen = msgspec.structs.replace(seen, photos=_photos(poll, album_id, count))
    _record(poll, album_id, seen, before)


def _held(facts: tuple[Fact, ...]) -> int:
    held = album_history(facts).now
    photos = held.state.photos if held is not None else ()
    return len(photos) if isinstance(photos, tuple) else -1


def _photos(poll: Poll, album_id: str, count: int) -> tuple[str, ...]:
    """Return the photos of an album: as many as Flickr counts, or what two readings agree on.

    A list that shifts while it is read has some photo too few, which is no removal. Raises
    ListShifted where it goes on shifting.
    """
    before: tuple[str, ...] | None = None
    for _ in range(_READINGS):
        ids = _photos_once(poll, album_id)
        if len(ids) == count or ids == before:
            return ids
        before = ids
    raise ListShifted("flickr.photosets.getPhotos", "the list changes while it is read")


def _photos_once(poll: Poll, album_id: str) -> tuple[str, ...]:
    ids: dict[str, None] = {}
    for page in pages(
        poll.call,
        "flickr.photosets.getPhotos",
        "photoset",
        "photo",
        photoset_id=album_id,
        user_id=poll.account,
    ):
        ids.update(dict.fromkeys(text(row, "id") or "" for row in page.rows))
    return tuple(ids)


def _confirm_gone(poll: Poll, album_id: str, before: Instant) -> None:
    """Look a second time at an album that the list does not name."""
    try:
        poll.call("flickr.photosets.getInfo", photoset_id=album_id, user_id=poll.account)
    except AlbumNotFound:
        _record(poll, album_id, Album(deleted=True), before)
        poll.report.counts["albums gone"] += 1
    except FlickrError as trouble:
        poll.report.missing[album_id] = set_aside(trouble)


def _record(poll: Poll, album_id: str, seen: Album, before: Instant) -> None:
    stream = streams.album(album_id)
    look = look_now(poll)
    covered = {"": Covered(before)}

    def decide(held: Held) -> Facts:
        return {stream: album.observe(album_history(held[stream]), seen, look, covered)}

    new = record(poll, [stream], decide)
    poll.report.counts["albums changed"] += len(new)
