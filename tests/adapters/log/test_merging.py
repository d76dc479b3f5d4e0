"""Another archive's log is merged into this one, in either database."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.log import LogError, StoredLog, open_log
from adapters.log.merging import Merged, looks_in, merge_log
from adapters.log.moving import export_log
from domain import streams
from domain.account import AccountJoined
from domain.backup import BackupFinished, Covered
from domain.clock import Happened
from domain.fact import Event, Fact
from domain.photo import photo_history
from domain.recorded import Append
from tests.adapters.log.facts import ADA, faved, retitled, seen


def fact(event: Event, at: int) -> Fact:
    return Fact(event=event, happened=Happened(at, at), observed=at, via="poll", account=ADA)


def run(at: int) -> Append:
    covered = (Covered(subject="photos", at=at),)
    event = BackupFinished(kind="photos", begun=at, covered=covered)
    return Append(streams.backup(ADA, at), 0, (fact(event, at),))


@pytest.fixture
def theirs(tmp_path: Path) -> Iterator[StoredLog]:
    """Another archive's log: two photos, one of them retitled, a favourite."""
    log = open_log(f"sqlite:///{tmp_path}/theirs.db")
    joined = fact(AccountJoined(nsid=ADA, username="ada"), 10)
    log.append([Append(f"account:{ADA}", 0, (joined,)), Append("photo:1", 0, (seen("A", 90),))])
    log.append([Append("photo:2", 0, (seen("Z"),)), Append("fave:11@N01:7", 0, (faved(),))])
    log.append([Append("photo:1", 1, (retitled("B", 150),)), run(160)])
    yield log
    log.close()


def exported(log: StoredLog) -> io.BytesIO:
    out = io.BytesIO()
    export_log(log, out)
    return io.BytesIO(out.getvalue())


def titles(log: StoredLog, stream: str) -> list[object]:
    facts = [entry.fact for entry in log.read(stream)]
    return [version.state.title for version in photo_history(facts).versions]


def merged(log: StoredLog, theirs: StoredLog) -> Merged:
    return merge_log(log, exported(theirs), lambda _key: False)


def test_photos_seen_by_both_become_one_history(log: StoredLog, theirs: StoredLog) -> None:
    log.append([Append("photo:1", 0, (seen("A", 100), retitled("C", 300)))])
    done = merged(log, theirs)
    assert (done.streams, done.added) == (3, 4)
    assert titles(log, "photo:1") == ["A", "B", "C"]
    assert titles(log, "photo:2") == ["Z"]
    assert log.read("fave:11@N01:7")[0].fact == faved()


def test_what_is_the_other_archives_own_stays_there(log: StoredLog, theirs: StoredLog) -> None:
    merged(log, theirs)
    assert log.read(f"account:{ADA}") == ()
    assert looks_in(log).at == {}
    assert looks_in(theirs).at == {(ADA, "photos"): [160]}


def test_our_runs_are_remembered_when_facts_are_merged(log: StoredLog, theirs: StoredLog) -> None:
    log.append([Append("photo:1", 0, (seen("A", 80),)), run(200)])
    merged(log, theirs)
    assert titles(log, "photo:1") == ["A", "B", "A"]


def test_merging_again_adds_nothing_and_going_on_adds_what_is_new(
    log: StoredLog, theirs: StoredLog
) -> None:
    merged(log, theirs)
    head = log.head()
    assert merged(log, theirs).added == 0
    assert log.head() == head
    theirs.append([Append("photo:2", 1, (retitled("Y", 400),))])
    assert merged(log, theirs).added == 1
    assert titles(log, "photo:2") == ["Z", "Y"]


def test_two_archives_merged_into_each_other_show_the_same(
    log: StoredLog, theirs: StoredLog
) -> None:
    log.append([Append("photo:1", 0, (seen("A", 100), retitled("C", 300)))])
    before = exported(log)
    merged(log, theirs)
    merge_log(theirs, before, lambda _key: False)
    for stream in ("photo:1", "photo:2"):
        assert titles(log, stream) == titles(theirs, stream)


def test_a_file_that_is_no_export_adds_nothing(log: StoredLog, theirs: StoredLog) -> None:
    cut = exported(theirs).getvalue()[:-5]
    with pytest.raises(LogError, match="is cut off"):
        merge_log(log, io.BytesIO(cut), lambda _key: False)
    assert log.head() == 0


def test_many_streams_are_merged_in_batches(
    log: StoredLog, theirs: StoredLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.log.merging._STREAMS_AT_ONCE", 3)
    theirs.append([Append(f"photo:{n}", 0, (seen(str(n)),)) for n in range(10, 20)])
    done = merged(log, theirs)
    assert (done.streams, done.added) == (13, 14)
