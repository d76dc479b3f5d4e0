"""The poller of a member's own photos, of every visibility.

The first run reads the whole list. Later ones ask Flickr what changed since
(`recentlyUpdated`), compare totals, and every day look through one page of the list for
what Flickr did not date; the list is read whole again only when they disagree. An account
is never enumerated by `flickr.photos.search`, which repeats itself after 4,000 results.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from adapters.flickr.errors import FlickrError
from adapters.flickr.pages import PER_PAGE, pages
from adapters.flickr.poll.certificate import certify_photos, still_certified
from adapters.flickr.poll.counts import COUNTS, count_photos, due
from adapters.flickr.poll.news import look_if_news, look_or_set_aside, set_aside_before
from adapters.flickr.poll.ports import Place, Poll
from adapters.flickr.poll.recording import finish, known
from adapters.flickr.poll.sizes import URL_EXTRAS
from adapters.flickr.poll.trouble import set_aside
from adapters.flickr.reading import Node, child, many, number, text
from domain import streams
from domain.backup import Certificate
from domain.clock import Instant

ROW_EXTRAS: Final = (
    "description,license,date_upload,date_taken,owner_name,icon_server,original_format,"
    f"last_update,media,path_alias,realname,visibility,{URL_EXTRAS}"
)
_METHOD: Final = "flickr.people.getPhotos"
_DAY: Final = 86_400
_FILELESS: Final = 20  # photos; for more, a page of the list has the addresses of 500


def backup_photos(poll: Poll) -> None:
    """Bring the archive up to date with a member's own photos.

    Raises the FlickrErrors that make going on pointless (a withdrawn token, a spent
    budget); one photo's trouble is set aside, counted, and tried again by the next run.
    """
    begun = poll.clock()
    poll.index.refresh()
    before = poll.index.last_look("photos")
    again = set_aside_before(poll, "photos")
    listed: set[str] | None = None
    if before and not poll.full:
        _look_at_updated(poll, before)
        total = _page_of_the_day(poll, before)
    else:
        begun, listed, total = _read_whole(poll, before, _unfinished(poll, begun))
    poll.index.refresh()
    fileless = poll.index.photos_without_file() if poll.sizes else ()
    if listed is None and len(fileless) > _FILELESS:
        _, listed, total = _read_whole(poll, before, Place(begun, 1))
        fileless = ()
    for photo_id in dict.fromkeys([*again, *fileless]):
        look_or_set_aside(poll, photo_id, None, before)
    poll.index.refresh()
    if total != (poll.index.photo_count() if listed is None else len(listed)):
        _, listed, _ = _read_whole(poll, before, Place(begun, 1))
    _look_a_second_time(poll, listed, before)
    covered = {"photos": begun, "existence": begun}
    if due(poll):
        covered[COUNTS] = count_photos(poll)
    finish(poll, "photos", begun, covered, _certified(poll, listed, before))
    poll.unfinished.forget("photos")
    poll.index.refresh()


def _look_at_updated(poll: Poll, before: Instant) -> None:
    """Look at what Flickr says was updated since the last run."""
    method = "flickr.photos.recentlyUpdated"
    for page in pages(poll.call, method, "photos", "photo", extras=ROW_EXTRAS, min_date=before):
        _look_through(poll, page.rows, before)


def _page_of_the_day(poll: Poll, before: Instant) -> int:
    """Look through one page of the list, another every day; return how long the list is."""
    today = poll.clock() // _DAY
    if before // _DAY == today:
        answer = poll.call(_METHOD, user_id="me", per_page=1)
    else:
        count = max(-(-poll.index.photo_count() // PER_PAGE), 1)
        page = 1 + today % count
        answer = poll.call(_METHOD, user_id="me", extras=ROW_EXTRAS, per_page=PER_PAGE, page=page)
        _look_through(poll, many(child(answer, "photos"), "photo"), before, wary=True)
    return number(child(answer, "photos"), "total") or 0


def _unfinished(poll: Poll, begun: Instant) -> Place:
    """Return where a first reading goes on: at the page at which another was broken off."""
    place = None if poll.full else poll.unfinished.of("photos")
    return place or Place(begun, 1)


def _read_whole(poll: Poll, before: Instant, place: Place) -> tuple[Instant, set[str] | None, int]:
    """Read the member's list and look at what is new or changed.

    Returns when the reading began (what was looked at before a run was killed was so
    then), the ids if all pages were read, and how long Flickr says that the list is.
    """
    listed: set[str] = set()
    done = (place.page - 1) * PER_PAGE
    total = 0
    for page in pages(
        poll.call,
        _METHOD,
        "photos",
        "photo",
        first=place.page,
        user_id="me",
        extras=ROW_EXTRAS,
    ):
        if not before:
            poll.unfinished.keep("photos", Place(place.begun, page.number))
        total = page.total
        listed.update(text(row, "id") or "" for row in page.rows)
        _look_through(poll, page.rows, before, wary=True, told=(done, total))
        done += len(page.rows)
    return place.begun, listed if place.page == 1 else None, total


def _look_through(
    poll: Poll,
    rows: Iterable[Node],
    before: Instant,
    *,
    wary: bool = False,
    told: tuple[int, int] = (0, 0),
) -> None:
    """Look at the photos of which a row says more than is known.

    `told` is how many rows of how many were read before, for the progress.
    """
    rows = list(rows)
    facts = known(poll, [streams.photo(text(row, "id") or "") for row in rows])
    for at, row in enumerate(rows, start=told[0] + 1):
        look_if_news(poll, row, facts[streams.photo(text(row, "id") or "")], before, wary=wary)
        if told[1]:
            poll.report.progress("photos", at, told[1])


def _look_a_second_time(poll: Poll, listed: Collection[str] | None, before: Instant) -> None:
    """Look by name at what a list that was read whole does not name.

    A list that shifts while it is being read never makes a deletion.
    """
    if listed is None:
        return
    poll.index.refresh()
    for photo_id in sorted(set(poll.index.live_photos()) - set(listed)):
        look_or_set_aside(poll, photo_id, None, before)


def _certified(poll: Poll, listed: Collection[str] | None, before: Instant) -> Certificate | None:
    """Compare with what Flickr states; read the list once where that shows a difference.

    What keeps it from being made is set aside.
    """
    poll.index.refresh()
    try:
        if listed is None:
            certificate = still_certified(poll) or certify_photos(poll)
            if certificate.whole:
                return certificate
            _, listed, _ = _read_whole(poll, before, Place(poll.clock(), 1))
            _look_a_second_time(poll, listed, before)
            poll.index.refresh()
        return certify_photos(poll, listed)
    except FlickrError as trouble:
        poll.report.missing["certificate"] = set_aside(trouble)
        return None
