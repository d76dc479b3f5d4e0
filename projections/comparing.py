"""Comparing two generations table by table: what a rebuild made against what was live."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import Final

import msgspec
from sqlalchemy import Connection, Engine, Table, func, literal, select, union_all

from projections.tables import METADATA, POSITIONS

_ROWS_AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Compared:
    """What one table holds in each of two generations; `same` is by a digest of all rows."""

    table: str
    before: int
    now: int
    same: bool

    def __str__(self) -> str:
        if self.same:
            return f"{self.table}: {self.now} rows, as before"
        return f"{self.table}: {self.now} rows, {self.before} before, and not all the same"


def compare(before: Engine, now: Engine) -> tuple[Compared, ...]:
    """Compare every table but the positions, which tell how far and not what."""
    with before.connect() as old, now.connect() as new:
        return tuple(
            _compared(table, _digest(old, table), _digest(new, table))
            for table in METADATA.sorted_tables
            if table is not POSITIONS
        )


def count(connection: Connection, table: Table) -> int:
    """Return how many rows a table has."""
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def counts(connection: Connection) -> Counter[str]:
    """Return how many rows every table has, by its name, asked in one question."""
    asked = [
        select(literal(table.name), func.count()).select_from(table)
        for table in METADATA.sorted_tables
    ]
    return Counter({str(name): rows for name, rows in connection.execute(union_all(*asked))})


def _compared(table: Table, before: tuple[int, bytes], now: tuple[int, bytes]) -> Compared:
    return Compared(table.name, before[0], now[0], before == now)


def _digest(connection: Connection, table: Table) -> tuple[int, bytes]:
    """Return how many rows a table has, and the SHA-256 of them in the order of their keys."""
    digest = hashlib.sha256()
    rows = 0
    reading = connection.execution_options(yield_per=_ROWS_AT_ONCE)
    for some in reading.execute(select(table).order_by(*table.primary_key)).partitions():
        digest.update(msgspec.json.encode([tuple(row) for row in some]))
        rows += len(some)
    return rows, digest.digest()
