"""Forgetting what was recorded: the one thing that overwrites the log.

What is forgotten is overwritten with a tombstone that keeps the hash over which seals were
made, or will be, so the log verifies as before. Nothing else of the event is kept: its
payload, its salt and its type are gone, and where the name of its stream says something by
itself (who has faved what), the name as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from adapters.log.codec import FORGOTTEN, ORDERS, tombstone
from adapters.log.errors import LogError
from adapters.log.leaves import leaf_of
from adapters.log.stored import Row, StoredLog
from domain import streams

_AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Order:
    """An event that makes the archive forget what its stream held before."""

    position: int
    stream: str
    version: int


def orders_since(log: StoredLog, position: int) -> list[Order]:
    """Return the orders to forget after a position, by position."""
    return [Order(row[0], row[1], row[2]) for row in log.of_types(ORDERS, position)]


def held_before(log: StoredLog, order: Order) -> list[Row]:
    """Return what an order makes the archive forget and the log still holds."""
    rows = log.stored_stream(order.stream)
    return [row for row in rows if row[2] < order.version and row[3] not in (FORGOTTEN, *ORDERS)]


def counted_before(log: StoredLog, stream: str, order: Order) -> list[Row]:
    """Return what a stream of a photo's counts held when the photo was ordered to be forgotten."""
    rows = log.stored_stream(stream)
    return [row for row in rows if row[0] < order.position and row[3] != FORGOTTEN]


def forget(log: StoredLog, rows: Sequence[Row], *, names: bool = False) -> int:
    """Overwrite events for good; with `names` their streams' names too. Return how many.

    The last go first: what is left when this is killed is the beginning of a stream.
    Raises LogError where the database refuses; what was overwritten stays so.
    """
    count = 0
    pending: list[Row] = []
    for row in _tombstones(reversed(rows), names):
        pending.append(row)
        if len(pending) == _AT_ONCE:
            log.overwrite(pending)
            count, pending = count + len(pending), []
    if pending:
        log.overwrite(pending)
    return count + len(pending)


def _tombstones(rows: Iterable[Row], names: bool) -> Iterator[Row]:
    for row in rows:
        position, stream, version, _, _ = row
        try:
            state = tombstone(leaf_of(row))
        except ValueError as error:
            raise LogError(f"{error}: run `log verify`") from None
        if names:
            stream, version = streams.forgotten(position), 1
        yield position, stream, version, FORGOTTEN, state
