"""A storage whose daemon is killed without warning in the middle of writes."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from pathlib import Path
from random import Random

from adapters.storage import StorageError, open_storage
from tests.storagemaster.daemon import Running, running

ROUNDS = 200 if os.environ.get("SOAK") == "1" else 12
_WRITERS = 4


def _bytes(key: str, version: int) -> bytes:
    """A file that says which one it is; its size differs from one version to the next."""
    seed = hashlib.sha256(f"{key} {version}".encode()).digest()
    return f"{version:08}".encode() + seed * (1_000 + version * 37 % 9_000)


def _write(
    daemon: Running, key: str, begun: dict[str, int], kept: dict[str, int], over: threading.Event
) -> None:
    storage = open_storage("storagemaster", port=daemon.port)
    while not over.is_set():
        begun[key] += 1
        try:
            storage.put(key, _bytes(key, begun[key]))
        except StorageError:
            return  # the daemon is dead
        kept[key] = begun[key]


def _round(root: Path, pause: float, begun: dict[str, int], kept: dict[str, int]) -> None:
    over = threading.Event()
    with running(root) as daemon:
        threads = [
            threading.Thread(target=_write, args=(daemon, key, begun, kept, over)) for key in begun
        ]
        for thread in threads:
            thread.start()
        time.sleep(pause)  # at a different moment of the writes in every round
        daemon.process.kill()
        over.set()
        for thread in threads:
            thread.join(20)


def test_every_file_is_whole_and_what_was_acknowledged_is_there(tmp_path: Path) -> None:
    random = Random(20)
    begun = {f"{number}/photo.jpg": 0 for number in range(_WRITERS)}
    kept = dict(begun)
    for _ in range(ROUNDS):
        _round(tmp_path, random.uniform(0.005, 0.08), begun, kept)
        storage = open_storage("fs", root=tmp_path)
        for key in begun:
            if storage.stat(key) is None:
                assert kept[key] == 0
                continue
            with storage.open(key) as file:
                data = file.read()
            version = int(data[:8])
            assert kept[key] <= version <= begun[key]
            assert data == _bytes(key, version)
        assert set(storage.keys()) <= set(begun)
    assert min(kept.values()) > 0
