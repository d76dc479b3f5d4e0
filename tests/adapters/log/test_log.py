"""What the log promises, on both databases."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from adapters.log import LogError, StoredLog, open_log
from domain.recorded import Append, Conflict
from tests.adapters.log.facts import faved, retitled, seen


def test_what_is_appended_is_read_in_order(log: StoredLog) -> None:
    log.append([Append("photo:1", 0, (seen("A"), retitled("B")))])
    log.append([Append("photo:1", 2, (retitled("C"),))])
    assert [entry.fact for entry in log.read("photo:1")] == [
        seen("A"),
        retitled("B"),
        retitled("C"),
    ]
    assert [entry.version for entry in log.read("photo:1")] == [1, 2, 3]


def test_an_unknown_stream_is_empty(log: StoredLog) -> None:
    assert log.read("photo:1") == ()
    assert log.read_many(["photo:1"]) == {}
    assert log.head() == 0


def test_a_batch_of_many_streams_is_one_transaction(log: StoredLog) -> None:
    log.append([Append("photo:1", 0, (seen("A"),))])
    with pytest.raises(Conflict, match="photo:1"):
        log.append([Append("photo:2", 0, (seen("B"),)), Append("photo:1", 0, (seen("C"),))])
    assert log.read("photo:2") == ()
    assert log.head() == 1


def test_an_append_to_a_stream_that_moved_on_is_refused(log: StoredLog) -> None:
    log.append([Append("photo:1", 0, (seen("A"), retitled("B")))])
    with pytest.raises(Conflict, match="photo:1"):
        log.append([Append("photo:1", 1, (retitled("C"),))])


def test_an_append_beyond_the_end_of_a_stream_is_refused(log: StoredLog) -> None:
    with pytest.raises(Conflict, match="photo:1"):
        log.append([Append("photo:1", 3, (retitled("C"),))])


def test_positions_grow_over_all_streams(log: StoredLog) -> None:
    first = log.append([Append("photo:1", 0, (seen("A"),))])
    second = log.append([Append("fave:11@N01:1", 0, (faved(),))])
    assert second > first
    entries = log.since(0, 10)
    assert [entry.stream for entry in entries] == ["photo:1", "fave:11@N01:1"]
    assert [entry.stream for entry in log.since(entries[0].position, 10)] == ["fave:11@N01:1"]


def test_many_streams_are_read_at_once(log: StoredLog) -> None:
    log.append([Append(f"photo:{n}", 0, (seen(str(n)),)) for n in range(1200)])
    found = log.read_many(f"photo:{n}" for n in range(0, 1300, 100))
    assert sorted(found) == sorted(f"photo:{n}" for n in range(0, 1200, 100))


def test_the_whole_log_is_read_stream_by_stream_in_the_order_of_names(log: StoredLog) -> None:
    log.append([Append(f"photo:{n}", 0, (seen("A"),)) for n in (10, 9, 1)])
    log.append([Append("photo:9", 1, (retitled("B"),)), Append("fave:1:9", 0, (faved(),))])
    read = [(stream, len(entries)) for stream, entries in log.by_stream()]
    assert read == [("fave:1:9", 1), ("photo:1", 1), ("photo:10", 1), ("photo:9", 2)]


def test_cuts_make_parts_that_together_are_the_whole_log(log: StoredLog) -> None:
    log.append([Append(f"photo:{n}", 0, (seen("A"), retitled("B"))) for n in range(50)])
    log.append([Append("fave:1:9", 0, (faved(),))])
    cuts = log.cuts(3)
    assert len(cuts) == 2
    parts = [
        list(log.by_stream(since=since, before=before))
        for since, before in pairwise(("", *cuts, ""))
    ]
    assert [stream for part in parts for stream in part] == list(log.by_stream())
    assert min(map(len, parts)) >= 12


def test_reading_stream_by_stream_stops_at_a_position(log: StoredLog) -> None:
    upto = log.append([Append("photo:1", 0, (seen("A"),))])
    log.append([Append("photo:1", 1, (retitled("B"),)), Append("photo:2", 0, (seen("C"),))])
    assert [(s, len(entries)) for s, entries in log.by_stream(upto=upto)] == [("photo:1", 1)]


def test_a_log_opened_again_holds_what_it_held(url: str) -> None:
    first = open_log(url)
    first.append([Append("photo:1", 0, (seen("日本 <b>"),))])
    first.close()
    again = open_log(url)
    assert again.read("photo:1")[0].fact == seen("日本 <b>")
    again.close()


def test_writers_at_once_lose_nothing_and_readers_skip_nothing(url: str) -> None:
    """Four writers, and a follower that must meet every event in order of position."""
    writers, each = 4, 40
    met: list[int] = []
    done = threading.Event()

    def write(writer: int) -> None:
        own = open_log(url)
        for number in range(each):
            own.append([Append(f"photo:{writer}{number:03}", 0, (seen("A"), retitled("B")))])
        own.close()

    def follow() -> None:
        own = open_log(url)
        while True:
            finished = done.is_set()
            entries = own.since(met[-1] if met else 0, 50)
            met.extend(entry.position for entry in entries)
            if finished and not entries:
                own.close()
                return

    open_log(url).close()
    threads = [threading.Thread(target=write, args=(n,)) for n in range(writers)]
    follower = threading.Thread(target=follow)
    for thread in (*threads, follower):
        thread.start()
    for thread in threads:
        thread.join(60)
    done.set()
    follower.join(60)
    assert met == sorted(met)
    assert len(met) == len(set(met)) == writers * each * 2


_WRITER = """
import sys
from adapters.log import open_log
from domain.recorded import Append
from tests.adapters.log.facts import retitled, seen
log = open_log(sys.argv[1])
for number in range(100_000):
    log.append([Append(f"photo:{sys.argv[2]}{number:06}", 0, (seen("A"), retitled("B")))])
    print(number, flush=True)
