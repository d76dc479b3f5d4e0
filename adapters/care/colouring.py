"""Colouring: what tones the pictures have that were stored before anybody looked.

A backup looks when it stores a picture. What an older version stored is looked at here, one
small file of a picture, and the photo's stream tells the file again with its tones.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from adapters.care.parts import Care, Progress, quiet
from adapters.images import TONED, tones_of
from adapters.recording import record
from adapters.storage import Storage, StorageError
from domain import streams
from domain.clock import Instant
from domain.fact import UNSAID, Fact, Look
from domain.photo import observe_stored, photo_history
from domain.photo.state import smallest_first
from domain.photo.values import StoredFile
from projections.reading.files import without_tones

_BATCH: Final = 50


def colour(care: Care, progress: Progress = quiet) -> int:
    """Record the tones of pictures that have none; return of how many photos.

    Stopped at any time, it goes on from there. Pictures that cannot be opened, and those of
    which only large files are stored, stay without. Raises StorageError where the storage
    itself cannot be read, LogError and Conflict.
    """
    care.storage.ready()
    with care.views().connect() as connection:
        photos = without_tones(connection)
    coloured = 0
    for start in range(0, len(photos), _BATCH):
        names = [streams.photo(photo) for photo in photos[start : start + _BATCH]]
        told = {
            name: toned
            for name, entries in care.log.read_many(names).items()
            if (toned := _toned(care.storage, [entry.fact for entry in entries]))
        }
        coloured += len(_record(care, told))
        progress("photos", start + len(names), len(photos))
    care.views()
    return coloured


def _record(care: Care, told: Mapping[str, Sequence[StoredFile]]) -> Mapping[str, tuple[Fact, ...]]:
    now = care.clock()
    return record(care.log, told, lambda held: {s: _facts(held[s], told[s], now) for s in told})


def _facts(held: tuple[Fact, ...], files: Sequence[StoredFile], now: Instant) -> tuple[Fact, ...]:
    """Return what is new of some files: nothing of one that was stored anew meanwhile."""
    look, past = Look(at=now, observed=now, via="check"), photo_history(held)
    facts: tuple[Fact, ...] = ()
    for file in files:
        steps = past.timeline("file:" + file.key)
        if steps and steps[-1].value == msgspec.structs.replace(file, tones=""):
            facts += observe_stored(past, file, look)
    return facts


def _toned(storage: Storage, facts: Sequence[Fact]) -> list[StoredFile]:
    """Return a photo's files with their tones: one of each of its pictures that has none."""
    held = photo_history(facts).now
    if held is None or held.state.purged or held.state.files is UNSAID:
        return []
    found: list[StoredFile] = []
    pictures: dict[str, list[StoredFile]] = {}
    for file in smallest_first(held.state.files.values()):
        pictures.setdefault(file.secret, []).append(file)
    for files in pictures.values():
        if any(file.tones for file in files):
            continue
        for file in files:
            if tones := _tones(storage, file):
                found.append(msgspec.structs.replace(file, tones=tones))
                break
    return found


def _tones(storage: Storage, file: StoredFile) -> str:
    """Return the tones of a stored file; "" for a large one, for none, and for a broken one."""
    if not 0 < max(file.width, file.height) <= TONED:
        return ""
    try:
        with storage.open(file.key) as stored:
            data = b"".join(stored)
    except StorageError:
        storage.ready()  # a disk that is gone is no broken file
        return ""
    if hashlib.sha256(data).hexdigest() != file.sha256:
        return ""
    return tones_of(io.BytesIO(data))
