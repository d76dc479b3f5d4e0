"""Workers that share the following of the log, on both databases."""

from __future__ import annotations

import pytest

from bench.years import fill
from projections.checking import check
from projections.following import SHARES, follow, position
from projections.sharing import TERM, Sharing
from tests.projections.test_generations import Views, views

__all__ = ["views"]


class Clock:
    """A clock that is set by hand, in seconds."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def worker(views: Views, name: str, clock: Clock) -> Sharing:
    made = Sharing(views.engine, name, clock)
    made.prepare()
    return made


def settle(clock: Clock, *workers: Sharing) -> list[set[int]]:
    """Let some renewals go by, and return what each worker holds."""
    for _ in range(4):
        clock.seconds += TERM / 3
        held = [set(each.held()) for each in workers]
    return held


def test_one_worker_alone_follows_every_share(views: Views, clock: Clock) -> None:
    assert worker(views, "one", clock).held() == SHARES


def test_workers_share_without_stepping_on_each_other(views: Views, clock: Clock) -> None:
    workers = [worker(views, name, clock) for name in ("one", "two", "three")]
    held = settle(clock, *workers)
    assert set.union(*held) == set(SHARES)
    assert sum(map(len, held)) == len(SHARES)
    assert min(map(len, held)) >= 2


def test_no_share_is_ever_held_by_two(views: Views, clock: Clock) -> None:
    one, two = worker(views, "one", clock), worker(views, "two", clock)
    for _ in range(8):
        assert not set(one.held()) & set(two.held())
        clock.seconds += TERM / 6


def test_shares_that_are_given_up_to_a_new_worker_lie_idle_for_a_second_at_most(
    views: Views, clock: Clock
) -> None:
    one, two = worker(views, "one", clock), worker(views, "two", clock)
    one.held()
    assert not two.held()
    idle = 0.0
    while len(two.held()) < len(SHARES) / 2:
        clock.seconds += 0.25
        idle += 0.25 if len(one.held()) + len(two.held()) < len(SHARES) else 0.0
    assert idle <= 1


def test_the_shares_of_a_worker_that_fell_silent_are_taken_over(views: Views, clock: Clock) -> None:
    one, two = worker(views, "one", clock), worker(views, "two", clock)
    settle(clock, one, two)
    assert len(settle(clock, two)[0]) == len(SHARES)


def test_a_worker_that_ends_leaves_its_shares_at_once(views: Views, clock: Clock) -> None:
    one, two = worker(views, "one", clock), worker(views, "two", clock)
    settle(clock, one, two)
    one.release()
    clock.seconds += TERM / 3
    assert set(two.held()) == set(SHARES)


def test_shares_followed_one_by_one_give_what_following_all_gives(views: Views) -> None:
    fill(views.log, 40)
    engine = views.generations.live()
    for share in SHARES:
        while follow(views.log, engine, [share], step=7):
            pass
    with engine.connect() as connection:
        assert position(connection) == views.log.head()
    assert check(views.log, engine).difference is None


def test_a_step_that_another_worker_took_is_left(views: Views) -> None:
    """Both read where the share stands before either writes."""
    fill(views.log, 5)
    engine = views.generations.live()
    read_many = views.log.read_many

    class Slow:
        """The log of a worker that is overtaken between reading and writing."""

        touched = staticmethod(views.log.touched)

        @staticmethod
        def read_many(streams: object) -> object:
            assert follow(views.log, engine) > 0
            return read_many(streams)  # type: ignore[arg-type]

    assert follow(Slow(), engine) == 0  # type: ignore[arg-type]
    assert check(views.log, engine).difference is None
