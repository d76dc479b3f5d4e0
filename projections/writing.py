"""Writing rows: of a whole generation, or of the streams that new events touched.

Both use the same rows, made by `projections.shapes`. Rows go to the driver as tuples, on
SQLite by statements of a few rows each, on PostgreSQL by COPY in binary, since building a
statement for each row would cost more than the rows, and a text of each number too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    Float,
    Integer,
    String,
    Table,
    insert,
    update,
)
from sqlalchemy.exc import DBAPIError

from domain import streams
from domain.fact import Fact
from projections import totals
from projections.shapes import SHAPES, Row, Shape
from projections.tables import METADATA, POSITIONS

_ROWS_A_STATEMENT: Final = 40
_SENT_AS: Final = (
    (BigInteger, "int8"),
    (Integer, "int4"),
    (Boolean, "bool"),
    (Float, "float8"),
    (String, "text"),
)

_INT4: Final = 2**31

REMOVED: Final = "removed"
"""Stands among the positions: how often rows were removed without an event."""


class UnknownKind(Exception):  # noqa: N818 - names what was met
    """The log has a stream of a kind that this version of the program does not know."""

    def __init__(self, stream: str) -> None:
        super().__init__(
            f"the stream {stream!r} is of a kind unknown to this version: upgrade parallel-flickr"
        )


def shape_of(stream: str) -> Shape:
    """Return what a stream becomes. Raises UnknownKind: a projection never skips one."""
    try:
        return SHAPES[streams.kind_of(stream)]
    except KeyError:
        raise UnknownKind(stream) from None


def rows_of(stream: str, facts: Sequence[Fact]) -> Mapping[str, Sequence[Row]]:
    """Return all rows that a stream makes, by table."""
    return shape_of(stream).rows(stream, facts)


def insert_rows(connection: Connection, rows: Mapping[str, Sequence[Row]]) -> None:
    """Insert rows, by table name, each in the order of its table's columns.

    The driver's own cursor is quicker; what it raises comes as SQLAlchemy's DBAPIError all the
    same, so that whoever follows meets a full disk in one form. So does a number
    that is too large for its column.
    """
    cursor = connection.connection.cursor()
    driver = connection.dialect.loaded_dbapi
    try:
        for name, values in rows.items():
            if not values:
                continue
            if connection.dialect.name == "sqlite":
                whole = len(values) - len(values) % _ROWS_A_STATEMENT
                some = _strung_together(values[:whole])
                cursor.executemany(_insert(name, _ROWS_A_STATEMENT), some)
                cursor.executemany(_insert(name, 1), values[whole:])
                continue
            types = _types(name)
            _refuse_too_large(types, values)
            with cursor.copy(_copy(name)) as copy:
                copy.set_types(types)
                for row in values:
                    copy.write_row(row)
    except (driver.Error, OverflowError) as error:
        met = error if isinstance(error, driver.Error) else driver.DataError(str(error))
        raise DBAPIError.instance(
            "inserting rows", None, met, driver.Error, dialect=connection.dialect
        ) from error
    finally:
        cursor.close()


def replace_streams(connection: Connection, facts: Mapping[str, Sequence[Fact]]) -> None:
    """Write the rows of some streams anew, in the caller's transaction.

    What each stream gave to the totals before is taken from them, what it gives now is
    added.
    """
    made: dict[str, list[Row]] = {}
    photos = [s.partition(":")[2] for s in facts if streams.kind_of(s) == "photo"]
    lost = totals.given_before(connection, photos)
    _delete(connection, facts)
    for stream, told in facts.items():
        for name, rows in rows_of(stream, told).items():
            made.setdefault(name, []).extend(rows)
    gained = totals.given(made)
    gained.subtract(lost)
    insert_rows(connection, made)
    totals.add(connection, gained)


def remove_streams(connection: Connection, names: Iterable[str]) -> None:
    """Delete the rows of streams that are no more, in the caller's transaction.

    They are of no kind that gives to the totals: photos are purged by an event of theirs.
    """
    _delete(connection, names)
    note_removal(connection)


def note_removal(connection: Connection) -> None:
    """Note, beside the positions, that something went of which no event tells the views."""
    where = (POSITIONS.c.projection == REMOVED, POSITIONS.c.share == 0)
    counted = update(POSITIONS).where(*where).values(position=POSITIONS.c.position + 1)
    if not connection.execute(counted).rowcount:
        row = {"projection": REMOVED, "share": 0, "position": 1}
        connection.execute(insert(POSITIONS).values(row))


def _delete(connection: Connection, touched: Iterable[str]) -> None:
    """Delete the rows of some streams, table by table."""
    found: dict[tuple[Table, tuple[str, ...]], list[tuple[str, ...]]] = {}
    for stream in touched:
        for table, keys in shape_of(stream).keys.items():
            values = (stream,) if keys == ("stream",) else streams.parts_of(stream)
            found.setdefault((table, keys), []).append(values)
    mark = _mark(connection.dialect.name)
    for (table, keys), parts in found.items():
        where = " AND ".join(f"{key} = {mark}" for key in keys)
        statement = f"DELETE FROM {table.name} WHERE {where}"  # noqa: S608 - names of our own
        connection.exec_driver_sql(statement, parts)


def _strung_together(rows: Sequence[Row]) -> list[list[Any]]:
    """Return the values of a few rows at a time, as one statement takes them."""
    strung: list[list[Any]] = []
    for start in range(0, len(rows), _ROWS_A_STATEMENT):
        values: list[Any] = []
        for row in rows[start : start + _ROWS_A_STATEMENT]:
            values += row
        strung.append(values)
    return strung


@cache
def _insert(table: str, rows: int) -> str:
    columns = METADATA.tables[table].c.keys()
    marks = ", ".join([f"({', '.join('?' * len(columns))})"] * rows)
    names = ", ".join(columns)
    return f"INSERT INTO {table} ({names}) VALUES {marks}"  # noqa: S608 - names of our own


@cache
def _copy(table: str) -> str:
    columns = ", ".join(METADATA.tables[table].c.keys())
    return f"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)"


@cache
def _types(table: str) -> tuple[str, ...]:
    """Return PostgreSQL's names of the types of a table's columns, in their order."""
    return tuple(
        next(name for type_, name in _SENT_AS if isinstance(column.type, type_))
        for column in METADATA.tables[table].c
    )


def _refuse_too_large(types: Sequence[str], rows: Sequence[Row]) -> None:
    """Raise OverflowError where a number is too large for its column.

    In binary the driver would cut it to four bytes, and nobody would know.
    """
    numbers: set[int | None] = set()
    for place, name in enumerate(types):
        if name == "int4":
            numbers.update(map(itemgetter(place), rows))
    told = [number for number in numbers if number is not None]
    if told and not -_INT4 <= min(told) <= max(told) < _INT4:
        raise OverflowError(f"among {min(told)} to {max(told)} are numbers too large for a column")


def _mark(dialect: str) -> str:
    return "?" if dialect == "sqlite" else "%s"
