"""A folder in memory, where making bytes durable takes no time.

For tests of how much is asked and what is recorded; what a kill or a full disk leaves behind
is looked at on a real one.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_MEMORY = Path("/dev/shm")
_ENOUGH = 2 << 30


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory; the test's own one where the system has none, or a small one."""
    if not _MEMORY.is_dir() or not os.access(_MEMORY, os.W_OK) or _free() < _ENOUGH:
        yield tmp_path
        return
    made = Path(tempfile.mkdtemp(prefix="parallel-flickr-", dir=_MEMORY))
    try:
        yield made
    finally:
        shutil.rmtree(made)


def _free() -> int:
    return shutil.disk_usage(_MEMORY).free
