"""Eight writers and two followers at once: nothing lost, doubled, reordered or passed over."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from adapters.log import open_log
from domain.photo.events import PhotoTitleChanged
from domain.recorded import Recorded

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS = 60 if os.environ.get("SOAK") == "1" else 3
WRITERS = 8
FOLLOWERS = 2

# Appends batches of its own streams and of four that all writers share, says what was acknowledged.
_WRITER = """
import sys, time
from random import Random
from adapters.log import open_log
from domain.recorded import Append, Conflict
from tests.adapters.log.facts import retitled, seen
log, who, until = open_log(sys.argv[1]), sys.argv[2], time.monotonic() + float(sys.argv[3])
random, number = Random(int(who)), 0
while time.monotonic() < until:
    number += 1
    shared = f"photo:{random.randrange(4)}"
    own = Append(f"photo:{who}{number:07}", 0, (seen("A"), retitled("B")))
    while True:
        held = log.versions([shared]).get(shared, 0)
        batch = [own, Append(shared, held, (retitled(f"{who} {number}"),))]
        if random.random() < 0.3:
            batch.reverse()
        try:
            log.append(batch)
        except Conflict:
            continue
        break
    print(number, flush=True)
"""

# Follows the log by its positions until it is told to end, and says which it met.
_FOLLOWER = """
import sys, time
from adapters.log import open_log
log, reached, ending = open_log(sys.argv[1]), 0, False
import threading
told = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), told.set()), daemon=True).start()
while True:
    ending = told.is_set()
    new = log.since(reached, 500)
    for entry in new:
        print(entry.position)
    reached = new[-1].position if new else reached
    if ending and not new:
        break
    if not new:
        time.sleep(0.01)
"""


def started(program: str, *arguments: str) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'http'}"}
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )


def test_many_write_and_follow_at_once(url: str) -> None:
    open_log(url).close()
    followers = [started(_FOLLOWER, url) for _ in range(FOLLOWERS)]
    writers = [started(_WRITER, url, str(10 + n), str(SECONDS)) for n in range(WRITERS)]
    acknowledged = {
        str(10 + n): [int(line) for line in writer.communicate(timeout=SECONDS + 120)[0].split()]
        for n, writer in enumerate(writers)
    }
    met = [
        [int(line) for line in follower.communicate("", timeout=120)[0].split()]
        for follower in followers
    ]
    assert all(done.returncode == 0 for done in (*writers, *followers))
    log = open_log(url)
    entries: list[Recorded] = []
    while new := log.since(entries[-1].position if entries else 0, 5_000):
        entries += new
    log.close()
    assert all(numbers for numbers in acknowledged.values())
    assert len(entries) == 3 * sum(map(len, acknowledged.values()))
    positions = [entry.position for entry in entries]
    assert met == [positions] * FOLLOWERS
    versions: Counter[str] = Counter()
    told: dict[str, list[int]] = {who: [] for who in acknowledged}
    for entry in entries:
        versions[entry.stream] += 1
        assert entry.version == versions[entry.stream]
        event = entry.fact.event
        if isinstance(event, PhotoTitleChanged) and " " in event.title:
            who, number = event.title.split(" ")
            told[who].append(int(number))
    assert told == acknowledged
