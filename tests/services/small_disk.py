"""A disk of its own that is soon full: a small tmpfs, which takes root to mount."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

Resize = Callable[[str], None]


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Resize]:
    """Mount a disk of so many bytes (`1m`) at a folder; skip the test where that cannot be.

    Gives a function that mounts it anew with other options: `size=64m`, `ro`, `rw`.
    """
    refused = _mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder))
    if refused:
        pytest.skip(f"a small disk cannot be mounted here: {refused}")

    def remount(options: str) -> None:
        refused = _mount("-o", f"remount,{options}", str(folder))
        assert not refused, refused

    try:
        yield remount
    finally:
        subprocess.run(["umount", str(folder)], check=True, timeout=30)


def _mount(*arguments: str) -> str:
    """Return why it was refused, or nothing."""
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, timeout=30)
    return done.stderr.strip() if done.returncode else ""
