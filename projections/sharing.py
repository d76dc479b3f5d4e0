"""Sharing the following of the log among workers, by leases in the log's database.

Every worker says from time to time that it is there, and holds leases on its part of the
shares. A lease that is not renewed ends, so a dead worker's shares are taken over. The
leases spare work and keep nothing right: that the positions do (`projections.following`),
so clocks that differ by some seconds between machines do no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Final

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from projections.following import SHARES

TERM: Final = 15.0
"""Seconds for which a lease holds; it is renewed three times as often."""

_SOON: Final = 0.5
"""Seconds after which a worker with less than its part asks again: others have given it up."""

_METADATA: Final = MetaData()
_WORKERS: Final = Table(
    "workers",
    _METADATA,
    Column("worker", String, primary_key=True),
    Column("until", Float, nullable=False),
)
_LEASES: Final = Table(
    "leases",
    _METADATA,
    Column("share", Integer, primary_key=True),
    Column("worker", String, nullable=False),
    Column("until", Float, nullable=False),
)


class Sharing:
    """One worker's part of the shares. `now` is in seconds."""

    def __init__(self, operations: Engine, worker: str, now: Callable[[], float]) -> None:
        self._operations = operations
        self._worker = worker
        self._now = now
        self._held: tuple[int, ...] = ()
        self._renew_at = float("-inf")

    def prepare(self) -> None:
        """Make the tables. Safe to do again, and by several at once."""
        _METADATA.create_all(self._operations)
        with self._operations.connect() as connection:
            there = set(connection.execute(select(_LEASES.c.share)).scalars())
        for share in [share for share in SHARES if share not in there]:
            with suppress(IntegrityError), self._operations.begin() as connection:
                # another worker may be quicker
                connection.execute(insert(_LEASES).values(share=share, worker="", until=0.0))

    def held(self) -> tuple[int, ...]:
        """Return the shares to follow now; renews the leases when it is time."""
        now = self._now()
        if now >= self._renew_at:
            with self._operations.begin() as connection:
                present = self._present(connection, now)
                self._held = self._renewed(connection, now, present)
            enough = len(self._held) >= len(SHARES) // present
            self._renew_at = now + (TERM / 3 if enough else _SOON)
        return self._held

    def release(self) -> None:
        """Give up every lease at once, so that nobody waits for its end."""
        with self._operations.begin() as connection:
            connection.execute(delete(_WORKERS).where(_WORKERS.c.worker == self._worker))
            self._give_up(connection, self._held)
        self._held, self._renew_at = (), float("-inf")

    def _renewed(self, connection: Connection, now: float, present: int) -> tuple[int, ...]:
        until = now + TERM
        part = -(-len(SHARES) // present)
        held: list[int] = []
        surplus: list[int] = []
        taken = select(_LEASES.c.share).where(
            (_LEASES.c.worker == self._worker) | (_LEASES.c.until < now)
        )
        mine_first = (_LEASES.c.worker != self._worker, _LEASES.c.share)
        for share in connection.execute(taken.order_by(*mine_first)).scalars().all():
            if len(held) == part:
                surplus.append(share)
                continue
            claimed = connection.execute(
                update(_LEASES)
                .where(
                    _LEASES.c.share == share,
                    (_LEASES.c.worker == self._worker) | (_LEASES.c.until < now),
                )
                .values(worker=self._worker, until=until)
            )
            held += [share] * claimed.rowcount
        self._give_up(connection, surplus)
        return tuple(held)

    def _present(self, connection: Connection, now: float) -> int:
        """Say that this worker is there, and return how many are."""
        connection.execute(
            delete(_WORKERS).where((_WORKERS.c.until < now) | (_WORKERS.c.worker == self._worker))
        )
        connection.execute(insert(_WORKERS).values(worker=self._worker, until=now + TERM))
        return connection.execute(select(func.count()).select_from(_WORKERS)).scalar_one()

    def _give_up(self, connection: Connection, shares: Iterable[int]) -> None:
        connection.execute(
            update(_LEASES)
            .where(_LEASES.c.share.in_(list(shares)), _LEASES.c.worker == self._worker)
            .values(worker="", until=0.0)
        )
