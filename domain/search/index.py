"""What stands in a search index, and what an index promises: the port of adapters/search.

A document is one photo for one stretch of time, in which its version and all who may see
it are the same. What comes of other streams (faves, albums) stands beside it and is joined
in the query, so that each entry is made from one stream alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

import msgspec

from domain.clock import Instant
from domain.search.query import Condition, Query, Sort

VERSION: Final = 13
"""Of what documents are made of, and how they are kept.

An index that another version filled is filled anew.
"""


class Document(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """A photo from `shown_from` until before `shown_until`.

    `viewers` and the like are sets of sorts of viewers (`domain.permission.Viewers`), as
    admitted then and now; `faver_viewers` those whom the owner's permission admits when
    deletion is left aside, None where no owner told. `readers` are the members whose own
    token read the photo then, `readers_now` those of them whose token has read it ever
    since. `texts` are words by the name of the text, `terms` values by the name of the field.
    """

    terms: Mapping[str, tuple[str, ...]]
    photo: str
    piece: int
    owner: str
    posted: Instant
    taken: str
    shown_from: Instant
    shown_until: Instant
    viewers: int
    viewers_now: int
    faver_viewers: int | None
    faver_viewers_now: int | None
    place_viewers: int
    place_viewers_now: int
    deleted: bool
    latitude: float | None
    longitude: float | None
    readers: tuple[str, ...]
    readers_now: tuple[str, ...]
    texts: Mapping[str, tuple[str, ...]]


class Faving(NamedTuple):
    """That a photo was somebody's fave for a time; `faved` is when they faved it."""

    nsid: str
    photo: str
    faved: Instant
    shown_from: Instant
    shown_until: Instant


class Belonging(NamedTuple):
    """That a photo was in an album for a time."""

    album: str
    photo: str
    shown_from: Instant
    shown_until: Instant


class Entries(NamedTuple):
    """All that some streams give to an index."""

    documents: Sequence[Document] = ()
    favings: Sequence[Faving] = ()
    belongings: Sequence[Belonging] = ()


class Looker(Protocol):
    """Who looks at which day, and what they were, and are, to owners (see `reading.eyes`)."""

    @property
    def nsid(self) -> str:
        """The viewer; "" for nobody in particular."""
        ...

    @property
    def at(self) -> Instant:
        """The day looked at."""
        ...

    @property
    def then(self) -> Mapping[str, int]:
        """What they were to owners on that day; to others it is unknown."""
        ...

    @property
    def today(self) -> Mapping[str, int]:
        """What they are to owners today."""
        ...


class Found(NamedTuple):
    """A page of what a query finds: how many photos in all, and the ids of these."""

    total: int
    photos: Sequence[str]


class Count(NamedTuple):
    """A value of a field, how many of the photos found have it, and the newest of them."""

    value: str
    photos: int
    newest: str


class SearchUnavailable(Exception):  # noqa: N818 - says what is so
    """The index does not answer; the message says why."""


class SearchTooSlow(Exception):  # noqa: N818 - says what is so
    """A query took longer than one may."""

    def __init__(self) -> None:
        super().__init__("this search takes too long: look for something more particular")


class SearchIndex(Protocol):
    """An index that search projections fill and pages ask.

    Every answer is within what the viewer may see. All methods raise SearchUnavailable
    where the index does not answer, and the questions SearchTooSlow.
    """

    def prepare(self) -> None:
        """Make an empty index where there is none. Safe to do again."""
        ...

    def position(self) -> int:
        """Return how far the index accounts for the log; 0 for one that is empty."""
        ...

    def replace(self, streams: Iterable[str], entries: Entries, before: int, reached: int) -> bool:
        """Put in what streams give now, in place of what they gave before.

        The position moves from `before` to `reached`; False, and nothing done, where it
        is not at `before`.
        """
        ...

    def rebuild(self, batches: Iterable[Entries], reached: int) -> None:
        """Fill a fresh index beside this one and put it in its place, at a position.

        Readers have the old one until then; if it fails, they keep it.
        """
        ...

    def search(self, query: Query, looking: Looker, sort: Sort, offset: int, limit: int) -> Found:
        """Return a page of the photos that a query finds, best or newest first.

        Of those alike the last posted comes first, then the one with the greater id.
        """
        ...

    def counts(
        self,
        query: Query,
        looking: Looker,
        fields: Sequence[str],
        limit: int,
        beginning: str = "",
        *,
        newest: bool = True,
    ) -> list[list[Count]]:
        """Return the values of each field among the photos found, the most frequent first.

        Values alike in that are in their own order. With `beginning` only those that
        begin so. Without `newest` that is not looked for, and is "".
        """
        ...

    def how_many(self, query: Query, looking: Looker, conditions: Sequence[Condition]) -> list[int]:
        """Return for how many of the photos found each of some conditions holds, too."""
        ...

    def scrub(self) -> None:
        """Clear what is no longer in the index from its files. Safe to do again."""
        ...

    def close(self) -> None:
        """Close every connection."""
        ...
