"""A log goes out of one database and comes into another as it was."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from adapters import operations
from adapters.log import Leaves, LogError, Sealing, StoredLog, open_log
from adapters.log.exported import Digest
from adapters.log.moving import every_row, export_log, import_log
from adapters.log.verifying import verify
from domain.recorded import Append
from tests.adapters.log.facts import faved, retitled, seen
from tests.services.postgresql import Server


def exported(log: StoredLog) -> tuple[bytes, Digest]:
    """The lines of a log, and their digest."""
    out = io.BytesIO()
    digest = export_log(log, out)
    return out.getvalue(), digest


@pytest.fixture
def another(
    url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[[], StoredLog]]:
    """Makes an empty log in the other database than that of `log`."""
    opened: list[StoredLog] = []

    def make() -> StoredLog:
        if url.startswith("sqlite"):
            server: Server = request.getfixturevalue("postgresql")
            opened.append(open_log(server.fresh()))
        else:
            opened.append(open_log(f"sqlite:///{tmp_path}/another-{len(opened)}.db"))
        return opened[-1]

    yield make
    for log in opened:
        log.close()


@pytest.fixture
def filled(log: StoredLog) -> StoredLog:
    log.append([Append(f"photo:{n}", 0, (seen(f"A{n} 日本\u2028"),)) for n in range(30)])
    log.append([Append("photo:3", 1, (retitled("B"), retitled("C")))])
    log.append([Append("fave:11@N01:5", 0, (faved(),))])
    return log


def test_a_log_moves_to_the_other_database_and_back(
    filled: StoredLog, another: Callable[[], StoredLog]
) -> None:
    text, digest = exported(filled)
    other = another()
    done = import_log(other, io.BytesIO(text))
    assert (done.added, done.digest) == (33, digest)
    assert list(every_row(other, 33)) == list(every_row(filled, 33))
    assert exported(other) == (text, digest)


def test_a_line_is_json_that_others_read(filled: StoredLog) -> None:
    text, _ = exported(filled)
    line = json.loads(text.splitlines()[0])
    assert (line["position"], line["stream"], line["version"]) == (1, "photo:0", 1)
    assert line["type"] == "photo-seen/1"
    assert line["state"]["event"]["photo"]["title"] == "A0 日本\u2028"


def test_the_log_goes_on_growing_after_an_import(
    filled: StoredLog, another: Callable[[], StoredLog]
) -> None:
    other = another()
    import_log(other, io.BytesIO(exported(filled)[0]))
    assert other.append([Append("photo:3", 3, (retitled("D"),))]) == 34


def test_seals_hold_in_the_database_a_log_was_moved_to(
    url: str, filled: StoredLog, tmp_path: Path
) -> None:
    engine = operations.connect(url)
    leaves = Leaves(engine)
    leaves.prepare()
    seal = Sealing(filled, leaves, lambda: 1_000).seal()
    text, _ = exported(filled)
    engine.dispose()
    address = f"sqlite:///{tmp_path}/moved.db"
    moved, place = open_log(address), operations.connect(address)
    import_log(moved, io.BytesIO(text))
    kept = Leaves(place)
    kept.prepare()
    assert verify(moved, kept, [seal]).differences == ()
    grown = Sealing(moved, kept, lambda: 2_000).seal()
    assert grown == seal
    moved.append([Append("photo:99", 0, (seen("A"),))])
    assert Sealing(moved, kept, lambda: 2_000).seal().size == 35
    assert verify(moved, kept, [seal]).differences == ()
    place.dispose()
    moved.close()


def test_positions_that_were_never_used_stay_unused(
    log: StoredLog, another: Callable[[], StoredLog]
) -> None:
    """A batch that was taken back leaves a hole in PostgreSQL's numbers."""
    other = another()
    lines = []
    log.append([Append("photo:1", 0, (seen("A"), retitled("B"), retitled("C")))])
    for line in exported(log)[0].splitlines():
        moved = json.loads(line)
        moved["position"] *= 7
        lines.append(json.dumps(moved, separators=(",", ":"), ensure_ascii=False))
    text = ("\n".join(lines) + "\n").encode()
    import_log(other, io.BytesIO(text))
    assert exported(other)[0] == text
    assert [entry.position for entry in other.since(0, 10)] == [7, 14, 21]
    assert other.append([Append("photo:1", 3, (retitled("D"),))]) == 22


def test_an_import_goes_on_where_it_stopped_and_adds_nothing_twice(
    filled: StoredLog, another: Callable[[], StoredLog], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.log.moving._AT_ONCE", 10)
    text, digest = exported(filled)
    other = another()
    with pytest.raises(LogError, match="line 26 is cut off"):
        import_log(other, io.BytesIO(text[: text.index(b'"position":26') + 40]))
    assert other.head() == 20
    assert import_log(other, io.BytesIO(text)).added == 13
    again = import_log(other, io.BytesIO(text))
    assert (again.added, again.digest) == (0, digest)
    assert exported(other) == (text, digest)


def test_an_older_export_adds_nothing_to_the_log_it_came_from(filled: StoredLog) -> None:
    text, _ = exported(filled)
    filled.append([Append("photo:77", 0, (seen("Z"),))])
    assert import_log(filled, io.BytesIO(text)).added == 0


def test_another_log_is_not_imported_over_this_one(
    filled: StoredLog, another: Callable[[], StoredLog]
) -> None:
    other = another()
    other.append([Append("photo:1", 0, (seen("else"),))])
    with pytest.raises(LogError, match=r"position 1 .*import archive"):
        import_log(other, io.BytesIO(exported(filled)[0]))
    assert other.head() == 1


@pytest.mark.parametrize(
    ("was", "is_now", "said"),
    [
        (b'"position":2,', b'"position":1,', "line 2: position 1 does not follow 1"),
        (b'"stream":"photo:0"', b'"stream":"song:0"', "line 1: this version knows no stream"),
        (b'"version":2', b'"version":4', "the file is not whole"),
        (b'"type":"photo-seen/1"', b'"type":"photo-sold/1"', "photo-sold/1.*upgrade"),
        (b'"type":"photo-seen/1"', b'"type":"fave-added/1"', "the event is no 'fave-added'"),
        (b'"state":{', b'"state":[', "line 1 is no event"),
        (b'"stream"', b'"river"', "line 1 is no event"),
    ],
)
def test_a_file_that_is_no_export_is_refused(
    filled: StoredLog, another: Callable[[], StoredLog], was: bytes, is_now: bytes, said: str
) -> None:
    text = exported(filled)[0].replace(was, is_now, 1)
    other = another()
    with pytest.raises(LogError, match=said):
        import_log(other, io.BytesIO(text))
    assert other.head() == 0
