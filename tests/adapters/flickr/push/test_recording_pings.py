"""Pings that come to two processes at once: each recorded once, and no work is undone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from adapters import operations
from adapters.flickr.push.atom import Delivered
from adapters.flickr.push.ports import Callback
from adapters.log import LogError, StoredLog, open_log
from adapters.operations.callbacks import StoredCallbacks
from adapters.operations.turns import turn
from adapters.push.pings import PingBook
from domain import streams
from domain.recorded import Append, Conflict
from domain.subscription import PushPinged
from domain.topics import Entry, Topic

NOW = 1_600_000_000
CALLBACK = Callback("s1", "11@N01", Topic("my_photos"), "a secret", "a token")


class Process:
    """What one process of the site has: a log and a book of its own. Conflicts are counted."""

    def __init__(self, url: str, monkeypatch: pytest.MonkeyPatch, patience: float = 30) -> None:
        self.log: StoredLog = open_log(url)
        self.engine = operations.connect(url)
        callbacks = StoredCallbacks(self.engine)
        callbacks.prepare()
        self.book = PingBook(self.log, callbacks, lambda: NOW, patience)
        self.conflicts = 0
        append = self.log.append

        def counting(batch: Sequence[Append]) -> int:
            try:
                return append(batch)
            except Conflict:
                self.conflicts += 1
                raise

        monkeypatch.setattr(self.log, "append", counting)

    def record(self, number: int) -> int:
        entry = Entry(photo=str(number), author="11@N01")
        return self.book.record(CALLBACK, [Delivered(entry, f"{number:064x}")])

    def close(self) -> None:
        self.log.close()
        self.engine.dispose()


@pytest.fixture
def processes(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Process]]:
    made = [Process(url, monkeypatch) for _ in range(2)]
    yield made
    for process in made:
        process.close()


def recorded(process: Process) -> list[str]:
    entries = process.log.read(streams.pings("s1", NOW))
    return [e.fact.event.photo for e in entries if isinstance(e.fact.event, PushPinged)]


def test_processes_take_turns_so_that_none_undoes_the_others_work(processes: list[Process]) -> None:
    with ThreadPoolExecutor(16) as pool:
        new = pool.map(lambda number: processes[number % 2].record(number), range(120))
    assert list(new) == [1] * 120
    assert sorted(map(int, recorded(processes[0]))) == list(range(120))
    assert [process.conflicts for process in processes] == [0, 0]


def test_what_comes_to_both_at_once_is_recorded_once(processes: list[Process]) -> None:
    with ThreadPoolExecutor(16) as pool:
        new = pool.map(lambda number: processes[number % 2].record(number // 4), range(120))
    assert sum(new) == 30
    assert sorted(map(int, recorded(processes[0]))) == list(range(30))


def test_a_delivery_whose_turn_does_not_come_is_refused_and_recorded_when_it_comes_again(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = Process(url, monkeypatch, patience=0.05)
    with turn(process.engine, "pings"), pytest.raises(LogError, match="delivers it again"):
        process.record(1)
    assert recorded(process) == []
    assert process.record(1) == 1
    assert recorded(process) == ["1"]
    process.close()
