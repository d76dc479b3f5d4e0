"""Naming the places where photos were taken, where Flickr does not name them itself.

A reader of the log with a position of its own. What a place is called is recorded with its
photo, and the same place of the same photo never twice, so a worker that dies before its
position is moved, or that another overtook, repeats nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from domain.fact import UNSAID, Event, Fact, Look
from domain.photo.events import PhotoLocationChanged, PhotoLocationCorrected, PhotoSeen
from domain.photo.naming import is_correction, name, nameless
from domain.photo.state import photo_history
from domain.photo.values import Location, PlaceNames
from domain.recorded import EventLog, Recorded
from projections.reactions.positions import moved, position_of

NAME: Final = "naming"
STEP: Final = 250
"""Events that may tell of places, read at once; their names are recorded in one transaction."""

Told: TypeAlias = tuple[Location, PlaceNames, Look]
"""A place, its names, and the look at them."""

_Held: TypeAlias = Mapping[str, tuple[Fact, ...]]


class Namer(Protocol):
    """Tells what a place is called."""

    def __call__(self, owner: str, place: Location, *, ask: bool) -> tuple[PlaceNames, Look] | None:
        """Return its names and the look at them; None where it has none.

        `ask` says that Flickr may be asked, through the owner's token: it was told the place.
        """
        ...


@dataclass(frozen=True, slots=True)
class Naming:
    """The reaction over one log.

    `record` appends what is decided of the facts of some streams (`adapters.recording.record`).
    """

    log: EventLog
    operations: Engine
    namer: Namer
    record: Callable[[Iterable[str], Callable[[_Held], Mapping[str, Sequence[Fact]]]], object]

    def step(self) -> bool:
        """Read some of the log and name what it tells of; False if there was nothing new."""
        reached = position_of(self.operations, NAME)
        head = self.log.head()
        if head <= reached:
            return False
        new = self.log.telling(_OF_PLACES, reached, STEP)
        self.name_all(dict.fromkeys(e.stream for e in new if _places(e.fact.event)))
        try:
            with self.operations.begin() as connection:
                moved(connection, NAME, reached, _end(new, head))
        except IntegrityError:
            pass  # another worker took the first step
        return True

    def name_all(self, names: Iterable[str]) -> None:
        """Name every place of some photos, by their streams, that has no name."""
        told = {
            stream: known
            for stream, entries in self.log.read_many(names).items()
            if (known := self._told([entry.fact for entry in entries]))
        }
        if told:
            self.record(told, lambda held: {s: name(held[s], told[s]) for s in told})

    def _told(self, facts: Sequence[Fact]) -> list[Told]:
        past = photo_history(facts)
        owner = UNSAID if past.now is None else past.now.state.owner
        told = []
        for place in nameless(past):
            ask = not is_correction(past, place)
            named = self.namer("" if owner is UNSAID else owner, place, ask=ask)
            if named is not None:
                told.append((place, *named))
        return told


_OF_PLACES: Final = (PhotoSeen, PhotoLocationChanged, PhotoLocationCorrected)


def _end(new: Sequence[Recorded], head: int) -> int:
    """Return how far the log is read: to its head as it was, if that was all of their types."""
    last = new[-1].position if new else 0
    return last if len(new) == STEP else max(head, last)


def _places(event: Event) -> bool:
    """Tell whether an event of these types tells of a place: a first look may tell of none."""
    return not isinstance(event, PhotoSeen) or isinstance(event.photo.location, Location)
