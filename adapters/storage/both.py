"""Two storages as one, while files move from the one to the other.

What is stored goes into the first. What is not there is read from the second.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from adapters.storage.content import Content, Reader, Stat, Stored
from adapters.storage.errors import Missing, Present
from adapters.storage.port import Storage


@dataclass(frozen=True, slots=True)
class BothStorages:
    """A `Storage` that writes to one place and reads from two."""

    first: Storage
    second: Storage

    def put(
        self, key: str, content: Content, *, sha256: str | None = None, replace: bool = True
    ) -> Stored:
        """Stores a file; see `Storage.put`."""
        if not replace and self.second.stat(key) is not None:
            raise Present(f"{key} is already there and was left as it is")
        return self.first.put(key, content, sha256=sha256, replace=replace)

    def open(self, key: str, start: int = 0, end: int | None = None) -> Reader:
        """Opens a file; see `Storage.open`."""
        try:
            return self.first.open(key, start, end)
        except Missing:
            return self.second.open(key, start, end)

    def stat(self, key: str) -> Stat | None:
        """Size and time of a file; see `Storage.stat`."""
        return self.first.stat(key) or self.second.stat(key)

    def delete(self, key: str) -> bool:
        """Removes a file from both; see `Storage.delete`."""
        removed = [self.first.delete(key), self.second.delete(key)]
        return any(removed)

    def keys(self, prefix: str = "", after: str = "") -> Iterator[str]:
        """The keys of both in order; see `Storage.keys`."""
        both = heapq.merge(
            self.first.keys(prefix, after), self.second.keys(prefix, after), key=str.encode
        )
        return (key for key, _ in groupby(both))

    def local_path(self, key: str) -> Path | None:
        """Where the file lies on this machine, if the place that has it is here."""
        return self._holder(key).local_path(key)

    def address(self, key: str, seconds: int = 300, content_type: str = "") -> str | None:
        """A URL for the file, if the place that has it gives any."""
        return self._holder(key).address(key, seconds, content_type)

    def ready(self) -> None:
        """StorageError unless both answer."""
        self.first.ready()
        self.second.ready()

    def sweep(self, older: int = 86_400) -> int:
        """Removes what killed writers left unfinished in either."""
        return self.first.sweep(older) + self.second.sweep(older)

    def _holder(self, key: str) -> Storage:
        return self.first if self.first.stat(key) is not None else self.second
