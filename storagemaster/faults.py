"""What can go wrong on a disk, said in one line with how to mend it."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from types import TracebackType
from typing import Final


class TreeError(Exception):
    """The disk did not do what was asked; the message says why and how to mend it."""


class NotThere(TreeError):  # noqa: N818
    """There is no such file."""


class Taken(TreeError):  # noqa: N818
    """A file was to be written only if there was none, and there is one."""


_MEND: Final = {
    errno.ENOSPC: "the disk is full: free some space under {root}, then try again",
    errno.EDQUOT: "the disk quota is used up: raise it or free some space under {root}",
    errno.EROFS: "the disk is read-only: look at the kernel's log, then mount it writable again",
    errno.EIO: "the disk fails: look at the kernel's log and at the disk's health (smartctl -a)",
    errno.EMFILE: "too many files are open: raise the limit (ulimit -n, LimitNOFILE)",
    errno.ENFILE: "too many files are open on this machine: raise fs.file-max",
    errno.EFBIG: "the file is larger than the disk or a limit (ulimit -f) allows",
    errno.EISDIR: "a folder of that name is in the way",
    errno.ENOTDIR: "a part of the path is a file or a link where a folder should be; links are "
    "never followed: mount the other disk there instead",
    errno.ELOOP: "it is a link, and links are never followed: put the file itself there",
    errno.ENAMETOOLONG: "the name is too long for this disk",
}
_NOT_THERE: Final = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP})


class plainly:  # noqa: N801 - used as `with plainly(…)`; a generator would cost more than a read
    """Turns the system's errors into TreeError, or NotThere when that is what they mean."""

    __slots__ = ("_doing", "_path", "_root")

    def __init__(self, doing: str, path: str, root: Path) -> None:
        self._doing, self._path, self._root = doing, path, root

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if isinstance(error, OSError):
            kind = NotThere if _means_absence(error, self._doing) else TreeError
            raise kind(
                f"could not {self._doing} {self._path}: {_why(error, self._root)}"
            ) from error


def _means_absence(error: OSError, doing: str) -> bool:
    return doing != "write" and error.errno in _NOT_THERE


def _why(error: OSError, root: Path) -> str:
    if error.errno in (errno.EACCES, errno.EPERM):
        return (
            f"not allowed: let the user with the number {os.geteuid()}, which this runs as, "
            f"read and write below {root} (chown -R)"
        )
    if error.errno == errno.ENOENT:
        return "there is no such file"
    mend = _MEND.get(error.errno or 0)
    return mend.format(root=root) if mend else (error.strerror or str(error))
