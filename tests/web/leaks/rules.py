"""Who may see what, written anew from the prose of the promise, without the program's own words.

A past state is shown to those who may see the photo now and might have seen that state then.
Where it is not known what was so, the answer is no: in the middle of a change both ends must
give leave, and before an owner's first list of contacts was read everybody is a stranger or
anything else. A deleted photo is its owner's, and of those who faved it for the time at which
their own token read it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

Step: TypeAlias = tuple[int, int, str]
"""Between the first instant and by the second something came to be what the third says."""

ANYBODY = frozenset({"stranger", "contact", "friend", "family", "both"})
PHOTO = {
    "public": ANYBODY,
    "friends": frozenset({"friend", "both"}),
    "family": frozenset({"family", "both"}),
    "both": frozenset({"friend", "family", "both"}),
    "private": frozenset[str](),
}
PLACE = {**PHOTO, "contacts": ANYBODY - {"stranger"}}


@dataclass
class Line:
    """What one thing was over time; the first value holds from the beginning."""

    steps: list[Step]

    def may_be(self, instant: int) -> frozenset[str]:
        """Return everything that it may have been at an instant."""
        held = {self.steps[0][2]}
        for after, until, value in self.steps[1:]:
            if until <= instant:
                held = {value}
            elif after < instant:
                held.add(value)
        return frozenset(held)

    def turns(self) -> list[int]:
        """Return the instants at which the answer may be another one than just before."""
        return [turn for after, until, _ in self.steps for turn in (after + 1, until)]


@dataclass
class Said:
    """A mark that stands in some value, and from when until before when that was shown."""

    mark: str
    start: int
    end: int
    place: bool = False
    facet: str = ""


@dataclass
class Photo:
    """A photo, and all that was ever so of it.

    `read` tells, by member, from when their token read it and between which instants it
    failed (nothing: it never did). `told` is false where no owner told who may see it.
    """

    id: str
    owner: str
    posted: int
    permission: Line
    geo: Line
    gone: Line = field(default_factory=lambda: Line([(0, 0, "live")]))
    read: dict[str, tuple[int, tuple[int, int] | None]] = field(default_factory=dict)
    faved_by: set[str] = field(default_factory=set)
    told: bool = True
    said: list[Said] = field(default_factory=list)


@dataclass
class Album:
    """An album's edition: its marks, its photos, and when it was that."""

    marks: tuple[str, ...]
    photos: tuple[Photo, ...]
    start: int
    end: int


@dataclass
class Rules:
    """The rules over one world: what everybody was to each owner, and from when that is known."""

    now: int
    known_from: dict[str, int]
    relations: dict[tuple[str, str], Line]

    def related(self, viewer: str, owner: str, instant: int) -> frozenset[str]:
        """Return everything that a viewer may have been to an owner at an instant."""
        if not viewer or instant < self.known_from.get(owner, self.now + 1):
            return ANYBODY
        line = self.relations.get((owner, viewer))
        return line.may_be(instant) if line else frozenset({"stranger"})

    def sees(self, viewer: str, photo: Photo, instant: int) -> bool:
        """Tell whether a viewer may see, today, the photo as it was at an instant."""
        if viewer == photo.owner:
            return True
        times = (instant, self.now)
        there = all(
            photo.gone.may_be(at) == {"live"} and (photo.told or self._somebody_reads(photo, at))
            for at in times
        )
        if there and all(self._admitted(viewer, photo, at) for at in times):
            return True
        return bool(viewer) and self._own_token(viewer, photo, instant)

    def sees_place(self, viewer: str, photo: Photo, instant: int) -> bool:
        """Tell whether a viewer may see, today, where the photo was as of an instant."""
        if viewer == photo.owner:
            return True
        return self.sees(viewer, photo, instant) and all(
            self.related(viewer, photo.owner, at) <= PLACE[geo]
            for at in (instant, self.now)
            for geo in photo.geo.may_be(at)
        )

    def may_know(self, viewer: str, photo: Photo, said: Said) -> bool:
        """Tell whether a viewer may see what was said at some time at which it was so."""
        return any(self.shown(viewer, photo, said, at) for at in self._turns(viewer, photo, said))

    def shown(self, viewer: str, photo: Photo, said: Said, instant: int) -> bool:
        """Tell whether what was said is shown to a viewer as of an instant."""
        sees = self.sees_place if said.place else self.sees
        return said.start <= instant < said.end and sees(viewer, photo, instant)

    def album_shown(self, viewer: str, album: Album, instant: int) -> bool:
        """Tell whether a viewer sees an album's edition as of an instant: a photo in it."""
        return album.start <= instant < album.end and any(
            viewer == photo.owner or self.sees(viewer, photo, instant) for photo in album.photos
        )

    def turns(self, viewer: str, photos: Iterable[Photo]) -> set[int]:
        """Return every instant at which a viewer's leave to see some photos may turn."""
        lines = [line for p in photos for line in (p.permission, p.geo, p.gone)]
        lines += [line for (_, nsid), line in self.relations.items() if nsid == viewer]
        found = {turn for line in lines for turn in line.turns()} | {*self.known_from.values()}
        found |= {since for p in photos for since, _ in p.read.values()}
        return {turn for turn in found if turn <= self.now} | {self.now}

    def _turns(self, viewer: str, photo: Photo, said: Said) -> list[int]:
        begun = max(said.start, photo.posted)
        return [begun, *(at for at in self.turns(viewer, [photo]) if begun <= at < said.end)]

    def _admitted(self, viewer: str, photo: Photo, instant: int) -> bool:
        related = self.related(viewer, photo.owner, instant)
        return all(related <= PHOTO[value] for value in photo.permission.may_be(instant))

    def _somebody_reads(self, photo: Photo, instant: int) -> bool:
        return any(failed is None or instant <= failed[0] for _, failed in photo.read.values())

    def _own_token(self, viewer: str, photo: Photo, instant: int) -> bool:
        if viewer not in photo.read:
            return False
        since, failed = photo.read[viewer]
        if instant < since or (failed is not None and instant > failed[0]):
            return False
        faved = viewer in photo.faved_by
        if not photo.told:
            return faved or (failed is None and photo.gone.may_be(self.now) == {"live"})
        return faved and all(self._admitted(viewer, photo, at) for at in (instant, self.now))
