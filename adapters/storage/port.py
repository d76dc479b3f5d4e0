"""What the archive asks of any place that keeps files: the `Storage` protocol and its errors.

Files are whole or absent, whatever happens while they are written. A key is a relative path
(see `checked`); what keys the archive uses is settled in `adapters.storage.layout`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from adapters.storage.content import Content, Reader, Stat, Stored
from adapters.storage.errors import BadKey
from storagemaster.paths import BadPath, parts_of


class Storage(Protocol):
    """A place that keeps files. Safe to use from many threads at once.

    Every method raises BadKey for a key that is refused and StorageError for trouble.
    """

    def put(
        self, key: str, content: Content, *, sha256: str | None = None, replace: bool = True
    ) -> Stored:
        """Stores a file whole and durably, or not at all.

        With `sha256` the bytes must have that digest, else Altered. With `replace=False` a file
        that is already there stays, and Present is raised; of two such writers one wins. When
        reading `content` fails, its own exception passes through and nothing is stored.
        """

    def open(self, key: str, start: int = 0, end: int | None = None) -> Reader:
        """The bytes from `start` up to but not including `end` (to the end when None), clipped
        to what is there; Missing when there is no file."""

    def stat(self, key: str) -> Stat | None:
        """Size and time, or None when there is no file."""

    def delete(self, key: str) -> bool:
        """Removes a file durably; False when there was none."""

    def keys(self, prefix: str = "", after: str = "") -> Iterator[str]:
        """The keys that begin with `prefix` and sort after `after`, in the order of their UTF-8
        bytes, so that a long walk can go on where it stopped."""

    def local_path(self, key: str) -> Path | None:
        """Where a web server on this machine may send the file from; None when it cannot."""

    def address(self, key: str, seconds: int = 300, content_type: str = "") -> str | None:
        """A URL from which anybody may read the file for that long, as of that type; None when
        there is none."""

    def ready(self) -> None:
        """StorageError unless files can be stored now."""

    def sweep(self, older: int = 86_400) -> int:
        """Removes what killed writers left unfinished more than so many seconds ago; how many
        there were. Nobody sees such leavings, but they take room."""


def checked(key: str) -> str:
    """The key itself, or BadKey: not empty, relative, visible characters in Unicode's normal
    form C, no backslash, no part empty or beginning with a dot, 1,024 bytes at most."""
    try:
        parts_of(key)
    except BadPath as error:
        raise BadKey(str(error)) from error
    return key
