"""One flipped bit anywhere in what the log stored is found, and named, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from sqlalchemy import Connection, text

from adapters import operations
from adapters.log import Leaves, Sealing, StoredLog
from adapters.log.verifying import verify
from domain.recorded import Append
from tests.adapters.log.facts import faved, retitled, seen

_FLIPS = 60


def flips(log: StoredLog, random: Random) -> Iterator[tuple[int, str, object, object]]:
    """Columns of events, as they are and with one bit flipped: every column of every event."""
    for position, stream, version, topic, state in log.stored(0, 100):
        bits = random.sample(range(len(state) * 8), _FLIPS)
        for bit in bits:
            flipped = bytearray(state)
            flipped[bit // 8] ^= 1 << bit % 8
            yield position, "state", state, bytes(flipped)
        for column, told in (("originator_id", stream), ("topic", topic)):
            for place in range(len(told)):
                # the lowest bit: what PostgreSQL takes for text stays text
                sign = chr(ord(told[place]) ^ 1)
                yield position, column, told, told[:place] + sign + told[place + 1 :]
        for bit in range(16):
            yield position, "originator_version", version, version ^ 1 << bit


@pytest.mark.parametrize("kept", [True, False], ids=["leaves kept", "leaves lost"])
def test_a_flipped_bit_is_found(log: StoredLog, url: str, kept: bool) -> None:
    engine = operations.connect(url)
    place = "rowid" if engine.dialect.name == "sqlite" else "notification_id"
    leaves = Leaves(engine)
    leaves.prepare()
    log.append(
        [Append("photo:5", 0, (seen("A"), retitled("é日本"))), Append("fave:1:5", 0, (faved(),))]
    )
    seal = Sealing(log, leaves, lambda: 1_000).seal()
    if not kept:
        leaves.forget()

    def put(connection: Connection, position: int, column: str, value: object) -> None:
        connection.execute(
            text(f"UPDATE stored_events SET {column} = :value WHERE {place} = :position"),
            {"value": value, "position": position},
        )

    found = 0
    for position, column, before, after in list(flips(log, Random(5))):
        with engine.begin() as connection:
            put(connection, position, column, after)
        differences = verify(log, leaves, [seal]).differences
        # Where no leaves are kept, what came after the last seal is for the next.
        assert differences or (not kept and position > seal.position), (position, column, after)
        if kept:
            assert position in {difference.position for difference in differences}
        with engine.begin() as connection:
            put(connection, position, column, before)
        found += 1
    assert verify(log, leaves, [seal]).differences == ()
    assert found > 4 * _FLIPS
    engine.dispose()
