"""Pages of today against the same pages of a random day."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final

from falcon import testing

from adapters.assembly import Archive, assemble, prepare
from adapters.settings import Settings
from bench.years import BEGUN, ENDED, OWNER, fill, photos
from projections.following import catch_up
from web.app import create_app

_PHOTOS: Final = 10_000
_VISITS: Final = 150


def past_against_present() -> dict[str, float]:
    """Return how many times as long a page of the past takes, for each kind of page."""
    with tempfile.TemporaryDirectory() as folder:
        archive = archive_in(folder)
        fill(archive.log, _PHOTOS)
        catch_up(archive.log, archive.generations.live())
        client = testing.TestClient(create_app(archive))
        random = Random(2014)  # noqa: S311 - the same days every time are wanted
        ids = [stream.partition(":")[2] for stream, _ in photos(_PHOTOS)]
        streams = timings(client, random, lambda: f"/photos/{OWNER}/")
        photo = timings(client, random, lambda: f"/photos/{OWNER}/{random.choice(ids)}/")
        archive.close()
    return {"photostream": streams[1] / streams[0], "photo": photo[1] / photo[0]}


def archive_in(folder: str) -> Archive:
    """Return an empty archive on SQLite, of the end of the years, whose pages are all made anew."""
    settings = Settings(
        database_url=f"sqlite:///{folder}/log.db",
        flickr_static_path=str(Path(folder) / "static"),
        crypto_cookie_secret="c" * 32,
        crypto_crumb_secret="d" * 32,
        answers_kept_megabytes=0,
    )
    archive = assemble(settings, clock=lambda: ENDED)
    prepare(archive)
    return archive


def timings(
    client: testing.TestClient, random: Random, address: Callable[[], str]
) -> tuple[float, float]:
    """Return the median seconds of pages of today, and of the same pages of a random day."""
    now: list[float] = []
    then: list[float] = []
    while len(now) < _VISITS:
        path = address()
        day = random.randrange(BEGUN + 30_000_000, ENDED)
        took_then, found_then = _timed(client, f"{path}?as_of=@{day}")
        took_now, found_now = _timed(client, path)
        if found_then and found_now:
            then.append(took_then)
            now.append(took_now)
    return statistics.median(now), statistics.median(then)


def _timed(client: testing.TestClient, path: str) -> tuple[float, bool]:
    begun = time.perf_counter()
    answer = client.simulate_get(path)
    took = time.perf_counter() - begun
    return took, bool(answer.status_code == 200)
