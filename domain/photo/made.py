"""Which pictures of a photo can be shown: those stored, and those made from the original.

Flickr has not every size of every photo, and nobody but its owner may be given a file that
tells where it was taken. So for the sizes that are not stored there are pictures under
Flickr's names for them, made when somebody asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from domain import filenames
from domain.fact import UNSAID
from domain.photo.state import Photo, smallest_first
from domain.photo.values import StoredFile

BOUNDS: Final = {"t": 100, "z": 640, "c": 800, "h": 1600}
"""Pixels of the longer side, by Flickr's letter; smallest first."""
SQUARES: Final = {"s": 75, "q": 150}
"""Pixels of both sides of those that are cut square."""

ORIGINAL: Final = "o"
FILM: Final = "orig"
"""The moving picture that was uploaded, which may tell where it was taken as an original may."""


def fitted(width: int, height: int, bound: int) -> tuple[int, int]:
    """Return the size at which a picture just fits a square; it never grows."""
    longer = max(width, height)
    if longer <= bound:
        return width, height
    return max(round(width * bound / longer), 1), max(round(height * bound / longer), 1)


def sizes_made(width: int, height: int) -> dict[str, tuple[int, int]]:
    """Return the sizes that are made of a picture, smallest first.

    The last shows it in full, or is the largest there is.
    """
    made: dict[str, tuple[int, int]] = {}
    for letter, bound in BOUNDS.items():
        made[letter] = fitted(width, height, bound)
        if max(width, height) <= bound:
            break
    return made


def original_among(stored: Sequence[StoredFile]) -> StoredFile | None:
    """Return the file from which pictures of a version are made; None if there is none.

    Of a video that is its own still, else the moving picture, of which the first is taken.
    """
    moving: StoredFile | None = None
    for file in reversed(stored):
        if file.size == ORIGINAL and file.content_type.startswith("image/"):
            return file
        if moving is None and file.content_type.startswith("video/"):
            moving = file
    return moving


def made_key(photo_id: str, secret: str, letter: str) -> str:
    """Return the name, Flickr's own, under which a picture that is made is asked for."""
    return f"{filenames.folder(photo_id)}/{photo_id}_{secret}_{letter}.jpg"


def pictures_shown(
    photo_id: str, stored: tuple[StoredFile, ...], photo: Photo
) -> tuple[StoredFile, ...]:
    """Return the pictures of a version, stored ones and made ones, smallest first.

    `stored` are those that the archive holds of it (`files_shown`).
    """
    source = original_among(stored)
    if source is None or not source.width or photo.picture is UNSAID:
        return stored
    held = {file.size for file in stored}
    made = [
        StoredFile(
            key=made_key(photo_id, photo.picture.secret, letter),
            size=letter,
            secret=photo.picture.secret,
            sha256="",
            bytes=0,
            width=width,
            height=height,
            best=False,
            why="made from the original",
        )
        for letter, (width, height) in sizes_made(source.width, source.height).items()
        if letter not in held
    ]
    return smallest_first([*stored, *made])
