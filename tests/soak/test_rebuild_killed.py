"""Followers and rebuilds that are killed without warning, round after round."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from itertools import islice
from random import Random

import pytest

from adapters import operations
from adapters.log import open_log
from bench.years import photos
from domain.recorded import Append
from projections.checking import check
from projections.generations import Generations
from projections.rebuilding import rebuild
from tests.soak.test_killed_again_and_again import started

ROUNDS = 200 if os.environ.get("SOAK") == "1" else 2
_PHOTOS_BEFORE = 400
_PHOTOS_A_ROUND = 5

# Rebuilds again and again, on PostgreSQL by two processes, and says when each begins.
_REBUILDER = """
import sys
from adapters import operations
from adapters.log import open_log
from projections.generations import Generations
from projections.rebuilding import Jobs, rebuild
def reopened():
    return open_log(sys.argv[1]), Generations(operations.connect(sys.argv[1]))
log, views = reopened()
jobs = Jobs(2 if sys.argv[1].startswith("postgresql") else 1, reopened)
while True:
    print("rebuilding", flush=True)
    rebuild(log, views, jobs=jobs)
"""

# Follows the log in small steps for ever, and says when it begins.
_FOLLOWER = """
import sys
from adapters import operations
from adapters.log import open_log
from projections.following import follow
from projections.generations import Generations
log, views = open_log(sys.argv[1]), Generations(operations.connect(sys.argv[1]))
print("following", flush=True)
while True:
    follow(log, views.live(), step=5)
"""


@pytest.fixture
def views(url: str) -> Iterator[Generations]:
    engine = operations.connect(url)
    made = Generations(engine)
    made.prepare()
    yield made
    made.close()
    engine.dispose()


def test_views_are_what_the_log_says_whenever_their_makers_were_killed(
    url: str, views: Generations
) -> None:
    """What a killed rebuild left is removed by the next; what is live is never half made."""
    random = Random(11)
    log = open_log(url)
    every = photos(_PHOTOS_BEFORE + ROUNDS * _PHOTOS_A_ROUND)
    log.append([Append(stream, 0, facts) for stream, facts in islice(every, _PHOTOS_BEFORE)])
    rebuild(log, views)
    for _ in range(ROUNDS):
        killed = [started(program, url) for program in (_REBUILDER, _FOLLOWER)]
        for process in killed:
            assert process.stdout is not None
            assert process.stdout.readline().strip() in ("rebuilding", "following")
        log.append([Append(s, 0, facts) for s, facts in islice(every, _PHOTOS_A_ROUND)])
        time.sleep(random.uniform(0, 0.8))  # no condition is waited for: any moment will do
        for process in random.sample(killed, 2):
            with process:
                process.kill()
        checked = check(log, views.live())
        assert checked.difference is None
        assert checked.events == log.head()
    made = rebuild(log, views)
    assert len(views.names()) == 2
    assert made.generation in views.names()
    assert check(log, views.live()).difference is None
    log.close()
