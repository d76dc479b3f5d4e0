"""Looks that are due: what of Flickr is to be looked at, through whose account, and when.

A table beside the log. Any number of workers take looks from it, each look by one of them;
one that a worker died over is taken by another. Looks about the same thing are folded
together while they wait, and where they go on being asked for, the pauses between them
grow; the last time that a look was asked for is always followed by one.
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
    Text,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

METADATA: Final = MetaData()
MOST_TRIES: Final = 8

_CALM: Final = 60.0
_FORGET: Final = 3_600.0
_FIRST_PAUSE: Final = 5.0
_LONGEST_WHY: Final = 300
# What holds a claim for longer is taken for dead. A list may have much to read.
_CLAIM: Final = 300.0
_CLAIM_OF_LISTS: Final = 3_600.0

_LOOKS: Final = Table(
    "due_looks",
    METADATA,
    Column("account", String, primary_key=True),
    Column("subject", String, primary_key=True),
    # The position of the last event that asked for it.
    Column("asked", BigInteger, nullable=False),
    # When it is to be looked at; null once it was.
    Column("due", Float),
    Column("claimed_until", Float, nullable=False),
    Column("looked", Float, nullable=False),
    # How many looks there were in this burst, and how many of the last ones failed.
    Column("burst", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    # Why the last look failed; empty where it did not.
    Column("why", Text, nullable=False),
    Index("due_looks_by_due", "due"),
)
_PHOTOS: Final = _LOOKS.c.subject.like("photo:%")


class NotNow(Exception):  # noqa: N818 - says what is so
    """The look could not be made, and may be made later: after so many seconds, if told."""

    def __init__(self, said: str, seconds: float = 0.0) -> None:
        super().__init__(said)
        self.seconds = seconds


class LeftAlone(Exception):  # noqa: N818 - says what is so
    """The look cannot be made, and trying again is of no use."""


class Looker(Protocol):
    """Looks at things of Flickr through a member's account."""

    def look(self, account: str, subject: str) -> None:
        """Look at `photo:ID`, or at a list: a kind of backup, such as `faves`.

        Raises NotNow or LeftAlone.
        """
        ...


@dataclass(frozen=True, slots=True)
class Due:
    """A look: through whose account, at what, when (None: it was made), how the last try went."""

    account: str
    subject: str
    due: float | None
    looked: float
    under_way: bool
    tries: int
    why: str


def pause(burst: int) -> float:
    """Return the seconds from one look to the next, after so many in a burst."""
    return min(4.0 ** (burst - 1), _CALM) if burst else 0.0


