"""Storages whose writers, daemons and servers are killed without warning, again and again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from adapters.storage import Storage
from tests.services.s3 import ACCESS, SECRET
from tests.services.s3 import running as s3_running
from tests.soak.writing import content, opened
from tests.storagemaster.daemon import ROOT
from tests.storagemaster.daemon import running as daemon_running

ROUNDS = 200 if os.environ.get("SOAK") == "1" else 5
_KEYS = 4


@dataclass(frozen=True, slots=True)
class Serving:
    """A place that can be written: how to open it, and how its server is killed."""

    arguments: dict[str, Any]
    kill: Callable[[], None]


@contextmanager
def fs(folder: Path) -> Iterator[Serving]:
    yield Serving({"provider": "fs", "root": str(folder)}, lambda: None)


@contextmanager
def storagemaster(folder: Path) -> Iterator[Serving]:
    with daemon_running(folder) as daemon:
        yield Serving(
            {"provider": "storagemaster", "port": daemon.port}, lambda: daemon.process.kill()
        )


@contextmanager
def s3(folder: Path) -> Iterator[Serving]:
    with s3_running(folder) as server:
        if not any(folder.iterdir()):
            server.make("files")
        where = {"bucket": "files", "access_key": ACCESS, "secret_key": SECRET}
        yield Serving({"provider": "s3", "endpoint_url": server.url, **where}, server.kill)


@dataclass(slots=True)
class Told:
    """What the writers said: the last version of each key that was begun, that was kept."""

    begun: dict[str, int]
    kept: dict[str, int] = field(default_factory=dict)

    def hear(self, line: str) -> bool:
        """Take in a line; whether it tells that something was acknowledged."""
        what, key, version = line.split()
        (self.kept if what == "kept" else self.begun)[key] = int(version)
        return what == "kept"

    def holds_in(self, storage: Storage) -> None:
        """Every file is whole, and none older than what was acknowledged."""
        for key in self.begun:
            if storage.stat(key) is None:
                assert key not in self.kept
                continue
            with storage.open(key) as file:
                data = file.read()
            version = int(data[:8])
            assert self.kept.get(key, 0) <= version <= self.begun[key]
            assert data == content(key, version)
        assert set(storage.keys()) <= set(self.begun)


def killed(serving: Serving, victim: str, told: Told, random: Random) -> None:
    """Let writers write for a while, and kill them, or the server under them."""
    command = [sys.executable, "-m", "tests.soak.writing"]
    command += [json.dumps(serving.arguments), json.dumps(told.begun)]
    environment = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'http'}"}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as writers:
        assert writers.stdout is not None
        heard = random.randint(1, 2 * _KEYS)
        while heard and (line := writers.stdout.readline()):
            heard -= told.hear(line)
        assert not heard, "the writers ended before they were killed"
        time.sleep(random.uniform(0, 0.02))  # at another moment of the writes in every round
        if victim == "server":
            serving.kill()
        writers.kill()
        for line in writers.stdout:
            if line.endswith("\n"):
                told.hear(line)


@pytest.mark.parametrize(
    ("place", "victim"),
    [
        (fs, "writer"),
        (storagemaster, "writer"),
        (storagemaster, "server"),
        (s3, "writer"),
        (s3, "server"),
    ],
)
def test_every_file_is_whole_and_what_was_acknowledged_is_there(
    tmp_path: Path, place: Callable[[Path], AbstractContextManager[Serving]], victim: str
) -> None:
    random = Random(20)
    told = Told({f"{number}/photo.jpg": 0 for number in range(_KEYS)})
    with ExitStack() as stack:
        serving = stack.enter_context(place(tmp_path))
        for _ in range(ROUNDS):
            killed(serving, victim, told, random)
            if victim == "server":
                stack.close()
                serving = stack.enter_context(place(tmp_path))
            told.holds_in(opened(serving.arguments))
    assert set(told.kept) == set(told.begun)
