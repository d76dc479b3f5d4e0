"""Copying everything from one storage to another: stopped at any time, and gone on with.

Both can be read meanwhile: nothing is taken from the source, and a file appears whole in
the target. Every file is read back there and compared before it counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice, repeat
from typing import Final, NamedTuple

from adapters.care.ledger import Reached
from adapters.care.looking import digest
from adapters.care.parts import Care, Progress, quiet
from adapters.care.telling import tell
from adapters.storage import Missing, Storage, StorageError, layout
from domain.files import FilesCopied
from projections.reading import files as reading

_AT_ONCE: Final = 8
_PAGE: Final = 100
_PASSES: Final = 10


class Place(NamedTuple):
    """A storage, and what it is called."""

    name: str
    storage: Storage


class NotMoved(NamedTuple):
    """A file that was left out, and why."""

    key: str
    why: str


@dataclass(slots=True)
class Copied:
    """What a copy moved, all its interruptions counted in, and what it left out."""

    files: int = 0
    bytes: int = 0
    left_out: list[NotMoved] = field(default_factory=list)


def copy(care: Care, source: Place, target: Place, progress: Progress = quiet) -> Copied:
    """Copy every file, and go over what was stored meanwhile until nothing is new.

    A file that is broken in the source is left out and named, so that the copy is never
    taken for whole when it is not. Raises StorageError where a storage cannot be used.
    """
    source.storage.ready()
    target.storage.ready()
    with care.views().connect() as connection:
        total = sum(kind.files for kind in reading.totals(connection))
    began = care.ledger.reached(source.name, target.name)
    done = Copied(began.files, began.bytes)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for last in _moved(care, pool, source, target, _kept(source.storage, began.key), done):
            reached = Reached(last, done.files, done.bytes)
            care.ledger.note_reached(source.name, target.name, reached)
            progress("copied", done.files, max(total, done.files))
        for _ in range(_PASSES):
            passed_over = {file.key for file in done.left_out}
            lacking = (k for k in _lacking(source.storage, target.storage) if k not in passed_over)
            before = done.files
            for _ in _moved(care, pool, source, target, lacking, done):
                progress("copied", done.files, max(total, done.files))
            if done.files == before:
                break
    care.ledger.note_reached(source.name, target.name, None)
    if not done.left_out:
        whole = FilesCopied(
            source=source.name, target=target.name, files=done.files, bytes=done.bytes
        )
        tell(care.log, care.clock, [whole])
    return done


def _moved(
    care: Care, pool: Executor, source: Place, target: Place, keys: Iterable[str], done: Copied
) -> Iterator[str]:
    """Move files page by page, add them to what is done, and give each page's last key."""
    wanted = iter(keys)
    while page := list(islice(wanted, _PAGE)):
        with care.generations.live().connect() as connection:
            known = reading.held(connection, page)
        recorded = [known[key].sha256 if key in known else "" for key in page]
        sources, targets = repeat(source.storage), repeat(target.storage)
        for moved in pool.map(_move, page, recorded, sources, targets):
            if isinstance(moved, NotMoved):
                done.left_out.append(moved)
            elif moved is not None:
                done.files += 1
                done.bytes += moved
        yield page[-1]


def _move(key: str, recorded: str, source: Storage, target: Storage) -> int | NotMoved | None:
    """Bring one file over and return its bytes; None where it was removed meanwhile.

    `recorded` is the digest in the manifest, if it has one.
    """
    try:
        if recorded and target.stat(key) is not None:
            there = digest(target, key)
            if there.sha256 == recorded:
                return there.size
        with source.open(key) as file:
            written = target.put(key, file, sha256=recorded or None)
        if digest(target, key).sha256 != written.sha256:
            return NotMoved(key, "it read back otherwise than it was written")
    except Missing:
        return None
    except (StorageError, OSError) as trouble:
        source.ready()
        target.ready()
        return NotMoved(key, str(trouble))
    return written.size


def _kept(storage: Storage, after: str = "") -> Iterator[str]:
    """Return the keys of what cannot be made again."""
    return (key for key in storage.keys("", after) if not key.startswith(layout.MADE))


def _lacking(source: Storage, target: Storage) -> Iterator[str]:
    """Return the source's keys that the target has not; both come in the same order."""
    there = _kept(target)
    at = next(there, None)
    for key in _kept(source):
        while at is not None and at.encode() < key.encode():
            at = next(there, None)
        if at != key:
            yield key
