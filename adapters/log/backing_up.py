"""A consistent copy of the database that holds the log, made while others write into it.

It has the log and the operational tables, tokens included. The views are left out: they
are folded from the log again, and the copy does not name a generation that it has not got.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from adapters.log.errors import LogError, what_it_said

_PAGES_AT_ONCE: Final = 1_000
_PATIENCE: Final = 30.0

Progress = Callable[[int, int], None]


def back_up(database_url: str, copy: Path, progress: Progress = lambda _done, _total: None) -> None:
    """Copy the database into a file: an SQLite database, or an archive of `pg_dump`.

    `progress` is told pages of SQLite. Raises LogError where the copy is not whole.
    """
    if database_url.startswith("postgresql"):
        _dump("postgresql://" + database_url.partition("://")[2], copy)
    else:
        try:
            _copy(Path(database_url.partition("///")[2]), copy, progress)
        except sqlite3.Error as error:
            raise LogError(f"the copy is not made: {what_it_said(error)}") from None


def _copy(database: Path, copy: Path, progress: Progress) -> None:
    if not database.is_file():
        raise LogError(f"there is no database at {database}: check database_url")
    with (
        closing(sqlite3.connect(database, timeout=_PATIENCE, isolation_level=None)) as source,
        closing(sqlite3.connect(copy, isolation_level=None)) as target,
    ):
        # A read transaction holds on to one state of the database, else the copying would
        # begin anew with every commit of somebody else's.
        source.execute("BEGIN")
        source.execute("SELECT COUNT(*) FROM sqlite_schema").fetchone()
        source.backup(
            target,
            pages=_PAGES_AT_ONCE,
            progress=lambda _status, left, total: progress(total - left, total),
        )
        source.execute("ROLLBACK")
        target.execute("PRAGMA journal_mode=DELETE")  # one file, without others beside it
        target.execute("PRAGMA synchronous=FULL")
        if target.execute("SELECT 1 FROM sqlite_schema WHERE name = 'live_views'").fetchone():
            target.execute("DELETE FROM live_views")
        [(said,)] = target.execute("PRAGMA quick_check(1)").fetchall()
        if said != "ok":
            raise LogError(f"the database is damaged ({said}): restore it from an older copy")


def _dump(url: str, copy: Path) -> None:
    given: dict[str, Any] = dict(conninfo_to_dict(url))
    password = given.pop("password", None)
    environment = os.environ | ({"PGPASSWORD": str(password)} if password else {})
    try:
        subprocess.run(  # noqa: S603 - a program of PostgreSQL's, and no shell
            [
                _pg_dump(),
                "--format=custom",
                "--exclude-schema=views_*",
                "--exclude-table-data=live_views",
                f"--file={copy}",
                f"--dbname={make_conninfo(**given)}",
            ],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
    except subprocess.CalledProcessError as error:
        said = (error.stderr.strip().splitlines() or ["no answer"])[-1]
        raise LogError(f"the copy is not made: {said}") from None


def _pg_dump() -> str:
    """Return the path of `pg_dump`, which Debian may keep off the PATH."""
    found = shutil.which("pg_dump")
    if found is None:
        debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_dump"))
        if not debian:
            raise LogError("pg_dump is not installed: it comes with PostgreSQL's client programs")
        found = str(debian[-1])
    return found
