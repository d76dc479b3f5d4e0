"""The reaction to pings: each is followed by a look, many by few, and none is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import Engine

from adapters import operations
from adapters.log import StoredLog, open_log
from domain import streams
from domain.fact import Look
from domain.recorded import Append
from domain.subscription import PushPinged, SubscriptionAskedFor, decide, ping_of
from projections.reactions.looks import MOST_TRIES, NotNow
from projections.reactions.pinged import Pinged

ADA = "11@N01"


@dataclass
class Notes:
    """Somebody who looks: notes what at, and when; fails while `failing` has reasons."""

    clock: list[float]
    looks: list[tuple[float, str]] = field(default_factory=list)
    failing: list[Exception] = field(default_factory=list)

    def look(self, account: str, subject: str) -> None:
        assert account == ADA
        if self.failing:
            raise self.failing.pop(0)
        self.looks.append((self.clock[0], subject))


class Flickr:
    """A log into which pings come, and a worker that reacts."""

    def __init__(self, url: str) -> None:
        self.log: StoredLog = open_log(url)
        self.engine: Engine = operations.connect(url)
        self.clock = [1_000.0]
        self.notes = Notes(self.clock)
        self.worker = self.another_worker(self.notes)
        self.worker.looks.prepare()
        for number, topic in enumerate(("my_photos", "my_faves"), 1):
            asked = decide((), SubscriptionAskedFor(nsid=ADA, topic=topic), _look())
            self.log.append([Append(streams.subscription(str(number)), 0, asked)])

    def another_worker(self, notes: Notes) -> Pinged:
        return Pinged(self.log, self.engine, notes, lambda: self.clock[0])

    def ping(self, photo: str, subscription: str = "1") -> None:
        stream = streams.pings(subscription, 100)
        held = self.log.versions([stream]).get(stream, 0)
        fact = ping_of(PushPinged(photo=photo), _look())
        self.log.append([Append(stream, held, (fact,))])

    def work(self) -> None:
        """Let the worker do whatever there is to do now."""
        while self.worker.step():
            pass

    def wait(self, seconds: float, step: float = 0.5) -> None:
        """Let the worker work for some time, which goes on by steps."""
        until = self.clock[0] + seconds
        self.work()
        while self.clock[0] < until:
            self.clock[0] += step
            self.work()

    @property
    def looked_at(self) -> list[str]:
        return [subject for _, subject in self.notes.looks]


def _look() -> Look:
    return Look(at=100, observed=100, via="push", account=ADA)


@pytest.fixture
def flickr(url: str) -> Iterator[Flickr]:
    made = Flickr(url)
    yield made
    made.engine.dispose()
    made.log.close()


def test_a_pinged_photo_is_looked_at_at_once(flickr: Flickr) -> None:
    flickr.ping("1")
    flickr.work()
    assert flickr.notes.looks == [(1_000.0, "photo:1")]
    assert flickr.worker.position() == flickr.log.head()
    assert flickr.worker.looks.waiting() == 0


def test_a_pinged_fave_is_found_in_the_list_of_faves(flickr: Flickr) -> None:
    flickr.ping("1", "2")
    flickr.ping("2", "2")
    flickr.work()
    assert flickr.looked_at == ["faves"]


def test_pings_that_wait_together_cost_one_look(flickr: Flickr) -> None:
    for _ in range(100):
        flickr.ping("1")
    flickr.ping("2")
    flickr.work()
    assert sorted(flickr.looked_at) == ["photo:1", "photo:2"]


def test_pings_that_go_on_for_a_minute_cost_at_most_five_looks(flickr: Flickr) -> None:
    for _ in range(120):
        flickr.ping("1")
        flickr.wait(0.5)
    assert 2 <= len(flickr.looked_at) <= 5


def test_in_no_minute_of_a_long_burst_are_there_more_than_five_looks(flickr: Flickr) -> None:
    for _ in range(150):
        flickr.ping("1")
        flickr.wait(2, step=2)
    times = [at for at, _ in flickr.notes.looks]
    assert max(sum(1 for other in times if at <= other < at + 60) for at in times) <= 5


def test_the_last_ping_of_a_burst_is_followed_by_a_look(flickr: Flickr) -> None:
    for _ in range(20):
        flickr.ping("1")
        flickr.wait(0.5)
    last = flickr.clock[0]
    flickr.wait(120, step=5)
    assert flickr.notes.looks[-1][0] >= last
    assert flickr.worker.looks.waiting() == 0


def test_a_second_change_soon_after_is_seen_soon(flickr: Flickr) -> None:
    flickr.ping("1")
    flickr.wait(0.5)
    flickr.ping("1")
    flickr.wait(1)
    assert flickr.looked_at == ["photo:1", "photo:1"]


def test_a_look_that_fails_is_made_later(flickr: Flickr) -> None:
    flickr.notes.failing = [NotNow("105"), NotNow("429", 40)]
    flickr.ping("1")
    flickr.wait(40)
    assert flickr.looked_at == []
    flickr.wait(20)
    assert flickr.looked_at == ["photo:1"]


def test_one_photo_that_always_fails_holds_up_nothing_and_is_left_in_the_end(
    flickr: Flickr,
) -> None:
    flickr.notes.failing = [NotNow("105")] * MOST_TRIES
    flickr.ping("1")
    flickr.work()
    flickr.notes.failing.append(NotNow("105"))
    flickr.wait(3_600, step=60)
    flickr.ping("2")
    flickr.notes.failing.clear()
    flickr.wait(1)
    assert flickr.looked_at == ["photo:2"]
    assert flickr.worker.looks.waiting() == 0


def test_what_nobody_foresaw_is_raised_and_the_look_is_made_later(flickr: Flickr) -> None:
    flickr.notes.failing = [RuntimeError("a bug")]
    flickr.ping("1")
    with pytest.raises(RuntimeError):
        flickr.work()
    flickr.wait(30)
    assert flickr.looked_at == ["photo:1"]


def test_workers_share_the_looks_and_make_none_twice(flickr: Flickr) -> None:
    workers = [flickr.another_worker(flickr.notes) for _ in range(3)]
    for number in range(30):
        flickr.ping(str(number))
    while sum(worker.step() for worker in workers):
        pass
    assert sorted(flickr.looked_at) == sorted(f"photo:{number}" for number in range(30))


def test_a_look_of_a_worker_that_died_is_made_by_another(flickr: Flickr) -> None:
    class Killed(BaseException):
        """The end of a process."""

    dying = Notes(flickr.clock, failing=[Killed()])  # type: ignore[list-item]
    flickr.ping("1")
    worker = flickr.another_worker(dying)
    assert worker.follow()
    with pytest.raises(Killed):
        worker.looks.make_one(worker.looker)
    flickr.wait(100, step=20)
    assert flickr.looked_at == []
    flickr.wait(250, step=20)
    assert flickr.looked_at == ["photo:1"]


def test_pings_of_a_subscription_that_nobody_knows_ask_for_nothing(flickr: Flickr) -> None:
    flickr.ping("1", "9")
    flickr.work()
    assert flickr.looked_at == []
