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

from sqlalchemy import BigInteger, Column, Connection, Engine, String, Table, insert, select, update
from sqlalchemy.exc import IntegrityError

from domain import streams
from domain.fact import UNSAID
from domain.recorded import EventLog, Recorded
from domain.subscription import PushPinged, standing
from projections.reactions.looks import METADATA, Looker, Looks

NAME: Final = "pinged"
STEP: Final = 250
"""Events read at once: few enough that they are held near the processor."""

_POSITIONS: Final = Table(
    "reaction_positions",
    METADATA,
    Column("reaction", String, primary_key=True),
    Column("position", BigInteger, nullable=False),
)


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
        with self.operations.connect() as connection:
            query = select(_POSITIONS.c.position).where(_POSITIONS.c.reaction == NAME)
            return connection.execute(query).scalar_one_or_none() or 0

    def follow(self) -> int:
        """Read some events and note the looks that they ask for; return how many they were."""
        reached = self.position()
        new = self.log.since(reached, STEP)
        if not new:
            return 0
        asked = self._asked(new)
        try:
            with self.operations.begin() as connection:
                if not _moved(connection, reached, new[-1].position):
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


def _moved(connection: Connection, reached: int, position: int) -> bool:
    """Move the position, unless another worker did."""
    if reached == 0:
        exists = select(_POSITIONS.c.position).where(_POSITIONS.c.reaction == NAME)
        if connection.execute(exists).one_or_none() is None:
            connection.execute(insert(_POSITIONS).values(reaction=NAME, position=position))
            return True
    moved = connection.execute(
        update(_POSITIONS)
        .where(_POSITIONS.c.reaction == NAME, _POSITIONS.c.position == reached)
        .values(position=position)
    )
    return moved.rowcount == 1
