"""Totals: what is counted over many streams, kept by owner, month and viewers.

What a stream gave before is taken from them and what it gives now is added, in the same
transaction as its rows, so that no page counts a large account while a reader waits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Table, select, true

from domain.clock import FOREVER, month_of
from projections.tables import CHANGES, FLUX, PHOTOS, TOTALS

Bucket = tuple[Any, ...]
Counts = Counter[tuple[str, Bucket]]
"""How many there are in each bucket, by the name of the table that holds it."""


@dataclass(frozen=True, slots=True)
class Total:
    """A table of totals over the rows of another, those for which `counted` holds.

    `buckets` makes the keys of the total, its columns but the last, of rows of the other.
    """

    table: Table
    over: Table
    counted: ColumnElement[bool]
    buckets: Callable[[Iterable[Sequence[Any]]], list[Bucket]]

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns that make a bucket."""
        return tuple(self.table.c.keys()[:-1])

    @property
    def count(self) -> str:
        """The column that counts."""
        return str(self.table.c.keys()[-1])


def _places(table: Table, *columns: str) -> tuple[int, ...]:
    names = list(table.c.keys())
    return tuple(names.index(column) for column in columns)


_OWNER, _POSTED, _UNTIL, _NOW, _DELETED = _places(
    PHOTOS, "owner", "posted", "shown_until", "viewers_now", "deleted"
)
_WHOSE, _AT, _THEN, _TODAY, _ON_LIST = _places(
    CHANGES, "owner", "at", "viewers", "viewers_now", "on_list"
)


def _photos(rows: Iterable[Sequence[Any]]) -> list[Bucket]:
    return [
        (row[_OWNER], month_of(row[_POSTED]), row[_NOW], bool(row[_DELETED]))
        for row in rows
        if row[_UNTIL] == FOREVER
    ]


def _changes(rows: Iterable[Sequence[Any]]) -> list[Bucket]:
    return [
        (row[_WHOSE], month_of(row[_AT]), row[_THEN], row[_TODAY], bool(row[_ON_LIST]))
        for row in rows
    ]


TOTALED: Final = (
    Total(TOTALS, PHOTOS, PHOTOS.c.shown_until == FOREVER, _photos),
    Total(FLUX, CHANGES, true(), _changes),
)
"""Every table of totals: the one place to add another."""


def given(rows: Mapping[str, Iterable[Sequence[Any]]]) -> Counts:
    """Return what rows, by table name, give to the totals."""
    counts = Counts()
    for total in TOTALED:
        made = total.buckets(rows.get(total.over.name, ()))
        counts.update(zip(repeat(total.table.name), made))
    return counts


def given_before(connection: Connection, photos: Sequence[str]) -> Counts:
    """Return what the rows that stand for some photos have given to the totals."""
    counts = Counts()
    for total in TOTALED:
        for start in range(0, len(photos), 500):
            named = total.over.c.photo.in_(photos[start : start + 500])
            found = connection.execute(select(total.over).where(named, total.counted))
            counts.update(given({total.over.name: list(found)}))
    return counts


def rows(counts: Counts) -> dict[str, list[Bucket]]:
    """Return what was counted as rows of the totals, by table; none for nought.

    They are in one order for all, so that two workers never wait for each other in a circle.
    """
    made: dict[str, list[Bucket]] = {total.table.name: [] for total in TOTALED}
    for (table, bucket), count in counts.items():
        if count:
            made[table].append((*bucket, count))
    return {table: sorted(some) for table, some in made.items()}


def add(connection: Connection, counts: Counts) -> None:
    """Add to the totals, and leave none at nought."""
    made = rows(counts)
    for total in TOTALED:
        name = total.table.name
        values = made[name]
        if not values:
            continue
        mark = "?" if connection.dialect.name == "sqlite" else "%s"
        marks = ", ".join([mark] * len(total.table.c))
        keys = ", ".join(total.keys)
        connection.exec_driver_sql(
            f"INSERT INTO {name} ({keys}, {total.count}) VALUES ({marks}) "  # noqa: S608 - names of our own
            f"ON CONFLICT ({keys}) "
            f"DO UPDATE SET {total.count} = {name}.{total.count} + excluded.{total.count}",
            values,
        )
        connection.execute(total.table.delete().where(total.table.c[total.count] == 0))


def served(connection: Connection) -> Counts:
    """Return the totals as they stand."""
    counts = Counts()
    for total in TOTALED:
        for row in connection.execute(select(total.table)):
            counts[total.table.name, tuple(row[:-1])] = row[-1]
    return counts
