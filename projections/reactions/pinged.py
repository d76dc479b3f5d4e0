"""Looking at what was pinged: a reader of the log with a position of its own.

Pings become looks that are due, in a table beside the log: with the position, in one
transaction, so that a crash loses none and repeats none. Any number of workers take looks
from there, each look by one of them.

A ping is looked at at once, and pings about the same thing are folded together while it
waits. Where they go on, the pauses between looks grow, so that a thousand pings in a
minute cost four looks; the last ping is always followed by one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Float,
    Index,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    and_,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from domain import streams
from domain.fact import UNSAID
from domain.recorded import EventLog, Recorded
from domain.subscription import PushPinged, standing

METADATA: Final = MetaData()
NAME: Final = "pinged"
STEP: Final = 1_000
MOST_TRIES: Final = 8

_CLAIM: Final = 300.0
_CALM: Final = 60.0
_FORGET: Final = 3_600.0
_FIRST_PAUSE: Final = 5.0

_POSITIONS: Final = Table(
    "reaction_positions",
    METADATA,
    Column("reaction", String, primary_key=True),
    Column("position", BigInteger, nullable=False),
)
_LOOKS: Final = Table(
    "push_looks",
    METADATA,
    Column("account", String, primary_key=True),
    Column("subject", String, primary_key=True),
    # The position of the last ping that asked for it.
    Column("asked", BigInteger, nullable=False),
    # When it is to be looked at; null once it was.
    Column("due", Float),
    Column("claimed_until", Float, nullable=False),
    Column("looked", Float, nullable=False),
    # How many looks there were in this burst, and how many of the last ones failed.
    Column("burst", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Index("push_looks_by_due", "due"),
)


class NotNow(Exception):  # noqa: N818 - says what is so
    """The look could not be made, and may be made later: after so many seconds, if told."""

    def __init__(self, said: str, seconds: float = 0.0) -> None:
        super().__init__(said)
        self.seconds = seconds


class Looker(Protocol):
    """Looks at things of Flickr through a member's account."""

    def look(self, account: str, subject: str) -> None:
        """Look at `photo:ID`, or at the member's `faves`. Raises NotNow."""
        ...


def pause(burst: int) -> float:
    """Return the seconds from one look to the next, after so many in a burst."""
    return min(4.0 ** (burst - 1), _CALM) if burst else 0.0


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

    def prepare(self) -> None:
        """Make the tables. Safe to do again."""
        METADATA.create_all(self.operations)

    def step(self) -> bool:
        """Follow the log a step, or make one look; False if there was nothing to do."""
        return self.follow() > 0 or self.look()

    def position(self) -> int:
        """Return how far the log was read."""
        with self.operations.connect() as connection:
            query = select(_POSITIONS.c.position).where(_POSITIONS.c.reaction == NAME)
            return connection.execute(query).scalar_one_or_none() or 0

    def waiting(self) -> int:
        """Return how many looks are due, now or later."""
        with self.operations.connect() as connection:
            query = select(_LOOKS.c.subject).where(_LOOKS.c.due.is_not(None))
            return len(connection.execute(query).all())

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
                    _note(connection, account, subject, position, self.now())
        except IntegrityError:
            return 0
        return len(new)

    def look(self) -> bool:
        """Make the look that is due first; False if none is, or others make them.

        What a look raises besides NotNow is raised, and the look is tried again later.
        """
        row = self._claimed()
        if row is None:
            return False
        try:
            self.looker.look(row.account, row.subject)
        except NotNow as later:
            self._postpone(row, later.seconds)
        except Exception:
            self._postpone(row, 0.0)
            raise
        else:
            self._rest(row)
        return True

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

    def _claimed(self) -> Row[tuple[object, ...]] | None:
        now = self.now()
        free = (_LOOKS.c.due <= now) & (_LOOKS.c.claimed_until <= now)
        with self.operations.begin() as connection:
            connection.execute(
                delete(_LOOKS).where(_LOOKS.c.due.is_(None), _LOOKS.c.looked < now - _FORGET)
            )
            row = connection.execute(
                select(_LOOKS).where(free).order_by(_LOOKS.c.due).limit(1)
            ).one_or_none()
            if row is None:
                return None
            change = update(_LOOKS).where(_this(row), _LOOKS.c.claimed_until == row.claimed_until)
            claimed = connection.execute(change.values(claimed_until=now + _CLAIM))
            return row if claimed.rowcount == 1 else None

    def _rest(self, row: Row[tuple[object, ...]]) -> None:
        """Note that a look was made; what was pinged meanwhile is looked at after a pause."""
        now = self.now()
        burst = row.burst + 1 if now - row.looked < _CALM else 1
        values = {"looked": now, "burst": burst, "tries": 0, "claimed_until": 0.0}
        with self.operations.begin() as connection:
            change = update(_LOOKS).where(_this(row))
            quiet = connection.execute(
                change.where(_LOOKS.c.asked == row.asked).values(due=None, **values)
            )
            if quiet.rowcount == 0:
                connection.execute(change.values(due=now + pause(burst), **values))

    def _postpone(self, row: Row[tuple[object, ...]], seconds: float) -> None:
        """Note that a look failed. After too many tries it is left to the pollers."""
        with self.operations.begin() as connection:
            if row.tries + 1 >= MOST_TRIES:
                connection.execute(delete(_LOOKS).where(_this(row)))
                return
            due = self.now() + max(_FIRST_PAUSE * 2**row.tries, seconds)
            change = update(_LOOKS).where(_this(row))
            connection.execute(change.values(due=due, tries=row.tries + 1, claimed_until=0.0))


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


def _note(connection: Connection, account: str, subject: str, position: int, now: float) -> None:
    """Note that something is to be looked at: now, or after the pause of its burst."""
    key = (_LOOKS.c.account == account) & (_LOOKS.c.subject == subject)
    row = connection.execute(select(_LOOKS).where(key)).one_or_none()
    if row is None:
        values = {"account": account, "subject": subject, "asked": position, "due": now}
        values |= {"claimed_until": 0.0, "looked": 0.0, "burst": 0, "tries": 0}
        connection.execute(insert(_LOOKS).values(values))
        return
    due = row.due
    if due is None:
        burst = row.burst if now - row.looked < _CALM else 0
        due = max(now, row.looked + pause(burst))
    connection.execute(update(_LOOKS).where(key).values(asked=position, due=due))


def _this(row: Row[tuple[object, ...]]) -> ColumnElement[bool]:
    return and_(_LOOKS.c.account == row.account, _LOOKS.c.subject == row.subject)
