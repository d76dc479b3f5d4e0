"""Opening the log that a `database_url` names."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from adapters.log.errors import DATABASE_FAILURES, LogError, LogUnavailable, what_it_said
from adapters.log.stored import StoredLog


def open_log(database_url: str, *, patience: int = 30) -> StoredLog:
    """Open the log at `sqlite:///FILE` or `postgresql://…`, and make it if it is not there.

    `patience` is for how many seconds a writer waits for another on SQLite.
    Raises LogError, in one line, where that cannot be.
    """
    scheme = urlsplit(database_url).scheme.partition("+")[0]
    try:
        if scheme == "sqlite":
            from adapters.log.sqlite import SQLiteRecorder

            path = database_url.partition("///")[2]
            if not path:
                raise LogError("database_url names no file: write sqlite:///FILE")
            if not Path(path).resolve().parent.is_dir():
                raise LogError(f"the folder of the log is not there: make {Path(path).parent}")
            _make_private(Path(path))
            sqlite = SQLiteRecorder(path, patience)
            sqlite.create_table()
            return StoredLog(sqlite)
        if scheme == "postgresql":
            from adapters.log.postgres import PostgresRecorder

            postgres = PostgresRecorder("postgresql://" + database_url.partition("://")[2])
            postgres.create_table()
            return StoredLog(postgres)
    except DATABASE_FAILURES as error:
        said = what_it_said(error)
        raise LogUnavailable(f"the log at database_url cannot be opened: {said}") from None
    raise LogError("database_url is neither sqlite:///FILE nor postgresql://USER@HOST/NAME")


def _make_private(file: Path) -> None:
    """Make a database's file for its owner alone, where it is not there; SQLite gives the
    files beside it the same permissions. What cannot be made SQLite tells of."""
    with suppress(OSError):
        made = os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            os.fchmod(made, 0o600)  # whatever the umask took away
        finally:
            os.close(made)
