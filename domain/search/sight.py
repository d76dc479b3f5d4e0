"""What a query finds for a viewer on a day, as plain conditions on what stands in an index.

The rules of time, of who may see a photo and of who may see its place stand here, once for
every index: that of who may see what is `projections.reading.eyes`, over documents. An index
that can say the plain conditions in its own language has nothing left to decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from domain.clock import FOREVER, Instant
from domain.permission import EVERYBODY, UNKNOWN
from domain.search.index import Looker
from domain.search.query import (
    AllOf,
    AnyOf,
    Condition,
    Faved,
    InAlbum,
    Near,
    Not,
    Posted,
    Query,
    Taken,
    Term,
    Words,
)


@dataclass(frozen=True, slots=True)
class ShownAt:
    """A document that holds at an instant, of a photo that was posted by then."""

    at: Instant


@dataclass(frozen=True, slots=True)
class Admits:
    """The viewers in a field of the document are told, and are all of these sorts at least."""

    field: str
    sorts: int

    @property
    def numbers(self) -> tuple[str, ...]:
        """Every set of viewers that is meant, as a number in text."""
        every = range(int(EVERYBODY) + 1)
        return tuple(str(viewers) for viewers in every if viewers & self.sorts == self.sorts)


@dataclass(frozen=True, slots=True)
class Untold:
    """No owner told who the viewers in a field of the document are."""

    field: str


@dataclass(frozen=True, slots=True)
class ReadBy:
    """A member's own token read the photo then; with `ever_since`, has read it until today."""

    nsid: str
    ever_since: bool = False


@dataclass(frozen=True, slots=True)
class FavedAt:
    """The photo was somebody's fave at an instant."""

    nsid: str
    at: Instant


@dataclass(frozen=True, slots=True)
class InAlbumAt:
    """The photo was in an album at an instant."""

    album: str
    at: Instant


Plain: TypeAlias = (
    Words | Term | Taken | Posted | Near | ShownAt | Admits | Untold | ReadBy | FavedAt | InAlbumAt
    | Not["Plain"] | AnyOf["Plain"] | AllOf["Plain"]
)  # fmt: skip
"""A condition that holds for a document or does not, whoever asks and whenever."""

DELETED: Final = Term("deleted", frozenset({"1"}))
_TODAY: Final = FOREVER - 1
"""What has not ended is all that holds at the last instant."""


def found_by(query: Query, looking: Looker) -> AllOf[Plain]:
    """Return what a query finds of what may be seen on the day looked at."""
    seen = seen_by(looking, looking.at, deleted=query.deleted)
    return AllOf((*seen.conditions, meant(query.condition, looking)))


def seen_by(looking: Looker, at: Instant, *, deleted: bool) -> AllOf[Plain]:
    """Return what a viewer may see of what was so at an instant; with `deleted` that as well."""
    shown: tuple[Plain, ...] = (ShownAt(at), may_see(looking))
    return AllOf(shown if deleted else (*shown, Not(DELETED)))


def may_see(looking: Looker) -> Plain:
    """Return the condition that the viewer may see a document."""
    admitted = _admitted("viewers", looking)
    if not looking.nsid:
        return admitted
    faved = FavedAt(looking.nsid, _TODAY)
    told = _all(faved, _admitted("faver_viewers", looking))
    reads_on = _any(ReadBy(looking.nsid, ever_since=True), faved)
    untold = _all(Untold("faver_viewers"), reads_on)
    reads = _all(ReadBy(looking.nsid), _any(told, untold))
    return _any(_owned_by([looking.nsid]), admitted, reads)


def may_see_place(looking: Looker) -> Plain:
    """Return the condition that the viewer may see where a document's photo was taken."""
    admitted = _admitted("place_viewers", looking)
    return _any(_owned_by([looking.nsid]), admitted) if looking.nsid else admitted


def meant(condition: Condition, looking: Looker) -> Plain:
    """Return a condition as it holds for a viewer on a day."""
    match condition:
        case AllOf(conditions=inner):
            return AllOf(tuple(meant(one, looking) for one in inner))
        case AnyOf(conditions=inner):
            return AnyOf(tuple(meant(one, looking) for one in inner))
        case Not(condition=one):
            return Not(meant(one, looking))
        case Faved(nsid=nsid):
            return FavedAt(nsid, looking.at)
        case InAlbum(album=album):
            return InAlbumAt(album, looking.at)
        case Words() | Term() | Near() if condition.about_place:
            return _all(condition, may_see_place(looking))
        case _:
            return condition


def _admitted(field: str, looking: Looker) -> Plain:
    """Return the condition that the viewers in a field admit this one, then and now.

    Owners to whom the viewer is alike are taken together.
    """
    unknown = int(UNKNOWN)
    alike: dict[tuple[int, int], list[str]] = {}
    for owner in sorted(looking.then.keys() | looking.today.keys()):
        standing = looking.then.get(owner, unknown), looking.today.get(owner, unknown)
        if standing != (unknown, unknown):
            alike.setdefault(standing, []).append(owner)
    # who may be of any sort: what admits everybody admits them, to whatever owner
    to_anybody = _all(*_both(field, unknown, unknown))
    others = [
        _all(_owned_by(owners), *_both(field, *standing)) for standing, owners in alike.items()
    ]
    return _any(to_anybody, *others)


def _both(field: str, then: int, today: int) -> tuple[Plain, Plain]:
    return Admits(field, then), Admits(f"{field}_now", today)


def _owned_by(owners: list[str]) -> Term:
    return Term("owner", frozenset(owners))


def _all(*conditions: Plain) -> Plain:
    return AllOf(conditions)


def _any(*conditions: Plain) -> Plain:
    return AnyOf(conditions)
