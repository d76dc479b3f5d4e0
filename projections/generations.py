"""Generations of the read model: one is live, others are being built or have been.

On SQLite a generation is a file of its own beside the log's, on PostgreSQL a schema of
its own. Which one is live stands in one row of the database that holds the log, so a swap
is one statement, and readers see the old generation until then and never a mixture.
"""

from __future__ import annotations

import hashlib
import os
import re
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Final

from sqlalchemy import (
    Column,
    Engine,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateIndex, CreateTable

from projections import finishing
from projections.following import SITE, set_position
from projections.indexes import INDEXES
from projections.tables import METADATA

_OPERATIONS: Final = MetaData()
_LIVE: Final = Table(
    "live_views",
    _OPERATIONS,
    Column("projection", String, primary_key=True),
    Column("generation", String, nullable=False),
    # Of its tables and its sort of rows: another version of the program sees they are not its own.
    Column("tables_digest", String, nullable=False),
)
_IS_LIVE: Final = select(_LIVE.c.generation, _LIVE.c.tables_digest).where(
    _LIVE.c.projection == SITE
)
_ROWS: Final = 2
"""To be raised when the same tables get other rows: the views are then made anew."""

_NUMBER: Final = re.compile(r"(?:\.views-|views_)(\d{4,})(?:\.db)?$")


class NotMade(Exception):  # noqa: N818 - says what is so
    """There is no read model yet."""

    said = "the views are not made yet"
    mended_by = "init"

    def __init__(self) -> None:
        super().__init__(f"{self.said}: run `parallel-flickr {self.mended_by}`")


class MadeByAnotherVersion(NotMade):
    """The read model has other tables than this version of the program reads and writes."""

    said = "the views were made by another version of the program"
    mended_by = "projections rebuild"


class Generations:
    """The generations of the site's read model in one database.

    `operations` is an engine on the database that holds the log.
    """

    def __init__(self, operations: Engine) -> None:
        self._operations = operations
        self._engines: dict[str, Engine] = {}
        self._lock = Lock()

    def prepare(self) -> None:
        """Make an empty first generation where there is none. Safe to do again."""
        _OPERATIONS.create_all(self._operations)
        if self._live_name() is None:
            name = self.fresh()
            with self.engine(name).begin() as connection:
                set_position(connection, 0)
            self.finish(name)
            try:
                with self._operations.begin() as connection:
                    row = {"generation": name, "tables_digest": tables_digest()}
                    connection.execute(insert(_LIVE).values(projection=SITE, **row))
            except IntegrityError:  # another process was quicker
                self.drop(name)

    def live(self) -> Engine:
        """Return an engine on the live generation.

        Raises NotMade before `prepare`, MadeByAnotherVersion until a rebuild.
        """
        return self.engine(self.live_name())

    def live_name(self) -> str:
        """Return the name of the live generation, which no other will have. Raises as `live`."""
        live = self._live()
        if live is None:
            raise NotMade
        name, digest = live
        if digest != tables_digest():
            raise MadeByAnotherVersion
        return name

    def fresh(self) -> str:
        """Make a new generation, with bare tables, and return its name."""
        name = self._next_name()
        if self._sqlite:
            path = self._path(name)
            path.unlink(missing_ok=True)
            path.touch(mode=0o600)
        else:
            with self._operations.begin() as connection:
                connection.execute(text(f'CREATE SCHEMA "{name}"'))
        engine = self.engine(name)
        made = [str(CreateTable(table).compile(engine)) for table in METADATA.sorted_tables]
        with engine.begin() as connection:
            finishing.execute(connection, made)
            finishing.without_keys(connection)
        return name

    def finish(self, name: str, jobs: int = 1) -> None:
        """Make the keys and indexes of a generation, when its rows are there.

        `jobs` is how many connections do it at once on PostgreSQL.
        """
        finishing.finish(self.engine(name), jobs)

    def swap(self, name: str) -> None:
        """Make a generation the live one, in one step, and drop those it outlived.

        The one before stays, for readers that are in the middle of a page. What SQLite left
        to the operating system while it was built is on the disk before.
        """
        if self._sqlite:
            _sync(self._path(name))
        before = self._live_name()
        with self._operations.begin() as connection:
            connection.execute(
                update(_LIVE)
                .where(_LIVE.c.projection == SITE)
                .values(generation=name, tables_digest=tables_digest())
            )
        for other in self.names():
            if other not in (name, before):
                self.drop(other)

    def drop(self, name: str) -> None:
        """Remove a generation that is not live."""
        with self._lock:
            engine = self._engines.pop(name, None)
        if engine is not None:
            engine.dispose()
        if self._sqlite:
            for suffix in ("", "-wal", "-shm", "-journal"):
                path = self._path(name)
                path.with_name(path.name + suffix).unlink(missing_ok=True)
        else:
            with self._operations.begin() as connection:
                connection.execute(text(f'DROP SCHEMA IF EXISTS "{name}" CASCADE'))

    def scrub(self) -> None:
        """Clear what was deleted from the live generation's files, and drop those it outlived.

        A generation that is being built stays: it takes in what the log forgot by itself.
        """
        live = self._live_name()
        if live is None:
            return
        for name in self.names():
            if name < live:
                self.drop(name)
        with (
            self.engine(live)
            .connect()
            .execution_options(isolation_level="AUTOCOMMIT") as connection
        ):
            if self._sqlite:
                connection.exec_driver_sql("VACUUM")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            else:
                tables = ", ".join(f'"{live}"."{table.name}"' for table in METADATA.sorted_tables)
                connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {tables}")

    def drop_abandoned(self) -> None:
        """Remove what a killed rebuild left behind: all but the live one and the one before."""
        live = self._live_name()
        for name in self.names():
            if live is None or name > live:
                self.drop(name)

    def names(self) -> list[str]:
        """Return the names of all generations, oldest first."""
        if self._sqlite:
            pattern = self._stem + ".views-*.db"
            return sorted(path.stem for path in self._folder.glob(pattern))
        schemas = inspect(self._operations).get_schema_names()
        return sorted(name for name in schemas if _NUMBER.search(name))

    def engine(self, name: str) -> Engine:
        """Return an engine on a generation; one for each process and generation."""
        with self._lock:
            engine = self._engines.get(name)
            if engine is None:
                engine = self._engines[name] = self._connect(name)
            return engine

    def close(self) -> None:
        """Close all connections to all generations."""
        with self._lock:
            for engine in self._engines.values():
                engine.dispose()
            self._engines.clear()

    def _live_name(self) -> str | None:
        live = self._live()
        return None if live is None else live[0]

    def _live(self) -> tuple[str, str] | None:
        with self._operations.connect() as connection:
            row = connection.execute(_IS_LIVE).one_or_none()
        return None if row is None else (row.generation, row.tables_digest)

    def _next_name(self) -> str:
        numbers = [int(m[1]) for name in self.names() if (m := _NUMBER.search(name))]
        number = max(numbers, default=0) + 1
        return f"{self._stem}.views-{number:04}" if self._sqlite else f"views_{number:04}"

    @property
    def _sqlite(self) -> bool:
        return self._operations.dialect.name == "sqlite"

    @property
    def _url(self) -> URL:
        return self._operations.url

    @property
    def _folder(self) -> Path:
        return Path(self._url.database or "").resolve().parent

    @property
    def _stem(self) -> str:
        return Path(self._url.database or "").stem

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.db"

    def _connect(self, name: str) -> Engine:
        if not self._sqlite:
            options = {"options": f"-csearch_path={name}"}
            return create_engine(self._url, connect_args=options, pool_pre_ping=True)
        # mode=rw: a generation that was dropped is an error, never a new empty file.
        url = make_url(f"sqlite:///file:{self._path(name)}?mode=rw&uri=true")
        engine = create_engine(url, connect_args={"timeout": 30})
        event.listen(engine, "connect", _tune_sqlite)
        return engine


@cache
def tables_digest() -> str:
    """Return a digest of the tables, indexes and rows that this version of the program makes."""
    made = [str(_ROWS), *(str(CreateTable(table)) for table in METADATA.sorted_tables)]
    made += [str(CreateIndex(index)) for index in INDEXES]
    return hashlib.sha256("".join(made).encode()).hexdigest()


def _tune_sqlite(connection: object, _record: object) -> None:
    """Rows can be folded again from the log, so they need not survive a power cut."""
    cursor = connection.cursor()  # type: ignore[attr-defined] # a DBAPI connection
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA cache_size=-65536")
    cursor.close()


def _sync(path: Path) -> None:
    for each in (path, path.parent):
        descriptor = os.open(each, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
