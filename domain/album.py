"""An album (a photoset): its title, its order, its cover, its photos."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any, Final

import msgspec

from domain.clock import Instant
from domain.facets import fields, plain_kind, said, unless_told
from domain.fact import UNSAID, Event, Fact, Look, Unsaid
from domain.history import History, Kind, history
from domain.observing import NOTHING_COVERED, Coverage, observe_facets


class Album(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An album as it stood; `photos` are ids in the album's own order."""

    owner: str | Unsaid = UNSAID
    title: str | Unsaid = UNSAID
    description: str | Unsaid = UNSAID
    cover: str | Unsaid = UNSAID
    created: str | Unsaid = UNSAID
    photos: tuple[str, ...] | Unsaid = UNSAID
    deleted: bool | Unsaid = UNSAID


class AlbumSeen(Event, frozen=True, tag="album-seen"):
    """An album was seen for the first time."""

    album: Album


class AlbumTitleChanged(Event, frozen=True, tag="album-title-changed"):
    """The title."""

    title: str


class AlbumDescriptionChanged(Event, frozen=True, tag="album-description-changed"):
    """The description, with its markup."""

    description: str


class AlbumCoverChanged(Event, frozen=True, tag="album-cover-changed"):
    """The photo shown for the album."""

    cover: str


class AlbumPhotosChanged(Event, frozen=True, tag="album-photos-changed"):
    """All photos of the album, in its order."""

    photos: tuple[str, ...]


class AlbumDeleted(Event, frozen=True, tag="album-deleted"):
    """The owner's list has the album no more (or again: deleted is false)."""

    deleted: bool = True


EVENTS: Final[tuple[type[Event], ...]] = (
    AlbumSeen,
    AlbumTitleChanged,
    AlbumDescriptionChanged,
    AlbumCoverChanged,
    AlbumPhotosChanged,
    AlbumDeleted,
)


def _begins(album: Album) -> Instant | None:
    created = album.created
    return int(created) if isinstance(created, str) and created.isdecimal() else None


ALBUM: Final[Kind[Album]] = plain_kind(
    "album",
    Album(),
    {AlbumSeen: lambda event: said(event.album), **dict.fromkeys(EVENTS[1:], fields)},
    reaches_back=frozenset(Album.__struct_fields__) - {"deleted"},
    begins=_begins,
    normal=unless_told("deleted", False),
)


def album_history(facts: Iterable[Fact], *, known_at: Instant | None = None) -> History[Album]:
    """Fold the facts of one album. Raises ForeignEvent for another kind's."""
    return history(ALBUM, facts, known_at=known_at)


def reordered(before: Iterable[str], after: Iterable[str], among: Container[str]) -> bool:
    """Tell whether those photos of two editions that are `among` some stand in another order."""
    return [p for p in before if p in among] != [p for p in after if p in among]


def observe(
    past: History[Album], seen: Album, look: Look, covered: Coverage = NOTHING_COVERED
) -> tuple[Fact, ...]:
    """Return what a look at an album adds; `deleted` True: it is not on its owner's list."""
    if not past.facts and seen.deleted:
        return ()
    values = said(seen)
    held = past.now
    for constant in ("owner", "created"):  # once told these never change
        known = UNSAID if held is None else getattr(held.state, constant)
        if constant in values and known is not UNSAID:
            values[constant] = known
    return observe_facets(past, values, look, covered, _MAKERS, _seen)


def _seen(values: Mapping[str, Any]) -> Event:
    return AlbumSeen(album=Album(**values))


def _maker(event: type[Event]) -> Callable[[Mapping[str, Any]], Event]:
    return lambda values: event(**values)


_MAKERS: Final = {
    "owner": _seen,
    "created": _seen,
    **{event.__struct_fields__[0]: _maker(event) for event in EVENTS[1:]},
}
