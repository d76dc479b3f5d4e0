"""Keys and indexes, made last when a generation is built.

Rows go in faster before there is any, and a sorted index is made with less work than one
that grows row by row. On PostgreSQL that is so for primary keys as well, and several
connections can make indexes at once, those of one table too. One connection is helped by
PostgreSQL's own parallel workers; several do without, which together take less time.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from sqlalchemy import Connection, Engine, Table, Text, text
from sqlalchemy.schema import CreateIndex

from projections.indexes import INDEXES
from projections.tables import METADATA, POSITIONS
from projections.totals import TOTALED

BUILDING_KIB: Final = 16_384
"""Of pages kept in memory on SQLite, and of an index sorted there, while a generation is built.

Rows come in the order of their keys, and sorts merge: more of either would not be quicker.
PostgreSQL sorts in as much where several connections do: in four times as much, which is
more than stays near the processor, it took a quarter more of its time.
"""

KEYED_LAST: Final = tuple(
    table
    for table in METADATA.sorted_tables
    if table is not POSITIONS and table not in [total.table for total in TOTALED]
)
"""The tables whose keys may wait on PostgreSQL; the others are added to by their keys."""


_SMALL: Final = 1_048_576
"""Bytes of a table whose indexes are made in less time than another connection would save."""

_SIZES: Final = (
    "SELECT relname, pg_relation_size(oid) AS size FROM pg_class"
    " WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
)


def without_keys(connection: Connection) -> None:
    """Take away the keys of empty tables that can be made when the rows are there."""
    if connection.dialect.name == "postgresql":
        dropped = [f"ALTER TABLE {t.name} DROP CONSTRAINT {_key(t)}" for t in KEYED_LAST]
        execute(connection, dropped)


def finish(engine: Engine, jobs: int = 1) -> None:
    """Make keys and indexes, by so many connections at once, which only PostgreSQL lets them.

    Takes the statistics too, with which it plans.
    """
    if engine.dialect.name == "sqlite":
        with engine.begin() as connection:
            connection.exec_driver_sql(f"PRAGMA cache_size=-{BUILDING_KIB}")
            execute(connection, [*_indexes(engine), "ANALYZE"])
    elif jobs < 2:
        with engine.begin() as connection:
            execute(connection, [*unique(), *_indexes(engine), *keys(), *analyses()])
    else:
        with ThreadPoolExecutor(jobs) as pool:
            for some in _shared_out(engine):
                for made in [pool.submit(_alone, engine, statements) for statements in some]:
                    made.result()
    engine.dispose()  # what was set for building ends with its connections


def _shared_out(engine: Engine) -> tuple[list[list[str]], list[list[str]]]:
    """Return what several connections do at once, and then what they do when that is done.

    Each list of statements is for one connection. The largest tables come first, one index
    to a connection; all small ones, of which there are many, are one connection's work.
    """
    with engine.connect() as connection:
        sizes = {str(row.relname): int(row.size) for row in connection.execute(text(_SIZES))}
    by_size = sorted(METADATA.sorted_tables, key=lambda table: -sizes[table.name])
    large = [table for table in by_size if sizes[table.name] > _SMALL]
    small = [table for table in by_size if sizes[table.name] <= _SMALL]
    alone = [[made] for table in large for made in (*unique([table]), *_indexes(engine, [table]))]
    every = [*unique(small), *_indexes(engine, small), *keys(small), *analyses(small)]
    return [*alone, every], [[*keys([table]), *analyses([table])] for table in large]


def unique(tables: Sequence[Table] = KEYED_LAST) -> list[str]:
    """Return the statements that make, on PostgreSQL, the indexes on which the keys stand."""
    return [
        f"CREATE UNIQUE INDEX {_key(table)} ON {table.name}"
        f" ({', '.join(column.name for column in table.primary_key)})"
        for table in tables
        if table in KEYED_LAST
    ]


def keys(tables: Sequence[Table] = KEYED_LAST) -> list[str]:
    """Return the statements that make keys of those indexes, which takes no time."""
    return [
        f"ALTER TABLE {table.name} ADD PRIMARY KEY USING INDEX {_key(table)}"
        for table in tables
        if table in KEYED_LAST
    ]


def analyses(tables: Sequence[Table] = METADATA.sorted_tables) -> list[str]:
    """Return the statements that let PostgreSQL plan with what is in the columns.

    Of these tables alone, not of the log beside them, and without long texts, which no
    condition asks for.
    """
    return [
        f"ANALYZE {table.name}"
        f" ({', '.join(c.name for c in table.c if not isinstance(c.type, Text))})"
        for table in tables
    ]


def _indexes(engine: Engine, tables: Sequence[Table] = METADATA.sorted_tables) -> list[str]:
    """Return the statements that make all other indexes."""
    return [str(CreateIndex(index).compile(engine)) for index in INDEXES if index.table in tables]


def _key(table: Table) -> str:
    return f"{table.name}_pkey"


def execute(connection: Connection, statements: Sequence[str]) -> None:
    """Execute statements without values, on PostgreSQL all at once: it is asked one question."""
    at_once = connection.dialect.name == "postgresql"
    for statement in ["; ".join(statements)] if at_once else statements:
        connection.exec_driver_sql(statement)


def _alone(engine: Engine, statements: Sequence[str]) -> None:
    with engine.begin() as connection:
        alone = "SET LOCAL max_parallel_maintenance_workers = 0"
        near = f"SET LOCAL maintenance_work_mem = {BUILDING_KIB}"
        execute(connection, [alone, near, *statements])
