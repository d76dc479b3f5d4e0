"""From append to visible, with workers that follow while somebody appends steadily."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import deque
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine

from adapters.assembly import assemble, prepare
from adapters.settings import Settings
from bench.years import EVENTS_A_PHOTO, photos
from domain.recorded import Append
from projections.following import position

_EVENTS_A_SECOND: Final = 200
_SECONDS: Final = 15
_PHOTOS_AT_ONCE: Final = 2
_LOOK_EVERY: Final = 0.01


def p99(url: str, workers: int = 1) -> float:
    """Return the seconds in which 99 of 100 appends were visible, at 200 events a second.

    The log at `url` is empty; workers are processes, as `parallel-flickr worker` is.
    """
    with tempfile.TemporaryDirectory() as folder:
        told: dict[str, Any] = {
            "database_url": url,
            "flickr_static_path": f"{folder}/static",
            "crypto_cookie_secret": "c" * 32,
            "crypto_crumb_secret": "d" * 32,
        }
        archive = assemble(Settings(**told))
        prepare(archive)
        written = Path(folder) / "settings.toml"
        written.write_text("".join(f'{key} = "{value}"\n' for key, value in told.items()))
        following = [
            subprocess.Popen(
                [sys.executable, "-m", "bin", "worker"],
                env=os.environ | {"PARALLEL_FLICKR_SETTINGS": str(written)},
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(workers)
        ]
        try:
            for worker in following:
                assert worker.stdout is not None
                assert worker.stdout.readline().startswith("following")
            engine = archive.generations.live()
            waiting: deque[tuple[int, float]] = deque()
            took: list[float] = []
            each = EVENTS_A_PHOTO * _PHOTOS_AT_ONCE / _EVENTS_A_SECOND
            every = photos(_EVENTS_A_SECOND * _SECONDS // EVENTS_A_PHOTO)
            due = time.perf_counter()
            while batch := list(islice(every, _PHOTOS_AT_ONCE)):
                reached = archive.log.append([Append(s, 0, facts) for s, facts in batch])
                waiting.append((reached, time.perf_counter()))
                due += each
                while waiting and time.perf_counter() < due:
                    _seen(engine, waiting, took)
            while waiting:
                _seen(engine, waiting, took)
        finally:
            for worker in following:
                worker.terminate()
                worker.communicate()
            archive.close()
    return sorted(took)[len(took) * 99 // 100]


def _seen(engine: Engine, waiting: deque[tuple[int, float]], took: list[float]) -> None:
    """Note which appends every share accounts for by now."""
    with engine.connect() as connection:
        reached = position(connection)
    now = time.perf_counter()
    while waiting and waiting[0][0] <= reached:
        took.append(now - waiting.popleft()[1])
    time.sleep(_LOOK_EVERY)
