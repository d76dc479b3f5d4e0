"""A PostgreSQL that falls over and comes back under a worker and a site that go on running."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import requests

from adapters import operations
from adapters.log import open_log
from bench.years import append_photos
from projections.following import position
from projections.generations import Generations
from tests.bin.running import command, environment
from tests.services import postgresql
from tests.services.programs import await_port, free_port

_PATIENCE = 60.0


def until(what: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + _PATIENCE
    while not what():
        assert time.monotonic() < end, "it never came to be so"
        time.sleep(0.05)


def followed(url: str) -> bool:
    """Tell whether the views account for all of the log."""
    log, engine = open_log(url), operations.connect(url)
    views = Generations(engine)
    try:
        with views.live().connect() as connection:
            return position(connection) == log.head() > 0
    finally:
        views.close()
        engine.dispose()
        log.close()


def appended(url: str, begun: int) -> None:
    """Append two photos after the first so many."""
    log = open_log(url)
    append_photos(log, 2, begun=begun)
    log.close()


def test_who_runs_through_a_fall_of_the_database_goes_on_by_themselves(tmp_path: Path) -> None:
    with postgresql.running() as server:
        url = server.fresh()
        assert command(tmp_path, "init", database_url=url).returncode == 0
        port = free_port()
        with subprocess.Popen(
            [sys.executable, "-m", "bin", "up", "--bind", f"127.0.0.1:{port}"],
            cwd=tmp_path,
            env=environment(database_url=url),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as up:
            await_port(port, up, "the site")
            front = f"http://127.0.0.1:{port}/"
            appended(url, 0)
            until(lambda: followed(url))
            assert requests.get(front, timeout=30).status_code == 200
            server.fall()
            until(lambda: requests.get(front, timeout=30).status_code == 503)
            assert requests.get(f"{front}healthz", timeout=30).ok
            server.resume()
            appended(url, 2)
            until(lambda: followed(url))
            until(lambda: requests.get(front, timeout=30).status_code == 200)
            up.terminate()
            said, _ = up.communicate(timeout=30)
            assert up.returncode == 0, said.decode()
        told = said.decode()
        assert told.count("following stands still") >= 1
        assert "following goes on" in told
        assert "Traceback" not in told
