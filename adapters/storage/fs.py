"""Files in a folder on this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final

from adapters.storage.content import Content, Digest, Reader, Stat, Stored, pieces, span
from adapters.storage.errors import BadKey, Missing, Present, StorageError
from adapters.storage.port import checked
from storagemaster.behind import WriteBehind
from storagemaster.faults import NotThere, Taken, TreeError
from storagemaster.paths import BadPath
from storagemaster.tree import Tree

_KINDS: Final[tuple[tuple[type[Exception], type[StorageError]], ...]] = (
    (BadPath, BadKey),
    (NotThere, Missing),
    (Taken, Present),
    (TreeError, StorageError),
)


@dataclass(frozen=True, slots=True)
class FileStorage:
    """A `Storage` in a folder that the storage daemon could serve as well: the same tree."""

    tree: Tree

    def put(
        self, key: str, content: Content, *, sha256: str | None = None, replace: bool = True
    ) -> Stored:
        """Stores a file; see `Storage.put`."""
        digest = Digest()
        with _TRANSLATED:
            incoming = self.tree.begin(key)
        with incoming, WriteBehind(incoming) as behind:
            for piece in pieces(content):
                with _TRANSLATED:
                    behind.write(piece)
                digest.update(piece)
            stored = digest.stored(key, sha256)
            with _TRANSLATED:
                behind.finish()
                incoming.keep(replace)
        return stored

    def open(self, key: str, start: int = 0, end: int | None = None) -> Reader:
        """Opens a file; see `Storage.open`."""
        with _TRANSLATED:
            file = self.tree.open(key)
        try:
            size = os.fstat(file.fileno()).st_size
            first, length = span(size, start, end)
            if first:
                file.seek(first)
        except BaseException:
            file.close()
            raise
        return Reader(file, size, length, key)

    def stat(self, key: str) -> Stat | None:
        """Size and time of a file; see `Storage.stat`."""
        with _TRANSLATED:
            found = self.tree.find(key)
        return Stat(found.size, found.modified) if found else None

    def delete(self, key: str) -> bool:
        """Removes a file; see `Storage.delete`."""
        with _TRANSLATED:
            return self.tree.delete(key)

    def keys(self, prefix: str = "", after: str = "") -> Iterator[str]:
        """The keys in order; see `Storage.keys`."""
        with _TRANSLATED:
            yield from self.tree.paths(prefix, after)

    def local_path(self, key: str) -> Path | None:
        """The file itself, when it is there."""
        return self.tree.absolute(key) if self.stat(key) else None

    def address(
        self,
        key: str,
        seconds: int = 300,  # noqa: ARG002
        content_type: str = "",  # noqa: ARG002
    ) -> str | None:
        """None: a folder has no addresses."""
        checked(key)
        return None

    def ready(self) -> None:
        """StorageError unless files can be stored now."""
        with _TRANSLATED:
            self.tree.ready()

    def sweep(self, older: int = 86_400) -> int:
        """Removes what killed writers left unfinished; see `Storage.sweep`."""
        with _TRANSLATED:
            return self.tree.sweep(older)


class _Translated:
    """Turns the tree's errors into a storage's; it costs less than a generator would."""

    __slots__ = ()

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if isinstance(error, BadPath | TreeError):
            kind = next(ours for theirs, ours in _KINDS if isinstance(error, theirs))
            raise kind(str(error)) from error


_TRANSLATED: Final = _Translated()
