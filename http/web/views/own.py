"""What only its owner is shown of a photo: where else it is, what is kept, how it was counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from domain.fact import UNSAID
from domain.history import History
from domain.photo import Photo, files_shown
from domain.photo.values import StoredFile
from projections.reading.counts import Counted

FLICKR: Final = "https://www.flickr.com"
WIDE: Final = 320
HIGH: Final = 64
"""The size of a plot, in its own pixels."""


class GroupShown(Struct, frozen=True, kw_only=True):
    """A group in whose pool the photo is."""

    title: str
    address: str


class GalleryShown(Struct, frozen=True, kw_only=True):
    """Another member's gallery that shows the photo."""

    title: str
    by: str
    address: str


class Relicensed(Struct, frozen=True, kw_only=True):
    """A change of the licence that Flickr itself keeps."""

    at: int
    old: str
    new: str


class BestCopy(Struct, frozen=True, kw_only=True):
    """The best file that could be had of a picture; `why` it is not the uploaded one, if so."""

    size: str
    width: int
    height: int
    bytes: int
    why: str


class Plot(Struct, frozen=True, kw_only=True):
    """How a count grew: its line in a plot of `WIDE` by `HIGH`, and its last value."""

    what: str
    line: str
    last: int


class Counts(Struct, frozen=True, kw_only=True):
    """The counts of a photo from the first day that is known to the last that brought news."""

    first: int
    last: int
    plots: tuple[Plot, ...]


class OwnFacts(Struct, frozen=True, kw_only=True):
    """What only its owner is shown of a photo."""

    groups: tuple[GroupShown, ...]
    galleries: tuple[GalleryShown, ...]
    licenses: tuple[Relicensed, ...]
    best: BestCopy | None
    counts: Counts | None


def own_facts(past: History[Photo], photo: Photo, counted: Sequence[Counted]) -> OwnFacts:
    """Return what only the owner is shown of a version of a photo."""
    groups = {} if photo.groups is UNSAID else photo.groups
    galleries = {} if photo.galleries is UNSAID else photo.galleries
    licenses = () if photo.license_history is UNSAID else photo.license_history
    return OwnFacts(
        groups=tuple(
            GroupShown(title=group.title or group.id, address=_at_flickr(group.path, group.id))
            for group in groups.values()
        ),
        galleries=tuple(
            GalleryShown(
                title=gallery.title or "Untitled gallery",
                by=gallery.username or gallery.owner,
                address=f"{FLICKR}/photos/{gallery.owner}/galleries/{gallery.id}/",
            )
            for gallery in galleries.values()
        ),
        licenses=tuple(
            Relicensed(at=int(change.date), old=change.old, new=change.new)
            for change in licenses
            if change.date.isdecimal()
        ),
        best=_best(files_shown(past, photo)),
        counts=_counts(counted),
    )


def _at_flickr(path: str, group: str) -> str:
    """Return the address of a pool; a path that is none of Flickr's is not followed."""
    inside = path.startswith("/groups/")
    return FLICKR + (path if inside else f"/groups/{group}/pool/")


def _best(stored: Sequence[StoredFile]) -> BestCopy | None:
    best = max(stored, key=lambda file: (file.best, file.width * file.height), default=None)
    if best is None:
        return None
    why = best.why or next((file.why for file in stored if file.why), "")
    return BestCopy(
        size=best.size,
        width=best.width,
        height=best.height,
        bytes=best.bytes,
        why="" if best.best else why,
    )


def _counts(counted: Sequence[Counted]) -> Counts | None:
    if not counted:
        return None
    first, last = counted[0].at, counted[-1].at
    lines = {
        "views": [(each.at, each.views) for each in counted],
        "faves": [(each.at, each.faves) for each in counted if each.faves is not None],
        "comments": [(each.at, each.comments) for each in counted if each.comments is not None],
    }
    plots = tuple(
        Plot(what=what, line=_line(points, first, last), last=points[-1][1])
        for what, points in lines.items()
        if points
    )
    return Counts(first=first, last=last, plots=plots)


def _line(points: Sequence[tuple[int, int]], first: int, last: int) -> str:
    """Return the points of a line that keeps a value until the next one, from 0 up to the most."""
    most = max(max(value for _, value in points), 1)
    span = max(last - first, 1)
    drawn: list[str] = []
    height: float = HIGH
    for at, value in points:
        across = round((at - first) / span * WIDE, 1)
        if drawn:
            drawn.append(f"{across:g},{height:g}")
        height = round(HIGH - value / most * (HIGH - 4), 1)
        drawn.append(f"{across:g},{height:g}")
    drawn.append(f"{WIDE},{height:g}")
    return " ".join(drawn)
