"""A disk that is full under whoever writes, follows or rebuilds: nothing acknowledged is lost."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

import pytest
from sqlalchemy.exc import DBAPIError

from adapters import operations
from adapters.log import open_log
from adapters.log.errors import LogError
from bench.years import photos
from domain.recorded import Append
from projections.checking import check
from projections.following import catch_up, follow
from projections.generations import Generations
from projections.rebuilding import rebuild
from tests.services import postgresql
from tests.services.small_disk import small_disk

ROUNDS = 20 if os.environ.get("SOAK") == "1" else 2
_BATCH = 25
_PHOTOS = 100_000
_FULL = (LogError, DBAPIError, OSError)


@dataclass(frozen=True, slots=True)
class Narrow:
    """A database on a disk of its own, on which there can be made more or less room."""

    url: str
    folder: Path
    resume: Callable[[], None]

    def leave(self, room: int) -> None:
        """Fill the disk but for so many bytes."""
        self.clear()
        left = shutil.disk_usage(self.folder).free
        with suppress(OSError), (self.folder / "filler").open("wb") as filler:
            filler.write(bytes(max(left - room, 0)))  # a server may write meanwhile

    def clear(self) -> None:
        """Make room again, as whoever keeps the disk would, and start what gave up."""
        (self.folder / "filler").unlink(missing_ok=True)
        self.resume()


@pytest.fixture(params=["sqlite", "postgresql"])
def narrow(request: pytest.FixtureRequest) -> Iterator[Narrow]:
    """Either database, all of it on a small disk: PostgreSQL with its write-ahead log."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)  # the user who runs PostgreSQL goes through it
        disk = Path(name) / "disk"
        disk.mkdir()
        if request.param == "sqlite":
            with small_disk(disk, "64m"):
                yield Narrow(f"sqlite:///{disk}/archive.db", disk, lambda: None)
            return
        with small_disk(disk, "256m"), postgresql.running(disk) as server:
            yield Narrow(server.fresh(), disk, server.resume)


class Archive:
    """A log and its views, opened anew as a process does that is started after the trouble."""

    def __init__(self, url: str) -> None:
        self.log = open_log(url)
        self._operations = operations.connect(url)
        self.views = Generations(self._operations)
        self.views.prepare()

    def close(self) -> None:
        """Close every connection."""
        self.views.close()
        self._operations.dispose()
        self.log.close()


@contextmanager
def opened(url: str) -> Iterator[Archive]:
    """Open an archive and close it again."""
    archive = Archive(url)
    try:
        yield archive
    finally:
        archive.close()


def written_until_full(url: str, begun: int) -> int:
    """Append photo after photo, and return how many were acknowledged, the first ones with them."""
    acknowledged = begun
    with suppress(*_FULL), opened(url) as archive:
        while batch := list(islice(photos(_PHOTOS), acknowledged, acknowledged + _BATCH)):
            archive.log.append([Append(stream, 0, facts) for stream, facts in batch])
            acknowledged += len(batch)
    assert acknowledged < _PHOTOS, "the disk was never full"
    return acknowledged


def done(work: Callable[[Archive], object], url: str) -> bool:
    """Tell whether work was done, or a full disk stopped it."""
    try:
        with opened(url) as archive:
            work(archive)
    except _FULL:
        return False
    return True


def follow_to_the_end(archive: Archive) -> None:
    """Follow the log in steps of a few events."""
    while follow(archive.log, archive.views.live(), step=50):
        pass


def rebuild_once(archive: Archive) -> None:
    """Rebuild the views."""
    rebuild(archive.log, archive.views)


def test_a_full_disk_stops_whoever_writes_and_loses_nothing(narrow: Narrow) -> None:
    """A writer, a follower and a rebuild each meet it, again and again, and go on after it."""
    random = Random(3)
    held = stopped = 0
    with opened(narrow.url):
        pass  # an archive is made while there is room
    for _ in range(ROUNDS):
        narrow.leave(random.randrange(200_000, 1_500_000))
        acknowledged = written_until_full(narrow.url, held)
        for work in (follow_to_the_end, rebuild_once):
            narrow.leave(random.randrange(50_000, 1_000_000))
            stopped += not done(work, narrow.url)
        narrow.clear()
        with opened(narrow.url) as archive:
            streams = dict(archive.log.by_stream())
            assert acknowledged <= len(streams) <= acknowledged + _BATCH
            for stream, facts in photos(len(streams)):
                assert tuple(streams[stream]) == facts
            held = len(streams)
            assert check(archive.log, archive.views.live()).difference is None
            catch_up(archive.log, archive.views.live())
            rebuild(archive.log, archive.views)
            assert len(archive.views.names()) == 2
            assert check(archive.log, archive.views.live()).difference is None
    assert stopped >= ROUNDS // 2, "followers and rebuilds always had room"
