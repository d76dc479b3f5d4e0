"""Pictures that were made are kept in the storage, under `made/`, as long as anybody likes.

They are found by the digest of what they were made from, so nothing has to be thrown away
when a picture is replaced, and everything may be.
"""

from __future__ import annotations

import hashlib
import tempfile
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import IO, Final

from adapters.images import (
    MOST_BYTES,
    MOST_SILENCED,
    SIZES,
    Encoding,
    Made,
    Refused,
    derive,
    film_tells_place,
    first_frame,
    tells_place,
    without_notes,
)
from adapters.storage import Missing, Storage, StorageError, layout

_AT_ONCE: Final = 2
_STORED_AT_ONCE: Final = 4
_REMEMBERED: Final = 10_000
_IN_MEMORY: Final = 8 * 1024 * 1024
_MOST_MADE: Final = 32 * 1024 * 1024
# Brands of pictures and of pictures in a row (ISO/IEC 23008-12, annex B; AV1 Image File Format).
_STILLS: Final = (
    *(b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"),
    *(b"mif1", b"mif2", b"msf1", b"avif", b"avis"),
)


class Pictures:
    """Pictures of stored files, in Flickr's sizes."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._places = threading.Semaphore(_AT_ONCE)
        # By the digest of what is told of, so they never grow old.
        self._telling: dict[str, bool] = {}
        self._silent: dict[str, str] = {}

    def of(self, key: str, sha256: str, size: str, encoding: Encoding = "jpeg") -> bytes:
        """Return a picture of the file under a key, whose digest is known.

        Raises Refused for what is no picture or too large a one, and StorageError.
        """
        if size not in SIZES:
            raise Refused(f"{size!r} is no size that is made")
        kept = layout.made(sha256, size, encoding)
        found = self._kept(kept)
        if found is not None:
            return found
        with self._places:  # decoding takes memory: few at once, however many ask
            found = self._kept(kept)
            if found is not None:
                return found
            made = self._make(key, (size,) if encoding != "jpeg" else SIZES, encoding)
            self._keep({layout.made(sha256, s, encoding): made[s].content for s in made})
        return made[size].content

    def tells_place(self, key: str, sha256: str) -> bool:
        """Tell whether the file under a key may tell where it was taken. Raises StorageError."""
        told = self._telling.get(sha256)
        if told is None:
            try:
                with self._places, self._stored(key) as file:
                    told = film_tells_place(file) if _is_film(file) else tells_place(file)
            except Refused:
                told = True  # what cannot be read may tell it
            if len(self._telling) >= _REMEMBERED:
                self._telling.clear()
            self._telling[sha256] = told
        return told

    def without_notes(self, key: str, sha256: str) -> tuple[str, str]:
        """Return key and SHA-256 of a copy of a JPEG that tells nothing but the picture.

        Raises Refused for other files, and StorageError.
        """
        silent = layout.made(sha256, "o", "jpeg")
        if self._storage.stat(silent) is None:
            with self._places, self._storage.open(key) as file:
                if file.size > MOST_SILENCED:
                    raise Refused(f"{key} has {file.size} bytes, more than {MOST_SILENCED}")
                content = without_notes(file.read())
            digest = self._storage.put(silent, content).sha256
        else:
            digest = self._silent.get(sha256) or self._digest(silent)
        if sha256 not in self._silent and len(self._silent) >= _REMEMBERED:
            self._silent.clear()
        self._silent[sha256] = digest
        return silent, digest

    def _digest(self, key: str) -> str:
        digest = hashlib.sha256()
        with self._storage.open(key) as file:
            for piece in file:
                digest.update(piece)
        return digest.hexdigest()

    @contextmanager
    def _stored(self, key: str) -> Iterator[IO[bytes]]:
        """A stored file from which can be read anywhere."""
        with self._storage.open(key) as stored:
            if stored.size > MOST_BYTES:
                raise Refused(f"{key} has {stored.size} bytes, more than {MOST_BYTES}")
            with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
                for piece in stored:
                    file.write(piece)
                file.seek(0)
                yield file

    def _keep(self, made: Mapping[str, bytes]) -> None:
        """Store pictures side by side, for a disk syncs what comes together in one go."""

        def keep(key: str) -> None:
            with suppress(StorageError):  # a full disk keeps nobody from seeing it
                self._storage.put(key, made[key])

        with ThreadPoolExecutor(_STORED_AT_ONCE) as pool:
            list(pool.map(keep, made))

    def _kept(self, key: str) -> bytes | None:
        try:
            with self._storage.open(key) as file:
                return file.read() if file.size <= _MOST_MADE else None
        except Missing:
            return None

    def _make(self, key: str, sizes: tuple[str, ...], encoding: Encoding) -> dict[str, Made]:
        with self._stored(key) as file:
            return derive(_picture(file), sizes, encoding)


def _picture(file: IO[bytes]) -> IO[bytes]:
    """Return a file's picture: itself, or of a film the first."""
    return first_frame(file) if _is_film(file) else file


def _is_film(file: IO[bytes]) -> bool:
    """Tell whether a file is a film: pictures of the same family have brands of their own."""
    file.seek(4)
    brand = file.read(8)
    file.seek(0)
    return brand.startswith(b"ftyp") and not brand.endswith(_STILLS)
