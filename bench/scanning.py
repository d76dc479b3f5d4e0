"""Scanning and decoding the whole log, against a bare cursor and msgspec on the same rows."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, Final, Union

import msgspec
import psycopg

from adapters.log import StoredLog, open_log
from adapters.log.codec import EVENTS
from bench.turns import Turn, by_turns
from bench.years import EVENTS_A_PHOTO, append_photos
from domain.clock import Happened
from domain.fact import Via
from projections.reactions.pinged import STEP

_PHOTOS: Final = 10_000
_TURNS: Final = 7
_ROWS_AT_ONCE: Final = 1_000
_BY_STREAM: Final = "originator_id, originator_version"

Select = Callable[[str], Iterable[tuple[str, int, str, bytes]]]
"""Yields the stream, version, topic and state of every event, in the order it is told."""


def sqlite() -> dict[str, float]:
    """Return how fast the log on SQLite is read in either order, as a part of the floor's speed."""
    with tempfile.TemporaryDirectory() as folder:
        log = _filled(f"sqlite:///{folder}/log.db")
        connection = sqlite3.connect(Path(folder) / "log.db")
        ratios = _against(log, connection.execute, "rowid")
        connection.close()
        log.close()
    return ratios


def postgresql(url: str) -> dict[str, float]:
    """Return the same for PostgreSQL, in the empty database at `url`."""
    log = _filled(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ANALYZE")

        def select(query: str) -> Iterable[tuple[str, int, str, bytes]]:
            with connection.transaction(), connection.cursor("every") as cursor:
                cursor.itersize = _ROWS_AT_ONCE
                cursor.execute(query.encode())
                yield from cursor

        ratios = _against(log, select, "notification_id")
    log.close()
    return ratios


def _filled(url: str) -> StoredLog:
    log = open_log(url)
    append_photos(log, _PHOTOS)
    return log


def _against(log: StoredLog, select: Select, position: str) -> dict[str, float]:
    return {
        **_ratio("by position", partial(_by_position, log), partial(_bare, select, position)),
        **_ratio("by stream", partial(_by_stream, log), partial(_bare, select, _BY_STREAM)),
    }


def _ratio(order: str, ours: Callable[[], int], floor: Callable[[], int]) -> dict[str, float]:
    return by_turns(_whole(ours), {order: _whole(floor)}, _TURNS)


def _whole(scan: Callable[[], int]) -> Turn:
    def turn(_number: int) -> None:
        assert scan() == _PHOTOS * EVENTS_A_PHOTO

    return turn


def _by_position(log: StoredLog) -> int:
    """Read as a reaction does."""
    position = count = 0
    while page := log.since(position, STEP):
        position = page[-1].position
        count += len(page)
    return count


def _by_stream(log: StoredLog) -> int:
    """Read as a rebuild does."""
    return sum(len(facts) for _, facts in log.by_stream())


def _bare(select: Select, order: str) -> int:
    columns = "originator_id, originator_version, topic, state"
    query = f"SELECT {columns} FROM stored_events ORDER BY {order}"  # noqa: S608 - our own names
    rows = select(query)
    return sum(1 for *_, state in rows if _decoder.decode(state))


_STORED: Final[Any] = msgspec.defstruct(
    "Stored",
    [
        ("event", Union[EVENTS]),  # noqa: UP007 - a union made of a tuple
        ("happened", Happened),
        ("observed", int),
        ("via", Via),
        ("account", str, ""),
        ("raw", str | None, None),
    ],
    gc=False,
)
_decoder: Final = msgspec.json.Decoder(_STORED)
