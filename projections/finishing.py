"""Keys and indexes, made last when a generation is built.

Rows go in faster before there is any, and a sorted index is made with less work than one
that grows row by row. On PostgreSQL that is so for primary keys as well, and several
connections can make indexes at once, those of one table too.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from sqlalchemy import Connection, Engine, Table, Text, text
from sqlalchemy.schema import CreateIndex

from projections.indexes import INDEXES
from projections.tables import METADATA, POSITIONS
from projections.totals import TOTALED

BUILDING_KIB: Final = 16_384
"""Of pages kept in memory, and of an index sorted there, while a generation is built on SQLite.

Rows come in the order of their keys, and sorts merge: more of either would not be quicker.
"""

KEYED_LAST: Final = tuple(
    table
    for table in METADATA.sorted_tables
    if table is not POSITIONS and table not in [total.table for total in TOTALED]
)
"""The tables whose keys may wait on PostgreSQL; the others are added to by their keys."""


def without_keys(connection: Connection) -> None:
    """Take away the keys of empty tables that can be made when the rows are there."""
    if connection.dialect.name == "postgresql":
        for table in KEYED_LAST:
            connection.execute(text(f"ALTER TABLE {table.name} DROP CONSTRAINT {_key(table)}"))


def finish(engine: Engine, jobs: int = 1) -> None:
    """Make keys and indexes, by so many connections at once, which only PostgreSQL lets them."""
    if engine.dialect.name == "sqlite":
        with engine.begin() as connection:
            connection.exec_driver_sql(f"PRAGMA cache_size=-{BUILDING_KIB}")
            _execute(connection, [*indexes(engine), "ANALYZE"])
    elif jobs < 2:
        with engine.begin() as connection:
            _execute(connection, [*unique(), *indexes(engine), *keys(), *analyses()])
    else:
        with ThreadPoolExecutor(jobs) as pool:
            for some in ([*unique(), *indexes(engine)], keys(), analyses()):
                for made in [pool.submit(_alone, engine, statement) for statement in some]:
                    made.result()
    engine.dispose()  # what was set for building ends with its connections


def unique() -> list[str]:
    """Return the statements that make, on PostgreSQL, the indexes on which the keys stand."""
    return [
        f"CREATE UNIQUE INDEX {_key(table)} ON {table.name}"
        f" ({', '.join(column.name for column in table.primary_key)})"
        for table in KEYED_LAST
    ]


def keys() -> list[str]:
    """Return the statements that make keys of those indexes, which takes no time."""
    return [
        f"ALTER TABLE {table.name} ADD PRIMARY KEY USING INDEX {_key(table)}"
        for table in KEYED_LAST
    ]


def analyses() -> list[str]:
    """Return the statements that let PostgreSQL plan with what is in the columns.

    Of these tables alone, not of the log beside them, and without long texts, which no
    condition asks for.
    """
    return [
        f"ANALYZE {table.name}"
        f" ({', '.join(c.name for c in table.c if not isinstance(c.type, Text))})"
        for table in METADATA.sorted_tables
    ]


def indexes(engine: Engine) -> list[str]:
    """Return the statements that make all other indexes."""
    return [str(CreateIndex(index).compile(engine)) for index in INDEXES]


def _key(table: Table) -> str:
    return f"{table.name}_pkey"


def _execute(connection: Connection, statements: Iterable[str]) -> None:
    for statement in statements:
        connection.execute(text(statement))


def _alone(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement))
