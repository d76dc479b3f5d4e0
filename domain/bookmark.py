"""A member's bookmark of a place: kept under a name, renamed, dropped.

It is the archive's own and its member's alone: Flickr knows nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from domain.clock import Instant, exactly
from domain.facets import fields, plain_kind, unless_told
from domain.fact import UNSAID, Event, Fact, Look, Unsaid
from domain.history import History, Kind, history
from domain.observing import fact_of


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """A point in degrees; its accuracy is Flickr's, from 1, the world, to 16, a street."""

    latitude: float
    longitude: float
    accuracy: int


class Bookmark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A bookmark as it stood; `spot` is None once it was dropped."""

    name: str | Unsaid = UNSAID
    spot: Spot | Unsaid | None = UNSAID


class BookmarkKept(Event, frozen=True, tag="bookmark-kept"):
    """A member keeps a place under a name."""

    name: str
    spot: Spot


class BookmarkRenamed(Event, frozen=True, tag="bookmark-renamed"):
    """The place has another name."""

    name: str


class BookmarkDropped(Event, frozen=True, tag="bookmark-dropped"):
    """The place is kept no more."""


EVENTS: Final[tuple[type[Event], ...]] = (BookmarkKept, BookmarkRenamed, BookmarkDropped)

BOOKMARK: Final[Kind[Bookmark]] = plain_kind(
    "bookmark",
    Bookmark(),
    {
        BookmarkKept: fields,
        BookmarkRenamed: fields,
        BookmarkDropped: lambda _: {"spot": None},
    },
    normal=unless_told("spot", None),
)


def bookmark_history(
    facts: Iterable[Fact], *, known_at: Instant | None = None
) -> History[Bookmark]:
    """Fold the facts of one bookmark. Raises ForeignEvent for another kind's."""
    return history(BOOKMARK, facts, known_at=known_at)


def decide(facts: Sequence[Fact], event: Event, look: Look) -> tuple[Fact, ...]:
    """Return the fact that `event` happened, or nothing where it is so already.

    What was dropped stays so, and what was never kept has no other name: the place kept
    next is another bookmark.
    """
    held = bookmark_history(facts).now
    if isinstance(event, BookmarkKept):
        new = held is None
    else:
        state = BOOKMARK.empty if held is None else held.state
        stated = BOOKMARK.stated(event)
        new = isinstance(state.spot, Spot) and any(
            getattr(state, facet) != value for facet, value in stated.items()
        )
    return (fact_of(event, exactly(look.at), look),) if new else ()
