"""One look at one stored file: is it there, and is it still the same bytes?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

from adapters.storage import Altered, Missing, Storage, StorageError
from domain.files import FaultKind
from projections.reading.files import Held


class Bytes(NamedTuple):
    """How many bytes were read, and their SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at a file found; no fault where it is what was stored."""

    file: Held
    found: Bytes
    fault: FaultKind | None = None


def digest(storage: Storage, key: str) -> Bytes:
    """Read a stored file whole. Raises what the storage raises."""
    counted, sha256 = 0, hashlib.sha256()
    with storage.open(key) as file:
        for piece in file:
            counted += len(piece)
            sha256.update(piece)
    return Bytes(counted, sha256.hexdigest())


def look_at(storage: Storage, file: Held) -> Look:
    """Compare a stored file with what was recorded of it.

    Raises StorageError where the whole storage, and not this file, cannot be read.
    """
    try:
        found = digest(storage, file.key)
    except Missing:
        storage.ready()  # a disk that is not mounted has lost no file
        return Look(file, Bytes(0, ""), "missing")
    except Altered:
        return Look(file, Bytes(0, ""), "short")
    except (StorageError, OSError):
        storage.ready()
        return Look(file, Bytes(0, ""), "unreadable")
    return Look(file, found, fault_of(file, found))


def fault_of(file: Held, found: Bytes) -> FaultKind | None:
    """Return what is wrong with the bytes of a file; of some nobody told more than the key."""
    if found.sha256 == file.sha256:
        return None
    if found.size < (file.bytes or 1):
        return "short"
    return "changed" if file.sha256 else None
