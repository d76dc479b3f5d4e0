"""One run of a kind for one member at a time, on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from adapters import operations
from adapters.flickr.poll.ports import Place
from adapters.operations.turns import in_turn, turn
from adapters.operations.unfinished import METADATA, StoredUnfinished

ROOT = Path(__file__).resolve().parent.parent.parent

# Takes the turn, says so, and keeps it until it is killed.
_HOLDER = """
import sys
from adapters import operations
from adapters.operations.turns import in_turn, turn
with turn(operations.connect(sys.argv[1]), "photos") as mine:
    print(mine, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = operations.connect(url)
    yield made
    made.dispose()


def test_who_waits_for_a_turn_has_it_once_its_holder_is_killed(url: str, engine: Engine) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert holder.stdout is not None
    with holder:
        assert holder.stdout.readline() == b"True\n"
        waiting, killed = threading.Event(), threading.Event()
        had: list[bool] = []

        def wait() -> None:
            waiting.set()
            with in_turn(engine, "photos", 30):
                had.append(killed.is_set())

        waiter = threading.Thread(target=wait)
        waiter.start()
        waiting.wait()
        killed.set()
        holder.kill()
        waiter.join(30)
    assert had == [True]


def test_who_waits_for_a_turn_too_long_is_told_and_may_ask_again(url: str, engine: Engine) -> None:
    other = operations.connect(url)
    with turn(engine, "photos"), pytest.raises(TimeoutError), in_turn(other, "photos", 0.05):
        raise AssertionError("two had the turn")
    with in_turn(other, "photos", 0.05), turn(engine, "photos") as taken:
        assert not taken
    other.dispose()


def test_a_turn_is_one_at_a_time_and_each_thing_has_its_own(url: str, engine: Engine) -> None:
    other = operations.connect(url)
    with turn(engine, "photos") as first, turn(other, "photos") as second:
        assert (first, second) == (True, False)
        with turn(other, "faves") as elsewhere:
            assert elsewhere
    with turn(other, "photos") as later:
        assert later
    other.dispose()


def test_a_killed_process_leaves_its_turn_at_once(url: str, engine: Engine) -> None:
    environment = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'http'}"}
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        with turn(engine, "photos") as mine:
            assert not mine
        holder.kill()
    until = time.monotonic() + 30  # PostgreSQL's server notices after the kernel has
    taken = False
    while not taken and time.monotonic() < until:
        with turn(engine, "photos") as taken:
            pass
    assert taken


def test_how_far_a_reading_came_is_kept_by_member_and_kind(engine: Engine) -> None:
    METADATA.create_all(engine)
    ada, bob = (StoredUnfinished(engine, nsid) for nsid in ("1@N01", "2@N02"))
    ada.keep("photos", Place(100, 1))
    ada.keep("photos", Place(100, 2))
    bob.keep("photos", Place(200, 7))
    assert ada.of("photos") == Place(100, 2)
    assert ada.of("faves") is None
    ada.forget("photos")
    assert ada.of("photos") is None
    assert bob.of("photos") == Place(200, 7)
