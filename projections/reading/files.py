"""The manifest as checks, repairs and statistics read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, RowMapping, func, select

from domain.clock import Instant
from projections.tables import CHECKS, FILES, FINDINGS, PHOTOS

_PAGE: Final = 1000
_IN: Final = 500


@dataclass(frozen=True, slots=True)
class Held:
    """A file that the archive was told it holds.

    `kind` is Flickr's letter of the size, `icon` or `raw`; `bytes` and `sha256` are 0 and
    empty where nobody told them; `stream` is one of those that name the file.
    """

    key: str
    stream: str
    kind: str
    bytes: int
    sha256: str
    stored: Instant


@dataclass(frozen=True, slots=True)
class Total:
    """How many files of a kind there are, and their bytes as far as they are known."""

    kind: str
    files: int
    bytes: int


def walk(connection: Connection) -> Iterator[list[Held]]:
    """Return the manifest in the order of its keys, page by page; each file once."""
    after = ""
    while page := _page(connection, after):
        yield page
        after = page[-1].key


def held(connection: Connection, keys: Iterable[str]) -> dict[str, Held]:
    """Return those of some keys that the manifest has."""
    wanted = list(keys)
    found: dict[str, Held] = {}
    for start in range(0, len(wanted), _IN):
        query = select(FILES).where(FILES.c.key.in_(wanted[start : start + _IN]))
        for row in connection.execute(query.order_by(FILES.c.stored)).mappings():
            found[row["key"]] = _held(row)
    return found


def named_by(connection: Connection, keys: Iterable[str]) -> dict[str, set[str]]:
    """Return the streams that name some files, by key; what none names is left out."""
    wanted = list(keys)
    found: dict[str, set[str]] = {}
    for start in range(0, len(wanted), _IN):
        query = select(FILES.c.key, FILES.c.stream)
        for row in connection.execute(query.where(FILES.c.key.in_(wanted[start : start + _IN]))):
            found.setdefault(row.key, set()).add(row.stream)
    return found


def without_tones(connection: Connection) -> list[str]:
    """Return the photos that show a stored picture nobody looked at for its colours, in order."""
    query = select(PHOTOS.c.photo).distinct().where(PHOTOS.c.tones == "", PHOTOS.c.files != "[]")
    return [photo for (photo,) in connection.execute(query.order_by(PHOTOS.c.photo))]


def totals(connection: Connection) -> list[Total]:
    """Return how much the archive holds, by kind."""
    each = select(FILES.c.key, FILES.c.kind, FILES.c.bytes).distinct().subquery()
    query = (
        select(each.c.kind, func.count(), func.sum(each.c.bytes))
        .group_by(each.c.kind)
        .order_by(each.c.kind)
    )
    return [Total(kind, files, int(size)) for kind, files, size in connection.execute(query)]


def faults(connection: Connection) -> dict[str, str]:
    """Return what is wrong with which files, by key: those that were not mended since."""
    query = select(FINDINGS.c.key, FINDINGS.c.fault).order_by(
        FINDINGS.c.at, FINDINGS.c.stream, FINDINGS.c.number
    )
    last: dict[str, str] = {row.key: row.fault for row in connection.execute(query)}
    return {key: fault for key, fault in sorted(last.items()) if fault}


def last_check(connection: Connection) -> Instant | None:
    """Return when the last run of checks began; None before the first."""
    begun: Instant | None = connection.execute(select(func.max(CHECKS.c.begun))).scalar_one()
    return begun


def _page(connection: Connection, after: str) -> list[Held]:
    """Return the next keys, all rows of the last one left out that do not fit."""
    keys = select(FILES.c.key).distinct().where(FILES.c.key > after)
    keys = keys.order_by(FILES.c.key).limit(_PAGE)
    query = select(FILES).where(FILES.c.key.in_(keys.scalar_subquery()))
    found: dict[str, Held] = {}
    for row in connection.execute(query.order_by(FILES.c.key, FILES.c.stored)).mappings():
        found[row["key"]] = _held(row)
    return list(found.values())


def _held(row: RowMapping) -> Held:
    return Held(row["key"], row["stream"], row["kind"], row["bytes"], row["sha256"], row["stored"])
