"""Looking for what must be gone: byte for byte, in every file where it could stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import psycopg


def files_with(needle: bytes, *places: Path) -> list[str]:
    """Return the names of the files under some folders that have these bytes in them."""
    found = []
    for place in places:
        for path in sorted(place.rglob("*")):
            if path.is_file() and needle in path.read_bytes():
                found.append(str(path.relative_to(place)))
    return found


def files_of(url: str) -> Iterable[Path]:
    """Return the folders in which a database keeps what it holds now.

    PostgreSQL's write-ahead log is no such folder: it holds what was, until it is recycled.
    """
    if url.startswith("sqlite"):
        yield Path(url.partition("///")[2]).parent
        return
    yield from _of_postgresql(url)


def _of_postgresql(url: str) -> Iterator[Path]:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        row = connection.execute(
            "SELECT current_setting('data_directory'), oid::text FROM pg_database"
            " WHERE datname = current_database()"
        ).fetchone()
    assert row is not None
    yield Path(row[0]) / "base" / row[1]
