"""Logs that were stored once are read for ever: tests/adapters/log/stored/ keeps one of each.

They are exports. What stands there is never changed: a new type or schema of an event is a
new file, `log export` of an archive that holds it.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import msgspec
import pytest

from adapters import operations
from adapters.log import Leaves, StoredLog
from adapters.log.codec import EVENTS, UPCASTERS, topic_of
from adapters.log.moving import export_log, import_log
from adapters.log.verifying import verify
from domain.fact import stored_name
from projections.checking import check
from projections.generations import Generations
from projections.rebuilding import rebuild

FILES = sorted((Path(__file__).parent / "stored").glob("*.jsonl"))
ROOTS = {
    "1.jsonl": "009734ee0268fdb4b6c9c1626be121650f08cd3b0dd9992e4453c75f9990bf58",
    "2.jsonl": "8574cc66b9925c3c87ad5a39299625bfe41af8bed2904b765bfed3be92affa96",
    "3.jsonl": "6f3b790fe8ff24803c6699d0a3ab2418c59cf49a92987e5d9b0420b7f3ce092b",
    "4.jsonl": "8d02f7e500fc34949bcd8686fd7c6845d1519411669555179a876da5b6fe37dd",
    "5.jsonl": "77fa0da166ab184490f01b512e51424474103df89e136bd37a0d80b8479729d4",
}
"""The root over each file, so that a change of it is not overlooked."""


def lines(path: Path) -> list[dict[str, Any]]:
    return [msgspec.json.decode(line) for line in path.read_bytes().splitlines()]


def test_every_type_and_every_schema_of_an_event_has_a_stored_sample() -> None:
    known = {f"{stored_name(e)}/{n}" for e in EVENTS for n in range(1, e.schema + 1)}
    kept = {line["type"] for path in FILES for line in lines(path)}
    assert kept >= known | set(UPCASTERS), "export a log that holds it into tests/…/log/stored/"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.name))
def test_a_stored_log_is_imported_folded_and_exported_as_it_was(
    path: Path, log: StoredLog, url: str
) -> None:
    done = import_log(log, io.BytesIO(path.read_bytes()))
    assert done.digest.root == ROOTS[path.name]
    out = io.BytesIO()
    export_log(log, out)
    assert out.getvalue() == path.read_bytes()
    engine = operations.connect(url)
    leaves = Leaves(engine)
    leaves.prepare()
    assert verify(log, leaves).differences == ()
    generations = Generations(engine)
    generations.prepare()
    assert rebuild(log, generations).events == done.digest.events
    assert check(log, generations.live()).difference is None
    generations.close()
    engine.dispose()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.name))
def test_nothing_that_was_stored_is_lost_in_reading(path: Path, log: StoredLog) -> None:
    """An event of today's schema is read with every field and every value that was stored."""
    import_log(log, io.BytesIO(path.read_bytes()))
    stored = {line["position"]: line for line in lines(path)}
    for entry in log.since(0, 10_000):
        line = stored[entry.position]
        if line["type"] == topic_of(entry.fact.event):
            read = msgspec.json.decode(msgspec.json.encode(entry.fact))
            told = {key: value for key, value in line["state"].items() if key != "salt"}
            assert {**read, "event": None} == {**told, "event": None}
            assert {field: read["event"].get(field) for field in told["event"]} == told["event"]
