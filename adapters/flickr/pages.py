"""Lists that come in pages, read to their end and no further.

Three oddities are met here. A page past the end repeats the last one: Flickr's own `page` and
`pages` say when to stop, and they are read anew from every page, for a list shrinks and grows
while it is read. A page may come stale, with the rows of the page before: it is asked for again.
And a list could say with every page that there are more: then there is an end to it as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from adapters.flickr.answers import Answer
from adapters.flickr.call import Argument, Call
from adapters.flickr.errors import EndlessList, PageRepeated
from adapters.flickr.reading import Node, child, many, number

PER_PAGE: Final = 500
PER_PAGE_CONTACTS: Final = 1000

_STALE_AT_MOST: Final = 3
_GROWS_AT_MOST: Final = 100  # pages, while a list is read: 50,000 photos uploaded meanwhile


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its number from 1, what Flickr says of the whole list, and its rows.

    `head` is the list's own element, with whatever else Flickr says of the list.
    """

    number: int
    pages: int
    total: int
    rows: list[Node]
    head: Node


def pages(
    call: Call,
    method: str,
    container: str,
    item: str,
    /,
    *,
    per_page: int = PER_PAGE,
    first: int = 1,
    **arguments: Argument,
) -> Iterator[Page]:
    """The pages of a list such as flickr.people.getPhotos (`"photos"`, `"photo"`), in order.

    `first` is the page to begin with. Where the list has become shorter than that, its last
    page comes.
    At least one page comes, even of an empty list, for it tells the total. Raises what `call`
    raises, PageRepeated when a page stays stale, and EndlessList. flickr.photos.search is refused
    (ValueError): it repeats itself after 4,000 rows.
    """
    if method == "flickr.photos.search":
        raise ValueError("flickr.photos.search repeats itself after 4,000 rows: use a list")
    last: Page | None = None
    most = 0
    asked = first
    while True:
        page = _fresh(call, method, container, item, last, asked, per_page=per_page, **arguments)
        if page is None:
            return
        yield page
        most = most or page.pages + _GROWS_AT_MOST
        asked += 1
        if asked > page.pages:
            return
        if asked > most:
            raise EndlessList(method, f"the list has no end: {page.pages} pages and growing")
        last = page


def _fresh(
    call: Call,
    method: str,
    container: str,
    item: str,
    last: Page | None,
    asked: int,
    *,
    per_page: int,
    **arguments: Argument,
) -> Page | None:
    """The page after `last`; None if the list has become so short that there is none."""
    for _ in range(_STALE_AT_MOST):
        answer = call(method, page=asked, per_page=per_page, **arguments)
        page = _page(answer, container, item, asked)
        if last is None:
            return page
        if page.number < asked or page.pages < asked:
            return None
        if not page.rows or page.rows != last.rows:
            return page
    raise PageRepeated(method, f"page {asked} of {page.pages} is page {asked - 1} again")


def _page(answer: Answer, container: str, item: str, asked: int) -> Page:
    head = child(answer, container)
    rows = many(head, item)
    said = number(head, "page")
    return Page(
        number=asked if said is None else said,
        pages=number(head, "pages") or (1 if rows else 0),
        total=number(head, "total") or 0,
        rows=rows,
        head=head,
    )
