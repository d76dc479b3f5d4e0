"""The database that holds the log, for what is not the log: operational tables.

Tokens, sessions, the call budget and the like are backed up and never folded. On SQLite
they share the log's file, on PostgreSQL its database.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from adapters.log import what_it_said

_PATIENCE: Final = 60.0
_PAUSE: Final = 0.1


class DatabaseError(Exception):
    """The database cannot be used; the message says why and how to mend it."""


def connect(database_url: str) -> Engine:
    """Return an engine on the database. Raises DatabaseError for an address that is none."""
    try:
        url = make_url(database_url)
    except ArgumentError:
        raise DatabaseError(
            "database_url is no address: write sqlite:///var/parallel-flickr.db"
            " or postgresql://USER@HOST/NAME"
        ) from None
    if url.get_backend_name() == "sqlite":
        if not url.database or url.database == ":memory:":
            raise DatabaseError("database_url names no file: write sqlite:///FILE")
        engine = create_engine(url, connect_args={"timeout": 30})
        event.listen(engine, "connect", _patient)
        return engine
    if url.get_backend_name() != "postgresql":
        raise DatabaseError(
            f"database_url: {url.get_backend_name()} is neither sqlite nor postgresql"
        )
    return create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)


def make_folder(database_url: str) -> None:
    """Make the folder of an SQLite database, readable by its owner alone."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        try:
            Path(url.database).resolve().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise DatabaseError(f"database_url: {error.strerror}: {error.filename}") from None


def await_readers(engine: Engine, patience: float = _PATIENCE) -> None:
    """Wait, `patience` seconds at most, for whoever may still read what was deleted by now.

    PostgreSQL keeps rows that an older transaction may still see, in VACUUM FULL as well;
    the transaction of a process that was killed lasts until its statement ends. Raises
    DatabaseError where one goes on for longer.
    """
    if engine.dialect.name != "postgresql":
        return
    with engine.begin() as connection:
        mark = connection.exec_driver_sql("SELECT pg_current_xact_id()::text").scalar_one()
    end = time.monotonic() + patience
    while reader := _older_than(engine, mark):
        if time.monotonic() > end:
            raise DatabaseError(
                f"a transaction of the database (process {reader}) has lasted longer than"
                f" {patience:g} seconds, and what is to be forgotten cannot be cleared before"
                " it ends: is a backup under way? Run this again then"
            )
        time.sleep(_PAUSE)


def _older_than(engine: Engine, mark: str) -> int | None:
    """Return the process of a transaction that may read what was deleted before another."""
    query = text(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid()"
        " AND greatest(age(backend_xmin), age(backend_xid))"
        " >= age(CAST(CAST(:mark AS xid8) AS xid))"
        " LIMIT 1"
    )
    with engine.connect() as connection:
        found: int | None = connection.execute(query, {"mark": mark}).scalar_one_or_none()
    return found


def scrub(engine: Engine, tables: Iterable[str]) -> None:
    """Write tables anew without what was deleted from them, where that leaves bytes behind.

    PostgreSQL's planner keeps samples of what stands in tables, so its own go last.
    """
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {', '.join(tables)}")
            connection.exec_driver_sql("VACUUM (FULL) pg_catalog.pg_statistic")


def in_one_line(error: SQLAlchemyError) -> str:
    """Return what a database said and how to mend it, without statements and values."""
    return what_it_said(getattr(error, "orig", None) or error)


def _patient(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined] # a DBAPI connection
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA secure_delete=ON")  # a token that was withdrawn leaves no bytes
    cursor.close()
