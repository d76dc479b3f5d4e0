"""Files that have no name of their own yet: how they begin, and how what is left of them goes."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import secrets
from pathlib import Path
from typing import Final

UNFINISHED: Final = ".part"
"""The end of the names of files that are being written; they begin with a dot."""

_HAS_DESCRIPTORS: Final = Path("/proc/self/fd").is_dir()
_HAS_ADVICE: Final = hasattr(os, "posix_fadvise")
_NO_NAMELESS: Final = frozenset({errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL, errno.ENOENT})

_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_WRITE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def nameless(folder: int) -> tuple[str, int] | None:
    """A new file that has no name yet, of which nothing is left when its writer is killed;
    None where the disk has no such files."""
    if not _HAS_DESCRIPTORS:
        return None
    try:
        return "", os.open(".", os.O_WRONLY | os.O_TMPFILE | os.O_CLOEXEC, 0o600, dir_fd=folder)
    except OSError as error:
        if error.errno in _NO_NAMELESS:
            return None
        raise


def partial_name() -> str:
    """A name for an unfinished file that nobody else has."""
    return f".{secrets.token_hex(8)}{UNFINISHED}"


def partial(folder: int) -> tuple[str, int]:
    """A new unfinished file in an opened folder: its name, and its locked descriptor."""
    name = partial_name()
    descriptor = os.open(name, _WRITE, 0o600, dir_fd=folder)
    with contextlib.suppress(OSError):  # some network disks have no locks; `older` then decides
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return name, descriptor


def begin_writing(descriptor: int, start: int) -> None:
    """Have the disk begin with what was written to a file from a byte on, and wait for nothing.

    Linux starts to write what it is told that nobody will need (posix_fadvise(2)), and lets go
    of nothing that is not on the disk yet. Elsewhere it does no harm.
    """
    if _HAS_ADVICE:
        with contextlib.suppress(OSError):
            os.posix_fadvise(descriptor, start, 0, os.POSIX_FADV_DONTNEED)


def swept(folder: int, name: str, before: float) -> bool:
    """Removes an unfinished file last written before that time whose writer is gone; tells
    whether it did."""
    if not name.startswith("."):
        return False
    with contextlib.suppress(OSError):
        descriptor = os.open(name, _READ, dir_fd=folder)
        try:
            if os.fstat(descriptor).st_mtime > before:
                return False
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # its writer is gone
            os.unlink(name, dir_fd=folder)
            return True
        finally:
            os.close(descriptor)
    return False
