"""A writer that says what it begins and what was acknowledged, until somebody kills it.

Run as `python -m tests.soak.writing STORAGE BEGUN`, both JSON: the arguments of `open_storage`,
and the last version that was begun of each key. Each key has a thread of its own.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
from dataclasses import replace
from typing import Any, Final

from adapters.storage import Storage, StorageError, open_storage
from adapters.storage.s3 import S3Storage

PART: Final = 5 * 1024 * 1024
"""The smallest part that S3 takes, so that large files go up in parts here too."""
_LARGE: Final = 6_000_000
_EVERY: Final = 9


def content(key: str, version: int) -> bytes:
    """A file that says which one it is; now and then one that is larger than a part."""
    seed = hashlib.sha256(f"{key} {version}".encode()).digest()
    times = _LARGE // len(seed) if version % _EVERY == 0 else 1_000 + version * 37 % 9_000
    return f"{version:08}".encode() + seed * times


def opened(arguments: dict[str, Any]) -> Storage:
    """The storage with those arguments."""
    storage = open_storage(**arguments)
    return replace(storage, part=PART) if isinstance(storage, S3Storage) else storage


def _write(storage: Storage, key: str, version: int) -> None:
    while True:
        version += 1
        _say("begun", key, version)
        try:
            storage.put(key, content(key, version))
        except StorageError:
            return  # the other side is dead
        _say("kept", key, version)


def _say(what: str, key: str, version: int) -> None:
    os.write(1, f"{what} {key} {version}\n".encode())  # one call: no other thread's line in it


def main() -> None:
    """Write until nothing can be written any more."""
    storage = opened(json.loads(sys.argv[1]))
    begun: dict[str, int] = json.loads(sys.argv[2])
    threads = [threading.Thread(target=_write, args=(storage, *told)) for told in begun.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
