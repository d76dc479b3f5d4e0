"""Whose turn it is: one run of a kind for one member at a time, over all processes.

The lock is the database's own sort, and ends with the process that holds it, however it
ends: nobody waits for a lease of the dead. On SQLite, which is of one machine, it is a
lock of the kernel's on a file beside the database; on PostgreSQL an advisory lock of a
connection.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, text

_CLASS: Final = 0x7066  # "pf": keeps our advisory locks apart from others of the database


@contextmanager
def turn(operations: Engine, what: str) -> Iterator[bool]:
    """Give whether it is this process's turn at `what`, which it has until the block ends.

    False where another has it. Raises OSError or a database's error where that cannot be
    found out.
    """
    with _held(operations, what, waits=False) as mine:
        yield mine


@contextmanager
def in_turn(operations: Engine, what: str) -> Iterator[None]:
    """Wait until it is this process's turn at `what`, which it has until the block ends.

    Threads of one process take turns too. Raises OSError or a database's error.
    """
    with _held(operations, what, waits=True):
        yield


def _held(operations: Engine, what: str, *, waits: bool) -> AbstractContextManager[bool]:
    held = _on_postgres if operations.dialect.name == "postgresql" else _on_sqlite
    return held(operations, _number(what), waits)


@contextmanager
def _on_sqlite(operations: Engine, number: int, waits: bool) -> Iterator[bool]:
    database = Path(str(operations.url.database)).resolve()
    folder = database.with_name(database.name + ".turns")
    folder.mkdir(mode=0o700, exist_ok=True)
    # The file stays: were it removed, two could hold locks on two files of one name.
    file = os.open(folder / f"{number:08x}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if waits else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(file)


@contextmanager
def _on_postgres(operations: Engine, number: int, waits: bool) -> Iterator[bool]:
    locked = {"class": _CLASS, "number": number - (1 << 31)}
    with operations.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        mine = _locked(connection, locked, waits)
        try:
            yield mine
        finally:
            if mine:
                connection.execute(text("SELECT pg_advisory_unlock(:class, :number)"), locked)


def _locked(connection: Connection, locked: Mapping[str, int], waits: bool) -> bool:
    if waits:
        connection.execute(text("SELECT pg_advisory_lock(:class, :number)"), locked)
        return True
    asked = text("SELECT pg_try_advisory_lock(:class, :number)")
    return bool(connection.execute(asked, locked).scalar_one())


def _number(what: str) -> int:
    """Return 32 bits that stand for a name; two names that share them only wait for each other."""
    return int.from_bytes(sha256(what.encode()).digest()[:4])
