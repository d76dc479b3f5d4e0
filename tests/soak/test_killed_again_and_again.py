"""An archive whose processes are killed without warning, round after round."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from adapters import operations
from adapters.log import open_log
from bench.years import EVENTS_A_PHOTO, photos
from projections.checking import check
from projections.generations import Generations

ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS = 200 if os.environ.get("SOAK") == "1" else 3
_BATCH = 3

# Goes on with the photos where the log ends, three in a batch, and says what was acknowledged.
_WRITER = """
import sys
from itertools import islice
from adapters.log import open_log
from bench.years import photos
from domain.recorded import Append
log = open_log(sys.argv[1])
begun = sum(1 for _ in log.by_stream())
rest = islice(photos(100_000), begun, None)
while batch := list(islice(rest, 3)):
    log.append([Append(stream, 0, facts) for stream, facts in batch])
    begun += len(batch)
    print(begun, flush=True)
"""

# Follows the log in small steps for ever, saying how far it came.
_FOLLOWER = """
import sys
from adapters import operations
from adapters.log import open_log
from projections.following import follow
from projections.generations import Generations
log, views = open_log(sys.argv[1]), Generations(operations.connect(sys.argv[1]))
while True:
    if follow(log, views.live(), step=5):
        print("followed", flush=True)
"""


@pytest.fixture
def views(url: str) -> Iterator[Generations]:
    engine = operations.connect(url)
    made = Generations(engine)
    made.prepare()
    yield made
    made.close()
    engine.dispose()


def started(program: str, *arguments: str) -> subprocess.Popen[str]:
    """Start a program of ours that says on standard output how far it came."""
    environment = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'http'}"}
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )


def said_until_killed(process: subprocess.Popen[str], lines: int) -> list[str]:
    """Read so many lines, kill the process where it stands, and read what else it said."""
    assert process.stdout is not None
    with process:
        said = [process.stdout.readline() for _ in range(lines)]
        process.kill()
        return [line.strip() for line in (*said, *process.stdout) if line.endswith("\n")]


def test_nothing_acknowledged_is_lost_and_the_views_agree_with_the_log(
    url: str, views: Generations
) -> None:
    random = Random(7)
    log = open_log(url)
    for _ in range(ROUNDS):
        follower = started(_FOLLOWER, url)
        writer = started(_WRITER, url)
        acknowledged = said_until_killed(writer, random.randint(1, 12))
        followed = said_until_killed(follower, random.randint(1, 3))
        assert acknowledged
        assert followed
        assert sum(1 for _ in log.by_stream()) >= int(acknowledged[-1])
    held = dict(log.by_stream())
    assert len(held) % _BATCH == 0
    for stream, facts in photos(len(held)):
        assert tuple(held[stream]) == facts
    checked = check(log, views.live())
    log.close()
    assert checked.difference is None
    assert checked.events == len(held) * EVENTS_A_PHOTO
