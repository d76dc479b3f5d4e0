"""Checking: the files that were looked at longest ago, so many that all are in their time."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Final

from sqlalchemy import Connection

from adapters.care.looking import Look, look_at
from adapters.care.parts import Care, Progress, quiet
from adapters.care.telling import tell
from adapters.storage import layout
from domain.clock import Instant
from domain.fact import Event
from domain.files import FileFoundBroken, FileMended, FilesChecked
from projections.reading import files as reading
from projections.reading.files import Held

DAY: Final = 86_400

_AT_ONCE: Final = 4
_BATCH: Final = 200
_PAGE: Final = 500
_JUST_NOW: Final = 3600
"""Seconds within which a file may be stored and not yet recorded."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a run of checks looked at and found; `known` is how many files there are, `swept`
    how many that killed writers had left unfinished were removed."""

    known: int
    files: int
    bytes: int
    broken: tuple[Look, ...]
    extra: tuple[str, ...]
    swept: int


def check(
    care: Care, *, days: int = 30, everything: bool = False, progress: Progress = quiet
) -> Checked:
    """Look at a share of the files, and record what is wrong with them.

    The share is such that all files are looked at in so many days, however often this
    runs; a day that was left out is made up for. Raises StorageError where the storage
    itself cannot be read: then nothing more is recorded.
    """
    begun = care.clock()
    care.storage.ready()
    swept = care.storage.sweep()
    views = care.views()
    with views.connect() as connection:
        known = sum(len(page) for page in reading.walk(connection))
        last = reading.last_check(connection)
        elapsed = DAY if last is None else max(begun - last, 0)
        share = known if everything else min(math.ceil(known * elapsed / (days * DAY)), known)
        due = _longest_ago(care, connection, share)
        before = reading.faults(connection)
    looks = list(_look(care, due, before, progress))
    extra = _extra(care, begun)
    broken = tuple(look for look in looks if look.fault)
    tell(care.log, care.clock, _about_extra(extra, before))
    size = sum(look.found.size for look in looks)
    run = FilesChecked(
        begun=begun,
        known=known,
        files=len(looks),
        bytes=size,
        broken=len(broken),
        extra=len(extra),
    )
    tell(care.log, care.clock, [run])
    return Checked(known, len(looks), size, broken, tuple(sorted(extra)), swept)


def _longest_ago(care: Care, connection: Connection, share: int) -> list[Held]:
    """Return the files that were checked longest ago; to be stored is to be checked."""

    def aged() -> Iterator[tuple[Instant, str, Held]]:
        for page in reading.walk(connection):
            checked = care.ledger.checked(file.key for file in page)
            for file in page:
                yield max(checked.get(file.key, 0), file.stored), file.key, file

    return [file for _, _, file in heapq.nsmallest(share, aged())]


def _look(
    care: Care, due: Sequence[Held], before: Mapping[str, str], progress: Progress
) -> Iterator[Look]:
    """Look at files, several at a time; what is found is recorded batch by batch."""
    done = 0
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for start in range(0, len(due), _BATCH):
            batch = due[start : start + _BATCH]
            looks = list(pool.map(lambda file: look_at(care.storage, file), batch))
            tell(care.log, care.clock, _news(looks, before))
            care.ledger.note_checked((look.file.key for look in looks), care.clock())
            done += len(looks)
            progress("files", done, len(due))
            yield from looks


def _news(looks: Iterable[Look], before: Mapping[str, str]) -> Iterator[Event]:
    for look in looks:
        key, fault = look.file.key, look.fault
        if fault is None and key in before:
            yield FileMended(key=key, how="by itself")
        elif fault is not None and before.get(key) != fault:
            yield FileFoundBroken(
                key=key, fault=fault, bytes=look.found.size, sha256=look.found.sha256
            )


def _extra(care: Care, begun: Instant) -> dict[str, int]:
    """Return the stored files that nothing recorded names, and their bytes.

    Not those that may just have been stored: their fact may be on its way.
    """
    keys = (key for key in care.storage.keys("") if not key.startswith(layout.MADE))
    strangers: list[str] = []
    while page := list(islice(keys, _PAGE)):
        with care.generations.live().connect() as connection:
            known = reading.held(connection, page)
        strangers += [key for key in page if key not in known]
    found: dict[str, int] = {}
    for key in strangers:
        stat = care.storage.stat(key)
        if stat is not None and stat.modified < begun - _JUST_NOW:
            found[key] = stat.size
    return found


def _about_extra(extra: Mapping[str, int], before: Mapping[str, str]) -> Iterator[Event]:
    for key, size in sorted(extra.items()):
        if before.get(key) != "extra":
            yield FileFoundBroken(key=key, fault="extra", bytes=size)
    for key, fault in before.items():
        if fault == "extra" and key not in extra:
            yield FileMended(key=key, how="by itself")
