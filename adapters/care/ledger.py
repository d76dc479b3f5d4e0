"""What care remembers beside the log: when each file was last checked, how far a copy is.

Operational: to lose it costs a second look, and no fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError

from domain.clock import Instant

METADATA: Final = MetaData()

_CHECKED: Final = Table(
    "file_checks",
    METADATA,
    Column("key", String, primary_key=True),
    Column("at", BigInteger, nullable=False),
)
_COPIES: Final = Table(
    "file_copies",
    METADATA,
    Column("source", String, primary_key=True),
    Column("target", String, primary_key=True),
    Column("reached", String, nullable=False),
    Column("files", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
)
_MARKED: Final = Table(
    "marked_places",
    METADATA,
    Column("place", String, primary_key=True),
)
_IN: Final = 500


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a copy is: the last key of those that are all there, and what was moved."""

    key: str = ""
    files: int = 0
    bytes: int = 0


class Ledger:
    """The operational tables of care in one database."""

    def __init__(self, operations: Engine) -> None:
        self._operations = operations

    def prepare(self) -> None:
        """Make the tables. Safe to do again."""
        METADATA.create_all(self._operations)

    def checked(self, keys: Iterable[str]) -> dict[str, Instant]:
        """Return when each of some files was last found whole; unknown ones are left out."""
        wanted = list(keys)
        found: dict[str, Instant] = {}
        with self._operations.connect() as connection:
            for start in range(0, len(wanted), _IN):
                query = select(_CHECKED).where(_CHECKED.c.key.in_(wanted[start : start + _IN]))
                found.update((row.key, row.at) for row in connection.execute(query))
        return found

    def oldest_check(self) -> Instant | None:
        """Return when the file was checked that was checked longest ago; None if none was."""
        with self._operations.connect() as connection:
            at: Instant | None = connection.execute(select(func.min(_CHECKED.c.at))).scalar_one()
        return at

    def note_checked(self, keys: Iterable[str], at: Instant) -> None:
        """Note that files were looked at."""
        rows = [{"key": key, "at": at} for key in dict.fromkeys(keys)]
        with self._operations.begin() as connection:
            for start in range(0, len(rows), _IN):
                some = rows[start : start + _IN]
                connection.execute(
                    delete(_CHECKED).where(_CHECKED.c.key.in_([row["key"] for row in some]))
                )
                connection.execute(insert(_CHECKED), some)

    def forget(self, keys: Iterable[str]) -> None:
        """Forget when files were looked at that are no more."""
        wanted = list(keys)
        with self._operations.begin() as connection:
            for start in range(0, len(wanted), _IN):
                some = wanted[start : start + _IN]
                connection.execute(delete(_CHECKED).where(_CHECKED.c.key.in_(some)))

    def marked(self, place: str) -> bool:
        """Tell whether a place bore its mark once."""
        query = select(_MARKED).where(_MARKED.c.place == place)
        with self._operations.connect() as connection:
            return connection.execute(query).one_or_none() is not None

    def note_marked(self, place: str) -> None:
        """Note that a place bears its mark."""
        with suppress(IntegrityError), self._operations.begin() as connection:
            connection.execute(insert(_MARKED).values(place=place))

    def reached(self, source: str, target: str) -> Reached:
        """Return how far a copy came that was not finished; the beginning if there is none."""
        query = select(_COPIES).where(_COPIES.c.source == source, _COPIES.c.target == target)
        with self._operations.connect() as connection:
            row = connection.execute(query).one_or_none()
        return Reached() if row is None else Reached(row.reached, row.files, row.bytes)

    def note_reached(self, source: str, target: str, reached: Reached | None) -> None:
        """Note how far a copy is; None that it is finished."""
        with self._operations.begin() as connection:
            connection.execute(
                delete(_COPIES).where(_COPIES.c.source == source, _COPIES.c.target == target)
            )
            if reached is not None:
                row = {"reached": reached.key, "files": reached.files, "bytes": reached.bytes}
                connection.execute(insert(_COPIES).values(source=source, target=target, **row))
