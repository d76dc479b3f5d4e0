"""The poller of a member's own photos, of every visibility.

The first run reads the whole list. Later ones ask Flickr what changed since
(`recentlyUpdated`) and compare totals; the list is read whole again only when they
disagree. An account is never enumerated by `flickr.photos.search`, which repeats itself
after 4,000 results.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from adapters.flickr.pages import pages
from adapters.flickr.poll.news import look_or_set_aside, looked_since, set_aside_before
from adapters.flickr.poll.ports import Poll
from adapters.flickr.poll.recording import finish, known
from adapters.flickr.poll.sizes import URL_EXTRAS
from adapters.flickr.reading import Node, child, many, text
from domain import streams
from domain.clock import Instant
from domain.fact import Fact

ROW_EXTRAS: Final = (
    "description,license,date_upload,date_taken,owner_name,icon_server,original_format,"
    f"last_update,media,path_alias,realname,visibility,{URL_EXTRAS}"
)


def backup_photos(poll: Poll) -> None:
    """Bring the archive up to date with a member's own photos.

    Raises the FlickrErrors that make going on pointless (a withdrawn token, a spent
    budget); one photo's trouble is set aside, counted, and tried again by the next run.
    """
    begun = poll.clock()
    poll.index.refresh()
    before = poll.index.last_look("photos")
    again = set_aside_before(poll, "photos")
    covered = {"photos": begun, "existence": begun}
    if before and not poll.full:
        for row in _rows(poll, "flickr.photos.recentlyUpdated", min_date=before):
            _look_if_news(poll, row, before)
    else:
        _read_whole(poll, before)
    for photo_id in again:
        look_or_set_aside(poll, photo_id, None, before)
    poll.index.refresh()
    if _total(poll) != poll.index.photo_count():
        _find_missing(poll, before)
    finish(poll, "photos", begun, covered)
    poll.index.refresh()


def _read_whole(poll: Poll, before: Instant) -> None:
    """Read every page of the member's list and look at what is new or changed."""
    done = 0
    for page in pages(poll.call, "flickr.people.getPhotos", "photos", "photo", **_own()):
        seen = known(poll, [streams.photo(text(row, "id") or "") for row in page.rows])
        for row in page.rows:
            stream = streams.photo(text(row, "id") or "")
            _look_if_news(poll, row, before, seen[stream])
            done += 1
            poll.report.progress("photos", done, page.total)


def _look_if_news(
    poll: Poll, row: Node, before: Instant, facts: tuple[Fact, ...] | None = None
) -> None:
    """Look at a photo unless a look since its last update says what its row says."""
    photo_id = text(row, "id") or ""
    stream = streams.photo(photo_id)
    if facts is None:
        facts = known(poll, [stream])[stream]
    if poll.full or not looked_since(poll, facts, row, before):
        look_or_set_aside(poll, photo_id, row, before)
    else:
        poll.report.counts["unchanged"] += 1


def _find_missing(poll: Poll, before: Instant) -> None:
    """Read the list whole and look at what it has too much or too little.

    What is missing from the list is looked at a second time, by name: a list that shifts
    while it is being read never makes a deletion.
    """
    listed = {}
    for page in pages(poll.call, "flickr.people.getPhotos", "photos", "photo", **_own()):
        listed.update({text(row, "id") or "": row for row in page.rows})
    live = set(poll.index.live_photos())
    for photo_id in sorted(live - listed.keys()):
        look_or_set_aside(poll, photo_id, None, before)
    for photo_id in sorted(listed.keys() - live):
        look_or_set_aside(poll, photo_id, listed[photo_id], before)


def _rows(poll: Poll, method: str, **arguments: Any) -> Iterator[Node]:
    for page in pages(poll.call, method, "photos", "photo", extras=ROW_EXTRAS, **arguments):
        yield from page.rows


def _own() -> dict[str, Any]:
    return {"user_id": "me", "extras": ROW_EXTRAS}


def _total(poll: Poll) -> int:
    answer = poll.call("flickr.people.getPhotos", user_id="me", per_page=1)
    photos = child(answer, "photos")
    return int(text(photos, "total") or len(many(photos, "photo")))
