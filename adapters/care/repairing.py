"""Repairing: the right bytes again, from another storage or from Flickr.

What comes is compared with what was recorded when the file was first stored; other bytes
are refused, since they are another file.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import IO, TypeAlias
from urllib.parse import urlsplit

from adapters.care.looking import digest, fault_of, look_at
from adapters.care.parts import Care, Progress, quiet
from adapters.care.telling import tell
from adapters.flickr.errors import FlickrError
from adapters.storage import Storage, StorageError
from domain import streams
from domain.files import FileMended, How
from domain.photo import photo_history
from projections.reading import files as reading
from projections.reading.files import Held
from projections.rows.files import ICON, RAW

Fetch: TypeAlias = Callable[[str, IO[bytes]], object]
"""Downloads an address into a file; raises a FlickrError."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where right bytes may come from: other storages first, then Flickr.

    `static` is where Flickr's static files are, for addresses that are only a path.
    """

    fetch: Fetch
    static: str
    others: Sequence[Storage] = ()


@dataclass(frozen=True, slots=True)
class Repaired:
    """One file that was broken: how it was mended, or else why it could not be."""

    key: str
    fault: str
    how: How | None
    why: str = ""


def repair(care: Care, sources: Sources, progress: Progress = quiet) -> list[Repaired]:
    """Mend every file that a check found broken, as far as it can be.

    Raises StorageError where the storage itself cannot be written.
    """
    care.storage.ready()
    with care.views().connect() as connection:
        open_faults = reading.faults(connection)
        known = reading.held(connection, open_faults)
    broken = [key for key, fault in open_faults.items() if fault != "extra" and key in known]
    done: list[Repaired] = []
    for number, key in enumerate(broken, 1):
        how, why = _mended(care, sources, known[key])
        if how is not None:
            tell(care.log, care.clock, [FileMended(key=key, how=how)])
            care.ledger.note_checked([key], care.clock())
        done.append(Repaired(key, open_faults[key], how, why))
        progress("repaired", number, len(broken))
    return done


def _mended(care: Care, sources: Sources, file: Held) -> tuple[How | None, str]:
    if look_at(care.storage, file).fault is None:
        return "by itself", ""
    if not file.sha256:
        return None, "its digest was never recorded: the next backup fetches it anew"
    why = "no copy of it is whole, and Flickr was not asked: an answer is given only once"
    for how, name, bring in _offers(care, sources, file):
        with tempfile.TemporaryFile() as came:
            try:
                bring(came)
                came.seek(0)
                care.storage.put(file.key, came, sha256=file.sha256)
                wrong = fault_of(file, digest(care.storage, file.key))
            except (FlickrError, StorageError) as trouble:
                why = f"{name}: {trouble}"
                continue
        if wrong is None:
            return how, ""
        why = f"stored from {name} it read back {wrong}: look at the disk"
    return None, why


def _offers(
    care: Care, sources: Sources, file: Held
) -> Iterator[tuple[How, str, Callable[[IO[bytes]], object]]]:
    for other in sources.others:
        yield "copy", "the other storage", partial(_copied, other, file.key)
    for address in _addresses(care, sources, file):
        yield "flickr", "Flickr", partial(sources.fetch, address)


def _copied(storage: Storage, key: str, came: IO[bytes]) -> None:
    with storage.open(key) as kept:
        for piece in kept:
            came.write(piece)


def _addresses(care: Care, sources: Sources, file: Held) -> list[str]:
    """Return where Flickr said that the file is, the last word first."""
    if file.kind == RAW:
        return []
    name = file.key.rpartition("/")[2]
    if file.kind == ICON:
        nsid, _, server = name.removesuffix(".jpg").rpartition("_")
        return [f"{sources.static}/{server}/buddyicons/{nsid}.jpg"]
    if streams.kind_of(file.stream) != "photo":
        return []
    past = photo_history(entry.fact for entry in care.log.read(file.stream))
    said = [size.source for step in past.timeline("sizes") for size in step.value]
    same = [s for s in reversed(said) if urlsplit(s).path.rpartition("/")[2] == name]
    return [sources.static + s if s.startswith("/") else s for s in dict.fromkeys(same)]
