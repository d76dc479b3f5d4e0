"""Looking at what was pinged: a reader of the log with a position of its own.

Pings become looks that are due, with the position, in one transaction, so that a crash
loses none and repeats none.

A ping is looked at at once, and pings about the same thing are folded together while it
waits. Where they go on, the pauses between looks grow, so that a thousand pings in a
minute cost four looks; the last ping is always followed by one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from domain import streams
from domain.fact import UNSAID
from domain.recorded import EventLog, Recorded
from domain.subscription import PushPinged, standing
from projections.reactions.looks import Looker, Looks
from projections.reactions.positions import moved, position_of

NAME: Final = "pinged"
STEP: Final = 250
"""Events read at once: few enough that they are held near the processor."""


def subject_of(topic: str, ping: PushPinged) -> str:
    """Return what a ping asks to look at."""
    return "faves" if topic == "my_faves" else streams.photo(ping.photo)


@dataclass(frozen=True, slots=True)
class Pinged:
    """The reaction over one log. `now` is real time in seconds, for pauses alone."""

    log: EventLog
    operations: Engine
    looker: Looker
    now: Callable[[], float]

    @property
    def looks(self) -> Looks:
        """The looks that are due."""
        return Looks(self.operations, self.now)

    def step(self) -> bool:
        """Follow the log a step, or make one look; False if there was nothing to do."""
        return self.follow() > 0 or self.looks.make_one(self.looker)

    def position(self) -> int:
        """Return how far the log was read."""
        return position_of(self.operations, NAME)

    def follow(self) -> int:
        """Read some events and note the looks that they ask for; return how many they were."""
        reached = self.position()
        new = self.log.since(reached, STEP)
        if not new:
            return 0
        asked = self._asked(new)
        try:
            with self.operations.begin() as connection:
                if not moved(connection, NAME, reached, new[-1].position):
                    return 0  # another worker took the step
                for (account, subject), position in asked.items():
                    self.looks.note(connection, account, subject, position)
        except IntegrityError:
            return 0
        return len(new)

    def _asked(self, new: tuple[Recorded, ...]) -> dict[tuple[str, str], int]:
        """Return the looks that events ask for, each with the last position that does."""
        topics: dict[str, tuple[str, str]] = {}
        asked: dict[tuple[str, str], int] = {}
        for entry in new:
            if isinstance(entry.fact.event, PushPinged):
                subscription = streams.parts_of(entry.stream)[0]
                if subscription not in topics:
                    topics[subscription] = self._about(subscription)
                topic, account = topics[subscription]
                if topic:
                    asked[account, subject_of(topic, entry.fact.event)] = entry.position
        return asked

    def _about(self, subscription: str) -> tuple[str, str]:
        recorded = self.log.read(streams.subscription(subscription))
        held = standing(entry.fact for entry in recorded)
        if held.topic is UNSAID or held.nsid is UNSAID:
            return "", ""
        return held.topic, held.nsid