@dataclass(frozen=True, slots=True)
class Looks:
    """The looks of one archive. `now` is real time in seconds, for pauses alone."""

    operations: Engine
    now: Callable[[], float]

    def prepare(self) -> None:
        """Make the table. Safe to do again."""
        METADATA.create_all(self.operations)

    def ask(self, account: str, subject: str, position: int) -> None:
        """Ask for a look at once, whatever became of the ones before."""
        with self.operations.begin() as connection:
            self.note(connection, account, subject, position)
            again = {"due": self.now(), "tries": 0}
            connection.execute(update(_LOOKS).where(_this(account, subject)).values(again))

    def note(self, connection: Connection, account: str, subject: str, position: int) -> None:
        """Note that an event asks for a look: now, or after the pause of its burst."""
        now = self.now()
        key = _this(account, subject)
        row = connection.execute(select(_LOOKS).where(key)).one_or_none()
        if row is None:
            values = {"account": account, "subject": subject, "asked": position, "due": now}
            values |= {"claimed_until": 0.0, "looked": 0.0, "burst": 0, "tries": 0, "why": ""}
            connection.execute(insert(_LOOKS).values(values))
            return
        due = row.due
        if due is None:
            burst = row.burst if now - row.looked < _CALM else 0
            due = max(now, row.looked + pause(burst))
        connection.execute(update(_LOOKS).where(key).values(asked=position, due=due))

    def make_one(self, looker: Looker, *, photos: bool = True, lists: bool = True) -> bool:
        """Make the look that is due first, of photos, lists or both; False if none is.

        What a look raises that it should not is raised, and the look is tried again later.
        """
        row = self._claimed(photos=photos, lists=lists)
        if row is None:
            return False
        try:
            looker.look(row.account, row.subject)
        except NotNow as later:
            self._postpone(row, str(later), later.seconds)
        except LeftAlone as trouble:
            self._rest(row, str(trouble))
        except Exception as trouble:
            self._postpone(row, type(trouble).__name__, 0.0)
            raise
        else:
            self._rest(row)
        return True

    def waiting(self) -> int:
        """Return how many looks are due, now or later."""
        query = select(func.count()).select_from(_LOOKS).where(_LOOKS.c.due.is_not(None))
        with self.operations.connect() as connection:
            return connection.execute(query).scalar_one()

    def of(self, account: str) -> list[Due]:
        """Return the looks through a member's account that are due or just failed for good."""
        told = or_(_LOOKS.c.due.is_not(None), _LOOKS.c.why != "")
        query = select(_LOOKS).where(_LOOKS.c.account == account, told)
        query = query.order_by(_LOOKS.c.due, _LOOKS.c.subject)
        now = self.now()
        with self.operations.connect() as connection:
            return [
                Due(r.account, r.subject, r.due, r.looked, r.claimed_until > now, r.tries, r.why)
                for r in connection.execute(query)
            ]

    def tidy(self) -> None:
        """Forget the bursts that ended long ago."""
        old = _LOOKS.c.due.is_(None) & (_LOOKS.c.looked < self.now() - _FORGET)
        with self.operations.begin() as connection:
            connection.execute(delete(_LOOKS).where(old))

    def _claimed(self, *, photos: bool, lists: bool) -> Row[tuple[object, ...]] | None:
        now = self.now()
        free = (_LOOKS.c.due <= now) & (_LOOKS.c.claimed_until <= now)
        query = select(_LOOKS).where(free).order_by(_LOOKS.c.due).limit(1)
        if not (photos and lists):
            query = query.where(_PHOTOS if photos else ~_PHOTOS)
        with self.operations.connect() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        held = _CLAIM if row.subject.startswith("photo:") else _CLAIM_OF_LISTS
        change = update(_LOOKS).where(
            _this(row.account, row.subject),
            _LOOKS.c.claimed_until == row.claimed_until,
            _LOOKS.c.due.is_not(None),
        )
        with self.operations.begin() as connection:
            claimed = connection.execute(change.values(claimed_until=now + held))
        return row if claimed.rowcount == 1 else None

    def _rest(self, row: Row[tuple[object, ...]], why: str = "") -> None:
        """Note that a look was made; what was asked for meanwhile follows after a pause."""
        now = self.now()
        burst = row.burst + 1 if now - row.looked < _CALM else 1
        values = {"looked": now, "burst": burst, "tries": 0, "claimed_until": 0.0}
        values["why"] = why[:_LONGEST_WHY]
        with self.operations.begin() as connection:
            change = update(_LOOKS).where(_this(row.account, row.subject))
            quiet = connection.execute(
                change.where(_LOOKS.c.asked == row.asked).values(due=None, **values)
            )
            if quiet.rowcount == 0:
                connection.execute(change.values(due=now + pause(burst), **values))

    def _postpone(self, row: Row[tuple[object, ...]], why: str, seconds: float) -> None:
        """Note that a look failed. After too many tries it is left to the pollers."""
        this = _this(row.account, row.subject)
        with self.operations.begin() as connection:
            if row.tries + 1 >= MOST_TRIES:
                connection.execute(delete(_LOOKS).where(this))
                return
            values = {
                "due": self.now() + max(_FIRST_PAUSE * 2**row.tries, seconds),
                "tries": row.tries + 1,
                "claimed_until": 0.0,
                "why": why[:_LONGEST_WHY],
            }
            connection.execute(update(_LOOKS).where(this).values(values))


def _this(account: str, subject: str) -> ColumnElement[bool]:
    return and_(_LOOKS.c.account == account, _LOOKS.c.subject == subject)
