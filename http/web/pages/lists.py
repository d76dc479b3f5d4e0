"""What all lists of photos have: pages that follow each other, and a sign of their time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from projections.reading import activity
from projections.reading.photos import Listed, Mark
from web import addresses as to
from web.errors import bad_request
from web.views.cards import pager
from web.views.parts import Pager, TimeSign
from web.views.words import counted
from web.visit import Visit

PHOTOS_A_PAGE: Final = 60
_MANY: Final = 500

Read = Callable[[int, Mark | None, Mark | None], Sequence[Listed]]


def one_page(visit: Visit, path: str, read: Read) -> tuple[list[Listed], Pager]:
    """Return the page of a list that the query asks for, and the ways on from it.

    `read` is given a limit, and the mark that the page is older or newer than.
    """
    older_than, newer_than = _mark(visit, "older"), _mark(visit, "newer")
    found = list(read(PHOTOS_A_PAGE + 1, older_than, newer_than))
    more = len(found) > PHOTOS_A_PAGE
    if newer_than is not None:
        page = found[-PHOTOS_A_PAGE:]
        return page, pager(visit, path, page, newer=more, older=True)
    page = found[:PHOTOS_A_PAGE]
    return page, pager(visit, path, page, newer=older_than is not None, older=more)


def plain_sign(visit: Visit, page: Iterable[Listed]) -> TimeSign:
    """Return the sign of a list of photos of several owners: how sure the archive is."""
    doubts = _doubts(page) if visit.past else ()
    return visit.sign(sure=not doubts, doubts=doubts)


def list_sign(visit: Visit, owner: str, page: Iterable[Listed] = ()) -> TimeSign:
    """Return the sign of a list of one owner's photos: how sure, and what changed since."""
    if not visit.past:
        earlier, _ = activity.nearest(visit.connection, visit.eyes, owner)
        return visit.sign(earlier=earlier)
    earlier, later = activity.nearest(visit.connection, visit.eyes, owner)
    changed = activity.count_since(visit.connection, visit.eyes, owner, _MANY)
    doubts = _doubts(page)
    more = "at least " if changed == _MANY else ""
    return visit.sign(
        sure=not doubts,
        doubts=doubts,
        since=f"{more}{counted(changed, 'change')} since" if changed else "nothing has changed",
        since_path=visit.site.addresses.url(to.activity(owner)) if changed else "",
        earlier=earlier,
        later=later,
    )


def _doubts(page: Iterable[Listed]) -> tuple[str, ...]:
    unsure = sum(not photo.sure for photo in page)
    return (f"{counted(unsure, 'photo')} on this page",) if unsure else ()


def _mark(visit: Visit, name: str) -> Mark | None:
    text = visit.params.get(name, "")
    if not text:
        return None
    mark = to.read_mark(text)
    if mark is None:
        raise bad_request(f"“{text[:40]}” is no place in a list: follow the links between pages.")
    return mark
