"""Whose turn it is: one run of a kind for one member at a time, over all processes.

The lock is the database's own sort, and ends with the process that holds it, however it
ends: nobody waits for a lease of the dead. On SQLite, which is of one machine, it is a
lock of the kernel's on a file beside the database; on PostgreSQL an advisory lock of a
connection.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final

from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

_PAUSE: Final = 0.005
_CLASS: Final = 0x7066  # "pf": keeps our advisory locks apart from others of the database


@contextmanager
def turn(operations: Engine, what: str) -> Iterator[bool]:
    """Give whether it is this process's turn at `what`, which it has until the block ends.

    False where another has it. Raises OSError or a database's error where that cannot be
    found out.
    """
    with _held(operations, what, 0) as mine:
        yield mine


@contextmanager
def in_turn(operations: Engine, what: str, patience: float) -> Iterator[None]:
    """Wait until it is this process's turn at `what`, which it has until the block ends.

    Threads of one process take turns too. Raises TimeoutError where the turn has not come
    within `patience` seconds, OSError or a database's error where that cannot be found out.
    """
    with _held(operations, what, patience) as mine:
        if not mine:
            raise TimeoutError(f"others have been at {what} for more than {patience:g} seconds")
        yield


def _held(operations: Engine, what: str, patience: float) -> AbstractContextManager[bool]:
    held = _on_postgres if operations.dialect.name == "postgresql" else _on_sqlite
    return held(operations, _number(what), patience)


@contextmanager
def _on_sqlite(operations: Engine, number: int, patience: float) -> Iterator[bool]:
    database = Path(str(operations.url.database)).resolve()
    folder = database.with_name(database.name + ".turns")
    folder.mkdir(mode=0o700, exist_ok=True)
    # The file stays: were it removed, two could hold locks on two files of one name.
    file = os.open(folder / f"{number:08x}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield _flocked(file, patience)
    finally:
        os.close(file)


def _flocked(file: int, patience: float) -> bool:
    """Lock a file; a lock that is waited for in the kernel would know no end."""
    end = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= end:
                return False
            time.sleep(_PAUSE)
        else:
            return True


@contextmanager
def _on_postgres(operations: Engine, number: int, patience: float) -> Iterator[bool]:
    locked = {"class": _CLASS, "number": number - (1 << 31)}
    with operations.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        mine = _locked(connection, locked, patience)
        try:
            yield mine
        finally:
            if mine:
                connection.execute(text("SELECT pg_advisory_unlock(:class, :number)"), locked)


def _locked(connection: Connection, locked: Mapping[str, int], patience: float) -> bool:
    if not patience:
        asked = text("SELECT pg_try_advisory_lock(:class, :number)")
        return bool(connection.execute(asked, locked).scalar_one())
    connection.execute(text(f"SET lock_timeout = {max(round(patience * 1_000), 1)}"))
    try:
        connection.execute(text("SELECT pg_advisory_lock(:class, :number)"), locked)
        mine = True
    except OperationalError as error:
        if not isinstance(error.orig, LockNotAvailable):
            raise
        mine = False
    connection.execute(text("RESET lock_timeout"))
    return mine


def _number(what: str) -> int:
    """Return 32 bits that stand for a name; two names that share them only wait for each other."""
    return int.from_bytes(sha256(what.encode()).digest()[:4])
