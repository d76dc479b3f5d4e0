"""The poller of a member's favourites: other people's photos, with their files.

The list comes latest first, so a run reads until a page has nothing new, and compares
totals. A rolling page a day looks at older favourites for changes of the photos
themselves, since Flickr tells nobody when another's photo changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from adapters.flickr.errors import FlickrError, PhotoNotFound
from adapters.flickr.pages import PER_PAGE, Page, pages
from adapters.flickr.people_sightings import owner_from_row
from adapters.flickr.poll.certificate import certify_list
from adapters.flickr.poll.news import look_if_news, look_or_set_aside, set_aside_before
from adapters.flickr.poll.photo import absent
from adapters.flickr.poll.photos import ROW_EXTRAS
from adapters.flickr.poll.ports import Place, Poll
from adapters.flickr.poll.recording import finish, known, look_now, record
from adapters.flickr.poll.trouble import set_aside
from adapters.flickr.reading import Node, child, many, text
from adapters.recording import Facts, Held
from domain import fave, person, streams
from domain.clock import DAWN, Instant
from domain.fact import Covered, Fact
from domain.fave import fave_history
from domain.person import person_history

_DAY: Final = 86_400
_METHOD: Final = "flickr.favorites.getList"


def backup_faves(poll: Poll) -> None:
    """Bring the archive up to date with a member's favourites."""
    begun = poll.clock()
    poll.index.refresh()
    before = poll.index.last_look("faves")
    again = set_aside_before(poll, "faves")
    whole = poll.full or not before
    place = poll.unfinished.of("faves") if not before and not poll.full else None
    place = place or Place(begun, 1)
    live = set(poll.index.live_faves())
    listed: set[str] = set()
    done = (place.page - 1) * PER_PAGE
    last: Page | None = None
    for page in _pages(poll, first=place.page):
        if not before:
            poll.unfinished.keep("faves", Place(place.begun, page.number))
        last = page
        fresh = [row for row in page.rows if _id(row) not in live]
        listed.update(_id(row) for row in page.rows)
        _take(poll, page.rows, before)
        done += len(page.rows)
        poll.report.progress("faves", done, page.total)
        if not fresh and not whole:
            break
    total = last.total if last is not None else 0
    if last is not None and not whole:
        _rolling_page(poll, last.pages)
    for photo_id in again:
        look_or_set_aside(poll, photo_id, None, DAWN)
    poll.index.refresh()
    covered = {"faves": place.begun}
    if whole:
        covered["faved-photos"] = place.begun
    read = listed if whole and place.page == 1 else None
    if total != len(poll.index.live_faves()) or read is not None:
        read = _find_dropped(poll, before, read)
        poll.index.refresh()
    certificate = certify_list("faves", total, poll.index.live_faves(), read)
    finish(poll, "faves", begun, covered, certificate)
    poll.unfinished.forget("faves")
    poll.index.refresh()


def look_at_fave(poll: Poll, photo_id: str) -> None:
    """Look whether one photo is a favourite, and record it. Raises FlickrError.

    A new favourite is the first of the list. One that was dropped is looked for where it
    stood, by the second at which it was faved.
    """
    before = poll.index.last_look("faves")
    answer = poll.call(_METHOD, per_page=50, page=1, extras=ROW_EXTRAS)
    rows = [row for row in many(child(answer, "photos"), "photo") if _id(row) == photo_id]
    if rows:
        _take(poll, rows, before)
    else:
        _dropped_or_hidden(poll, photo_id, before)


def _pages(poll: Poll, *, first: int = 1) -> Iterable[Page]:
    return pages(poll.call, _METHOD, "photos", "photo", first=first, extras=ROW_EXTRAS)


def _take(poll: Poll, rows: Iterable[Node], before: Instant) -> None:
    """Record one page of favourites, in one transaction; then look at the photos behind it."""
    rows = list(rows)
    look = look_now(poll)
    covered = {"": Covered(before)}
    names = [streams.fave(poll.account, _id(row)) for row in rows]
    owners = {streams.person(text(row, "owner") or ""): row for row in rows if text(row, "owner")}

    def decide(held: Held) -> Facts:
        decided: dict[str, tuple[Fact, ...]] = {}
        for name, row in zip(names, rows, strict=True):
            faved = text(row, "date_faved") or str(look.at)
            decided[name] = fave.observe(fave_history(held[name]), faved, look, covered)
        for name, row in owners.items():
            decided[name] = person.observe(person_history(held[name]), owner_from_row(row), look)
        return decided

    new = record(poll, [*names, *owners], decide)
    poll.report.counts["faves new"] += sum(1 for name in names if name in new)
    _look_at_news(poll, rows)


def _look_at_news(poll: Poll, rows: Iterable[Node]) -> None:
    """Look at the photos of which a row says more than this member's last look did.

    No run covers the details of another's photo, only the looks that its stream tells of.
    """
    rows = list(rows)
    facts = known(poll, [streams.photo(_id(row)) for row in rows])
    for row in rows:
        look_if_news(poll, row, facts[streams.photo(_id(row))], DAWN)


def _rolling_page(poll: Poll, count: int) -> None:
    """Look at one page a day of older favourites, so that each has its turn."""
    turn = 2 + (poll.clock() // _DAY) % max(count - 1, 1)
    if turn > count:
        return
    answer = poll.call(_METHOD, per_page=500, page=turn, extras=ROW_EXTRAS)
    _look_at_news(poll, many(child(answer, "photos"), "photo"))


def _find_dropped(poll: Poll, before: Instant, listed: set[str] | None) -> set[str]:
    """Tell apart what was dropped from what can no longer be read, each by a second look.

    Returns what the list names, which is read whole unless it was already.
    """
    if listed is None:
        listed = set()
        for page in _pages(poll):
            listed.update(_id(row) for row in page.rows)
            _take(poll, page.rows, before)
    for photo_id in sorted(set(poll.index.live_faves()) - listed):
        _dropped_or_hidden(poll, photo_id, before)
    return listed


def _dropped_or_hidden(poll: Poll, photo_id: str, before: Instant) -> None:
    try:
        poll.call("flickr.photos.getInfo", photo_id=photo_id)
    except PhotoNotFound as refusal:
        absent(poll, photo_id, refusal, before)
        return
    except FlickrError as trouble:
        poll.report.missing[photo_id] = set_aside(trouble)
        return
    stream = streams.fave(poll.account, photo_id)
    past = fave_history(known(poll, [stream])[stream])
    faved = past.now.state.date_faved if past.now is not None else None
    if isinstance(faved, str) and _listed_on(poll, photo_id, faved):
        return
    look = look_now(poll)
    covered = {"": Covered(before)}
    new = record(
        poll,
        [stream],
        lambda held: {stream: fave.observe(fave_history(held[stream]), None, look, covered)},
    )
    poll.report.counts["faves dropped"] += len(new)


def _listed_on(poll: Poll, photo_id: str, faved: str) -> bool:
    """Look a second time: at the very second at which the photo was faved."""
    answer = poll.call(_METHOD, min_fave_date=faved, max_fave_date=faved, per_page=500)
    return any(_id(row) == photo_id for row in many(child(answer, "photos"), "photo"))


def _id(row: Node) -> str:
    return text(row, "id") or ""
