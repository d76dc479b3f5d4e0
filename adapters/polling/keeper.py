"""Keeping what Flickr gives: raw answers by their digest, files under the original's names."""

from __future__ import annotations

import io
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from typing import IO

from PIL import Image, UnidentifiedImageError

from adapters.flickr.download import Downloads
from adapters.flickr.poll.ports import Kept
from adapters.images import tones_of
from adapters.storage import Storage, layout


@dataclass(frozen=True, slots=True)
class StorageKeeper:
    """Keeps raw answers and files in the archive's storage (`poll.ports.Keeper`)."""

    downloads: Downloads
    storage: Storage
    static: str

    def raw(self, answer: bytes) -> None:
        """Keep a raw answer once, under its digest."""
        digest = sha256(answer).hexdigest()
        key = layout.raw(digest)
        if self.storage.stat(key) is None:
            self.storage.put(key, io.BytesIO(answer), sha256=digest)

    def picture(self, address: str, key: str) -> Kept:
        """Fetch a file whole and store it; a path alone is one of Flickr's static files."""
        url = self.static + address if address.startswith("/") else address
        with tempfile.TemporaryFile() as arrived:
            file = self.downloads(url, arrived)
            width, height = _pixels(arrived)
            tones = tones_of(arrived) if width else ""
            arrived.seek(0)
            self.storage.put(key, arrived, sha256=file.sha256)
        return Kept(file.sha256, file.size, width, height, file.content_type, tones)


def _pixels(file: IO[bytes]) -> tuple[int, int]:
    """Read a picture's size from its head, as it is shown; (0, 0) where it is no picture."""
    file.seek(0)
    try:
        with Image.open(file) as picture:
            width, height = picture.size
            sideways = picture.getexif().get(0x0112) in (5, 6, 7, 8)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return 0, 0
    return (height, width) if sideways else (width, height)
