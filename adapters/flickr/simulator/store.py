"""Keeps a world on disk: one SQLite table of (kind, key, JSON)."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path


class Store:
    """Rows of JSON that survive the process. Not safe for threads: the world holds the lock."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS things"
            " (kind TEXT, key TEXT, body BLOB, PRIMARY KEY (kind, key)) WITHOUT ROWID"
        )
        self._open = False

    def all(self, kind: str) -> Iterator[bytes]:
        """The JSON of every row of a kind, by key."""
        rows = self._connection.execute(
            "SELECT body FROM things WHERE kind = ? ORDER BY key", (kind,)
        )
        return (body for (body,) in rows)

    def put(self, kind: str, key: str, body: bytes) -> None:
        """Writes a row, in the place of the one with this key."""
        self._begin()
        self._connection.execute("REPLACE INTO things VALUES (?, ?, ?)", (kind, key, body))

    def drop(self, kind: str, key: str) -> None:
        """Removes a row; nothing happens when there is none."""
        self._begin()
        self._connection.execute("DELETE FROM things WHERE kind = ? AND key = ?", (kind, key))

    def commit(self) -> None:
        """Makes all that was written since the last commit last."""
        if self._open:
            self._connection.execute("COMMIT")
            self._open = False

    def _begin(self) -> None:
        if not self._open:
            self._connection.execute("BEGIN")
            self._open = True

    def close(self) -> None:
        """Commits and closes the file."""
        self.commit()
        self._connection.close()
