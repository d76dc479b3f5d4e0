"""Repairing: the right bytes again, from another storage, from their digest, from Flickr.

What comes is compared with what was recorded when the file was first stored; other bytes
are another file. Only pictures that were made of an original may come back in other bytes
(`adapters.care.replacing`), and then it is recorded that they did.
"""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import IO, Final, TypeAlias
from urllib.parse import urlsplit

from adapters.care.flipped import MOST_FOR_BITS, turned_back
from adapters.care.looking import Look, digest, fault_of, look_at
from adapters.care.parts import Care, Progress, quiet
from adapters.care.replacing import NoPicture, make_anew, may_be_replaced, take_anew
from adapters.care.telling import tell
from adapters.flickr.errors import FlickrError
from adapters.storage import Altered, Storage, StorageError
from domain import streams
from domain.files import FileMended, How
from domain.photo import photo_history
from projections.reading import files as reading
from projections.reading.files import Held
from projections.rows.files import ICON, RAW

Fetch: TypeAlias = Callable[[str, IO[bytes]], object]
"""Downloads an address into a file; raises a FlickrError."""

_PLAYED: Final = re.compile(r"/play/(\w+)/\w+/?$")


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
    """Try one way after another, the very bytes first; return how, or else why not."""
    look = look_at(care.storage, file)
    if look.fault is None:
        return "by itself", ""
    if not file.sha256:
        return None, "its digest was never recorded: the next backup fetches it anew"
    why = []
    for name, mend in _ways(care, sources, look):
        try:
            return mend(), ""
        except (FlickrError, StorageError, NoPicture) as trouble:
            why.append(f"{name}: {trouble}")
    if file.kind == RAW:
        why.append("Flickr was not asked, for it gives an answer only once: name a copy by --from")
    return None, "; ".join(why) or "nothing tells where it was"


def _ways(care: Care, sources: Sources, look: Look) -> Iterator[tuple[str, Callable[[], How]]]:
    file = look.file
    for other in sources.others:
        yield "the other storage", partial(_from_copy, care, file, other)
    if look.fault == "changed" and look.found.size <= MOST_FOR_BITS:
        yield "its digest", partial(_turned_back, care, file)
    for address in _addresses(care, sources, file):
        yield "Flickr", partial(_from_flickr, care, file, sources.fetch, address)
    if may_be_replaced(file):
        yield "the original", partial(make_anew, care, file)


def _from_copy(care: Care, file: Held, other: Storage) -> How:
    with tempfile.TemporaryFile() as came:
        with other.open(file.key) as kept:
            for piece in kept:
                came.write(piece)
        _put_back(care, file, came)
    return "copy"


def _turned_back(care: Care, file: Held) -> How:
    with care.storage.open(file.key) as changed:
        right = turned_back(changed.read(), file.sha256, patiently=file.kind == RAW)
    if right is None:
        raise Altered("more than one byte has changed")
    _put_back(care, file, io.BytesIO(right))
    return "digest"


def _from_flickr(care: Care, file: Held, fetch: Fetch, address: str) -> How:
    with tempfile.TemporaryFile() as came:
        fetch(address, came)
        try:
            _put_back(care, file, came)
        except Altered:
            if not may_be_replaced(file):
                raise
            return take_anew(care, file, came)
    return "flickr"


def _put_back(care: Care, file: Held, content: IO[bytes]) -> None:
    """Store the very bytes that were recorded, and read them back."""
    content.seek(0)
    care.storage.put(file.key, content, sha256=file.sha256)
    wrong = fault_of(file, digest(care.storage, file.key))
    if wrong is not None:
        raise StorageError(f"stored again it read back {wrong}: look at the disk")


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
    same = [s for s in reversed(said) if _may_be_at(s, name)]
    return [sources.static + s if s.startswith("/") else s for s in dict.fromkeys(same)]


def _may_be_at(address: str, name: str) -> bool:
    """Tell whether a file may be at an address: of films it names the quality alone."""
    path = urlsplit(address).path
    played = _PLAYED.search(path)
    if played is not None:
        return name.rpartition("_")[2].partition(".")[0] == played[1]
    return path.rpartition("/")[2] == name
