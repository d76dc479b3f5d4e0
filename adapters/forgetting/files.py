"""Which files go with what is forgotten: all that its facts name and nothing else needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from adapters.storage import BadKey, Storage, layout
from domain import filenames, streams
from domain.fact import Fact
from domain.person import PersonIconStored
from domain.photo.events import PhotoFileStored

_PERSON: Final = "person"


def named_in(facts: Iterable[Fact]) -> dict[str, str]:
    """Return the files and raw answers that facts name: digests by keys."""
    found: dict[str, str] = {}
    for fact in facts:
        match fact.event:
            case PhotoFileStored(file=file):
                found[file.key] = file.sha256
            case PersonIconStored(icon_key=key, sha256=sha256):
                found[key] = sha256
        if fact.raw is not None:
            found[filenames.answer(fact.raw)] = ""
    return found


def beside(storage: Storage, stream: str) -> Iterator[str]:
    """Return the keys of the files that bear a photo's name, also those not yet recorded."""
    if streams.kind_of(stream) == "photo":
        [photo] = streams.parts_of(stream)
        yield from storage.keys(f"{filenames.folder(photo)}/{photo}_")


def made_of(storage: Storage, sha256: str) -> Iterator[str]:
    """Return the keys of the pictures that were made of a file."""
    if sha256:
        yield from storage.keys(f"{layout.MADE}{sha256[:2]}/{sha256[2:4]}/{sha256}_")


def needed(key: str, named_by: Iterable[str]) -> bool:
    """Tell whether a file is needed by what is left, given the streams that still name it.

    An answer about a photo goes with the photo, also where it told of the owner as well.
    """
    kinds = {streams.kind_of(stream) for stream in named_by}
    return bool(kinds - {_PERSON} if key.startswith("raw/") else kinds)


def delete(storage: Storage, keys: Iterable[str]) -> int:
    """Delete files durably; return how many there were. Raises StorageError."""
    count = 0
    for key in keys:
        try:
            count += storage.delete(key)
        except BadKey:
            continue  # a merged log may name anything; what cannot be a key holds no file
    return count
