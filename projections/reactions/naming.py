"""Naming the places where photos were taken, where Flickr does not name them itself.

A reader of the log with a position of its own. What a place is called is recorded with its
photo, and the same place of the same photo never twice, so a worker that dies before its
position is moved, or that another overtook, repeats nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from domain.fact import UNSAID, Event, Fact, Look
from domain.photo.events import PhotoLocationChanged, PhotoLocationCorrected, PhotoSeen
from domain.photo.naming import is_correction, name, nameless
from domain.photo.state import photo_history
from domain.photo.values import Location, PlaceNames
from domain.recorded import EventLog
from projections.reactions.positions import moved, position_of

NAME: Final = "naming"
STEP: Final = 500


class Namer(Protocol):
    """Tells what a place is called."""

    def __call__(self, owner: str, place: Location, *, ask: bool) -> tuple[PlaceNames, Look] | None:
        """Return its names and the look at them; None where it has none.

        `ask` says that Flickr may be asked, through the owner's token: it was told the place.
        """
        ...


@dataclass(frozen=True, slots=True)
class Naming:
    """The reaction over one log. `record` appends to a stream what is decided of its facts."""

    log: EventLog
    operations: Engine
    namer: Namer
    record: Callable[[str, Callable[[tuple[Fact, ...]], tuple[Fact, ...]]], object]

    def step(self) -> bool:
        """Read some of the log and name what it tells of; False if there was nothing new."""
        reached = position_of(self.operations, NAME)
        new = self.log.since(reached, STEP)
        if not new:
            return False
        for stream in dict.fromkeys(e.stream for e in new if _places(e.fact.event)):
            self.name_all(stream)
        try:
            with self.operations.begin() as connection:
                moved(connection, NAME, reached, new[-1].position)
        except IntegrityError:
            pass  # another worker took the first step
        return True

    def name_all(self, stream: str) -> None:
        """Name every place of a photo that has no name."""
        facts = tuple(entry.fact for entry in self.log.read(stream))
        wanted = nameless(facts)
        if not wanted:
            return
        held = photo_history(facts).now
        owner = "" if held is None or held.state.owner is UNSAID else held.state.owner
        for place in wanted:
            told = self.namer(owner, place, ask=not is_correction(facts, place))
            if told is not None:
                self._record(stream, place, *told)

    def _record(self, stream: str, place: Location, names: PlaceNames, look: Look) -> None:
        self.record(stream, lambda facts: name(facts, place, names, look))


def _places(event: Event) -> bool:
    match event:
        case PhotoLocationChanged() | PhotoLocationCorrected():
            return True
        case PhotoSeen():
            return isinstance(event.photo.location, Location)
    return False
