"""What all lists of photos have: pages that follow each other, and what is in doubt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from projections.reading.photos import Listed, Mark
from web.asking import addresses as to
from web.asking.addresses import PHOTOS_A_PAGE
from web.asking.errors import bad_request
from web.asking.visit import Visit
from web.views.cards import pager
from web.views.parts import Pager
from web.views.words import counted

_BEFORE: Final = 30

Read = Callable[[int, Mark | None, Mark | None], Sequence[Listed]]


MarkOf = Callable[[str], Mark | None]


def one_page(visit: Visit, path: str, read: Read, mark_of: MarkOf) -> tuple[list[Listed], Pager]:
    """Return the page of a list that the query asks for, and the ways on from it.

    `read` is given a limit, and the mark that the page is older or newer than. `mark_of`
    tells the mark of a photo of the list by its id, for `?at=`: the page that it is on.
    """
    older_than, newer_than = mark_asked(visit, "older"), mark_asked(visit, "newer")
    if (here := mark_of(visit.params.get("at", ""))) is not None:
        newer = read(_BEFORE, None, here)
        if len(newer) == _BEFORE:
            older_than = Mark(newer[0].when, newer[0].id)
    found = list(read(PHOTOS_A_PAGE + 1, older_than, newer_than))
    more = len(found) > PHOTOS_A_PAGE
    if newer_than is not None:
        page = found[-PHOTOS_A_PAGE:]
        return page, pager(visit, path, page, newer=more, older=True)
    page = found[:PHOTOS_A_PAGE]
    return page, pager(visit, path, page, newer=older_than is not None, older=more)


def doubts_of(visit: Visit, page: Iterable[Listed]) -> tuple[str, ...]:
    """Say of how many photos on a page of the past the archive is not sure."""
    unsure = sum(not photo.sure for photo in page) if visit.past else 0
    return (f"{counted(unsure, 'photo')} on this page",) if unsure else ()


def mark_asked(visit: Visit, name: str) -> Mark | None:
    """Return the place in a list that the query asks for. Raises Trouble for what is none."""
    text = visit.params.get(name, "")
    if not text:
        return None
    mark = to.read_mark(text)
    if mark is None:
        raise bad_request(f"“{text[:40]}” is no place in a list: follow the links between pages.")
    return mark
