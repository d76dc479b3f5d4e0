"""Moving: a whole log out of one database and into another, losing nothing.

An import keeps positions, versions and payloads, so the log that comes out is the same
log, seals included, in whichever database it stands. What is there already must be what
the file begins with: an import that was stopped goes on, and one that was done adds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Final

from adapters.log.codec import FORGOTTEN
from adapters.log.errors import LogError
from adapters.log.exported import Digest, Digesting, rows_in, write_lines
from adapters.log.leaves import leaf_of
from adapters.log.stored import Row, StoredLog

_AT_ONCE: Final = 5_000

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """How many events an import added, and the digest of all that the file holds."""

    added: int
    digest: Digest


def export_log(
    log: StoredLog, out: IO[bytes], progress: Progress = lambda _done, _total: None
) -> Digest:
    """Write the whole log as lines, up to its present end; return its digest."""
    return write_lines(every_row(log, log.head(), progress), out)


def import_log(
    log: StoredLog, file: IO[bytes], progress: Callable[[int], None] = lambda _done: None
) -> Imported:
    """Add to a log what an export has beyond it. `progress` is told the position reached.

    Raises LogError where the log holds anything else than what the export begins with, and
    for a line that cannot be read; an import of the whole file goes on from there.
    """
    head = log.head()
    held = every_row(log, head)
    digesting = Digesting()
    added = 0
    pending: list[Row] = []

    def flush() -> None:
        nonlocal head, added
        if pending:
            _insert(log, pending, head)
            head, added = pending[-1][0], added + len(pending)
            progress(head)
            pending.clear()

    for row, _ in rows_in(file):
        ours = next(held, None)
        if ours is None:
            pending.append(row)
        elif ours != row and not (ours[3] == FORGOTTEN and leaf_of(ours) == leaf_of(row)):
            raise LogError(
                f"position {ours[0]} of this log {_differs(ours, row)}:"
                " import into an empty log, or merge with `import archive`"
            )
        digesting.add(row)
        if len(pending) == _AT_ONCE:
            flush()
    flush()
    return Imported(added, digesting.digest())


def every_row(
    log: StoredLog, upto: int, progress: Progress = lambda _done, _total: None
) -> Iterator[Row]:
    """Return every event up to a position as it is stored; memory holds a page of them."""
    reached = 0
    while reached < upto and (rows := log.stored(reached, _AT_ONCE)):
        for row in rows:
            if row[0] > upto:
                return
            yield row
        reached = rows[-1][0]
        progress(reached, upto)


def _differs(ours: Row, theirs: Row) -> str:
    if theirs[3] == FORGOTTEN and leaf_of(ours) == leaf_of(theirs):
        return "holds what the file was made to forget"
    return "is another event than in the file"


def _insert(log: StoredLog, rows: list[Row], after: int) -> None:
    """Insert rows whose versions follow what the log holds of their streams."""
    versions = log.versions({row[1] for row in rows})
    for position, stream, version, _, _ in rows:
        if version != versions.get(stream, 0) + 1:
            raise LogError(
                f"position {position} of the file is version {version} of {stream!r}, which"
                f" has {versions.get(stream, 0)}: the file is not whole"
            )
        versions[stream] = version
    log.insert_stored(rows, after=after)
