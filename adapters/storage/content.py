"""The bytes themselves: what can be stored, what comes back, and what is known of it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

from adapters.storage.errors import Altered

CHUNK: Final = 1 << 20
"""Bytes moved at a time: the memory that one transfer needs, however large the file."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What was stored: size in bytes, SHA-256 in lower-case hexadecimal."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Stat:
    """What a storage knows without reading a file: size in bytes, seconds since 1970."""

    size: int
    modified: int


@runtime_checkable
class Readable(Protocol):
    """Anything with `read`: an opened file, an HTTP response's body."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""


Content = bytes | Readable | Iterable[bytes]
"""What can be stored: bytes, something to read from, or the bytes piece by piece."""


class Reader(io.RawIOBase):
    """A stored file, or a part of it, opened for reading; a context manager.

    `size` is the whole file's, `length` that of the part asked for. Reading never ends early in
    silence: a source that stops short of `length` raises Altered.
    """

    def __init__(self, source: Readable, size: int, length: int, key: str) -> None:
        super().__init__()
        self.size, self.length = size, length
        self._source, self._left, self._key = source, length, key

    def take_file(self) -> io.FileIO | None:
        """Hand over the file itself, if there is one on this machine, where reading begins.

        Whoever takes it reads no further than `length`, and closes it; this reads no more.
        """
        if not isinstance(self._source, io.FileIO):
            return None
        file, self._source = self._source, io.BytesIO()
        return file

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """At most `size` bytes (everything that is left when negative); none at the end."""
        if size is None or size < 0:
            return b"".join(self)
        wanted = min(size, self._left)
        if not wanted:
            return b""
        data = self._source.read(wanted)
        if not data:
            raise Altered(
                f"{self._key} ended {self._left} bytes early: try again, then check the storage"
            )
        self._left -= len(data)
        return data

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        """Fills a buffer, as far as one read goes."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def readall(self) -> bytes:
        """Everything that is left."""
        return self.read(-1)

    def __iter__(self) -> Iterator[bytes]:
        """The bytes piece by piece, not line by line."""
        while piece := self.read(CHUNK):
            yield piece

    def close(self) -> None:
        """Lets go of the file or the connection."""
        close = getattr(self._source, "close", None)
        if close is not None and not self.closed:
            close()
        super().close()


def pieces(content: Content) -> Iterator[bytes | memoryview]:
    """Content of any kind, piece by piece, none of them empty. Bytes are not copied."""
    if isinstance(content, bytes):
        whole = memoryview(content)
        for start in range(0, len(whole), CHUNK):
            yield whole[start : start + CHUNK]
    elif isinstance(content, bytearray | memoryview):
        yield from pieces(bytes(content))
    elif isinstance(content, Readable):
        while piece := content.read(CHUNK):
            yield piece
    else:
        yield from filter(None, content)


class Digest:
    """Size and SHA-256 of what passes through."""

    def __init__(self) -> None:
        self._sha256, self.size = hashlib.sha256(), 0

    def update(self, piece: bytes | memoryview) -> None:
        """Counts one more piece."""
        self._sha256.update(piece)
        self.size += len(piece)

    def stored(self, key: str, expected: str | None) -> Stored:
        """The result, or Altered when another digest was expected."""
        digest = self._sha256.hexdigest()
        if expected is not None and digest != expected.lower():
            raise Altered(
                f"{key} was not stored: its {self.size} bytes have the SHA-256 {digest}, "
                f"not {expected}; fetch the file again"
            )
        return Stored(self.size, digest)


def span(size: int, start: int, end: int | None) -> tuple[int, int]:
    """Start and length of the part of a file of `size` bytes; ValueError below nought."""
    if start < 0 or (end is not None and end < 0):
        raise ValueError(f"a part of a file runs from {start} to {end}: neither may be negative")
    first = min(start, size)
    return first, max(min(size if end is None else end, size) - first, 0)
