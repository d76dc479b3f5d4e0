"""Merging another archive's log into this one, stream by stream.

An export is in the order of positions and merging goes by streams, so the export is first
imported into a log of its own, in a temporary file; memory does not grow with it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from adapters.log.moving import import_log
from adapters.log.opening import open_log
from adapters.log.stored import StoredLog
from adapters.recording import Facts, Held, record
from domain import streams
from domain.backup import BackupFinished
from domain.fact import Fact
from domain.forgetting import has_left
from domain.merging import Looks, is_merged, looks_of, merge

_STREAMS_AT_ONCE: Final = 200

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge read, and what it added."""

    events: int
    streams: int
    added: int


def merge_log(
    log: StoredLog,
    file: IO[bytes],
    holds: Callable[[str], bool],
    progress: Progress = lambda _done, _total: None,
) -> Merged:
    """Add to a log what an exported log saw of Flickr; nothing the second time.

    `holds` tells whether this archive's storage has the file of a key. Raises LogError for
    a file that is no whole export; nothing was added then.
    """
    with tempfile.TemporaryDirectory(prefix="merging-") as folder:
        theirs = open_log(f"sqlite:///{Path(folder) / 'theirs.db'}")
        try:
            events = import_log(theirs, file).digest.events
            return _merge(log, theirs, holds, events, progress)
        finally:
            theirs.close()


def _merge(
    log: StoredLog,
    theirs: StoredLog,
    holds: Callable[[str], bool],
    events: int,
    progress: Progress,
) -> Merged:
    our_looks, their_looks = looks_in(log), looks_in(theirs)
    left = {
        streams.parts_of(stream)[0]
        for stream, facts in log.by_stream(kind="account")
        if has_left(facts)
    }
    done = count = added = 0
    for some in _batches(theirs):
        count += len(some)
        done += sum(map(len, some.values()))

        def decide(held: Held, some: Held = some) -> Facts:
            return {
                stream: merge(stream, held[stream], theirs, our_looks, their_looks, holds, left)
                for stream, theirs in some.items()
            }

        added += sum(map(len, record(log, some, decide).values()))
        progress(done, events)
    return Merged(done, count, added)


def looks_in(log: StoredLog) -> Looks:
    """Return when the finished runs of a log looked."""
    return looks_of(
        (streams.parts_of(stream)[0], fact.event)
        for stream, facts in log.by_stream(kind="backup")
        for fact in facts
        if isinstance(fact.event, BackupFinished)
    )


def _batches(theirs: StoredLog) -> Iterator[Held]:
    some: dict[str, tuple[Fact, ...]] = {}
    for stream, facts in theirs.by_stream():
        if is_merged(stream):
            some[stream] = tuple(facts)
            if len(some) == _STREAMS_AT_ONCE:
                yield some
                some = {}
    if some:
        yield some
