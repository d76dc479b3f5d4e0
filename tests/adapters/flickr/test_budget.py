from __future__ import annotations

import math
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import Engine, create_engine

from adapters.flickr import errors
from adapters.flickr.budget import OPERATIONAL, SharedBudget, Window, budgeted
from adapters.flickr.reading import text
from tests.adapters.flickr import clients
from tests.adapters.flickr.clockwork import NOON, Clockwork
from tests.adapters.simulator.running import Simulator
from tests.services.postgresql import Server

HOUR = 3600
METHOD = "flickr.photos.getInfo"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/budget.db"
    server: Server = request.getfixturevalue("postgresql")
    return server.fresh().replace("postgresql:", "postgresql+psycopg:")


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    OPERATIONAL.drop_all(engine)
    OPERATIONAL.create_all(engine)
    yield engine
    engine.dispose()


def budget(engine: Engine, clockwork: Clockwork, per_hour: int = 20, held: int = 5) -> SharedBudget:
    return SharedBudget(
        engine, "a key", clockwork.now, clockwork.sleep, per_hour=per_hour, held_back=held
    )


def test_a_share_is_held_back_for_those_who_wait_for_a_page(
    engine: Engine, clockwork: Clockwork
) -> None:
    calls = budget(engine, clockwork)
    for _ in range(15):
        calls.take(METHOD)
    assert calls.left().calls == 0
    assert calls.left(interactive=True).calls == 5
    for _ in range(5):
        calls.take(METHOD, interactive=True)
    assert clockwork.slept == []


def test_a_poller_waits_until_a_call_is_free(engine: Engine, clockwork: Clockwork) -> None:
    calls = budget(engine, clockwork)
    for _ in range(16):
        calls.take(METHOD)
    assert HOUR <= clockwork.at - NOON <= HOUR + 60


def test_somebody_at_a_page_is_told_when_calls_are_free_again(
    engine: Engine, clockwork: Clockwork
) -> None:
    calls = budget(engine, clockwork)
    for _ in range(20):
        calls.take(METHOD, interactive=True)
    with pytest.raises(errors.BudgetExhausted) as caught:
        calls.take(METHOD, interactive=True)
    assert caught.value.free_at == calls.left(interactive=True).free_at
    assert NOON + HOUR <= caught.value.free_at <= NOON + HOUR + 60
    clockwork.at = caught.value.free_at
    calls.take(METHOD, interactive=True)


def test_the_budget_tells_by_when_more_calls_can_be_made(
    engine: Engine, clockwork: Clockwork
) -> None:
    calls = budget(engine, clockwork)
    assert calls.done_by(15) == clockwork.at
    assert calls.done_by(45) == clockwork.at + 2 * HOUR


def test_what_another_process_took_is_gone(engine: Engine, clockwork: Clockwork) -> None:
    budget(engine, clockwork).take(METHOD)
    assert budget(engine, clockwork).left().calls == 14


def test_each_key_has_a_budget_of_its_own(engine: Engine, clockwork: Clockwork) -> None:
    budget(engine, clockwork).take(METHOD)
    other = SharedBudget(engine, "another key", clockwork.now, clockwork.sleep)
    assert other.left(interactive=True).calls == 3600


def greedy(url: str, tries: int) -> int:
    """In a process of its own: how many of so many calls were given leave."""
    engine = create_engine(url)
    clockwork = Clockwork()
    calls = SharedBudget(
        engine, "a key", clockwork.now, clockwork.sleep, per_hour=50, held_back=0, longest_wait=0.0
    )
    taken = 0
    for _ in range(tries):
        try:
            calls.take(METHOD)
            taken += 1
        except errors.BudgetExhausted:
            continue
    engine.dispose()
    return taken


def test_processes_that_call_at_once_never_take_more_than_there_is(
    engine: Engine, url: str
) -> None:
    assert engine.dialect.name in url
    with ProcessPoolExecutor(3, mp_context=get_context("spawn")) as processes:
        taken = list(processes.map(greedy, [url] * 3, [40] * 3, timeout=60))
    assert sum(taken) == 50


def test_every_call_is_taken_out_of_the_budget_before_it_is_made(
    engine: Engine, clockwork: Clockwork, simulator: Simulator
) -> None:
    calls = budget(engine, clockwork, per_hour=2, held=0)
    member = clients.member(simulator, simulator.person("ada"))
    call = budgeted(member, calls, interactive=True)
    simulator.fault("flickr.test.login", "http_500")
    with pytest.raises(errors.ServiceUnavailable):
        call("flickr.test.login")
    assert text(call("flickr.test.login"), "user", "username") == "ada"
    with pytest.raises(errors.BudgetExhausted):
        call("flickr.test.login")
    assert len(simulator.calls()) == 2


def test_a_budget_that_was_spent_by_a_clock_gone_wrong_comes_back(
    engine: Engine, clockwork: Clockwork
) -> None:
    clockwork.at = NOON + 365 * 24 * HOUR
    calls = budget(engine, clockwork)
    calls.take(METHOD)
    clockwork.at = NOON
    assert calls.left().calls == 15


@given(some.lists(some.floats(0.0, 400.0), min_size=1, max_size=120), some.integers(1, 30))
def test_no_hour_ever_has_more_calls_than_the_limit(pauses: list[float], limit: int) -> None:
    now, window, made = NOON, Window(), []
    for pause in pauses:
        now += pause
        window = window.since(now)
        now = max(now, window.free_at(limit))
        window = window.since(now).with_one_more(now)
        made.append(now)
    for end in made:
        assert sum(end - HOUR < at <= end for at in made) <= limit


@given(some.lists(some.integers(0, 59), max_size=60), some.integers(1, 30))
def test_when_calls_are_free_is_never_told_too_late(minutes: list[int], limit: int) -> None:
    window = Window()
    for minute in sorted(minutes):
        window = window.with_one_more(NOON + 60 * minute)
    free_at = window.free_at(limit)
    assert window.since(free_at).spent() < limit or not free_at
    if free_at:
        assert window.since(math.nextafter(free_at, 0)).spent() >= limit