"""


@pytest.mark.parametrize("acknowledged", [1, 7, 30])
def test_a_killed_writer_loses_nothing_that_was_acknowledged(url: str, acknowledged: int) -> None:
    arguments = [sys.executable, "-c", _WRITER, url, str(acknowledged)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        last = [int(writer.stdout.readline()) for _ in range(acknowledged)][-1]
        writer.kill()
        last = max([last, *(int(line) for line in writer.stdout if line.strip().isdigit())])
    log = open_log(url)
    streams = dict(log.by_stream())
    log.close()
    assert len(streams) >= last + 1
    assert {len(entries) for entries in streams.values()} == {2}


def test_the_log_counts_itself(log: StoredLog) -> None:
    log.append(
        [Append("photo:1", 0, (seen("A"), retitled("B"))), Append("fave:1:1", 0, (faved(),))]
    )
    counted = log.stats()
    assert (counted.events, counted.streams) == (3, 2)
    assert counted.by_kind == {"photo": 2, "fave": 1}
    assert counted.by_type == {"photo-seen": 1, "photo-title-changed": 1, "fave-added": 1}


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("mysql://localhost/x", "neither sqlite"),
        ("sqlite:///", "names no file"),
        ("sqlite:////nowhere/at/all/log.db", "make /nowhere/at/all"),
    ],
)
def test_an_address_that_cannot_be_a_log_is_refused_with_a_way_to_mend_it(
    address: str, said: str
) -> None:
    with pytest.raises(LogError, match=said):
        open_log(address)


def test_two_makers_at_once_both_find_the_log_made(url: str) -> None:
    made: list[Callable[[], None]] = []
    threads = [threading.Thread(target=lambda: made.append(open_log(url).close)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(made) == 4


def test_a_log_that_another_program_holds_is_told_so_and_can_be_tried_again(tmp_path: Path) -> None:
    log = open_log(f"sqlite:///{tmp_path}/log.db", patience=1)
    other = sqlite3.connect(tmp_path / "log.db")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LogError, match=r"busy .*: end the program that holds it, or try again"):
        log.append([Append("photo:1", 0, (seen("A"),))])
    other.rollback()
    assert log.append([Append("photo:1", 0, (seen("A"),))]) == 1
    other.close()
    log.close()


def test_a_log_that_rests_has_no_threads_and_answers_when_it_is_asked_again(url: str) -> None:
    threads = threading.active_count()
    log = open_log(url)
    log.append([Append("photo:1", 0, (seen("A"),))])
    log.rest()
    assert threading.active_count() == threads
    assert log.head() == 1
    assert log.append([Append("photo:1", 1, (retitled("B"),))]) == 2
    log.close()
