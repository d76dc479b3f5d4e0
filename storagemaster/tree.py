"""Files under one folder: written whole or not at all, and never outside it.

Every operation walks down from the root by descriptors and refuses links on the way, so that
neither a name nor a link that somebody lays in the way between two calls can lead outside.
A file is written beside its final name, synced, given its name in one step, and the folder is
synced as well: what was acknowledged survives a power cut, what was not leaves nothing behind.
"""

from __future__ import annotations

import contextlib
import io
import os
import stat
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from storagemaster.faults import NotThere, Taken, TreeError, plainly
from storagemaster.paths import BadPath, parts_of
from storagemaster.unfinished import (
    UNFINISHED,
    begin_writing,
    nameless,
    partial,
    partial_name,
    swept,
)

MARK: Final = ".storage"
"""An empty file in the root, by which a folder is told from the place of a disk that is not
mounted. No path may name it."""

_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_LAY: Final = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class Found:
    """A file that is there: its size in bytes, and when it was last written."""

    size: int
    modified: int


@dataclass(frozen=True, slots=True)
class Tree:
    """The files under `root`. `mode` is what files get whatever the umask says; folders get the
    same and may be entered by whoever may read them. Safe to use from many threads and
    processes at once.

    With `marked` every operation fails with TreeError while the root does not bear its mark: a
    disk that is not mounted, at the start or suddenly, is then not taken for an empty one.
    """

    root: Path
    mode: int = 0o640
    marked: bool = False

    def mark(self) -> None:
        """Lay the mark into the root, durably; nothing where it lies there already."""
        with plainly("write", MARK, self.root):
            folder = self._open_root()
            try:
                made = os.open(MARK, _LAY, dir_fd=folder)
                try:
                    os.fchmod(made, self.mode)
                finally:
                    os.close(made)
                os.fsync(folder)
            finally:
                os.close(folder)

    def begin(self, path: str) -> Incoming:
        """A file to be written: `with tree.begin(path) as file: file.write(…); file.keep()`.

        Without `keep` nothing is left. BadPath, or TreeError.
        """
        *folders, name = parts_of(path)
        with plainly("write", path, self.root):
            folder = self._enter(folders, make=True)
            try:
                return Incoming(self, folder, name, path)
            except BaseException:
                os.close(folder)
                raise

    def open(self, path: str) -> io.FileIO:
        """The file, unbuffered, for reading; NotThere, BadPath or TreeError."""
        *folders, name = parts_of(path)
        with plainly("read", path, self.root):
            folder = self._enter(folders)
            try:
                descriptor = os.open(name, _READ, dir_fd=folder)
            finally:
                os.close(folder)
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                os.close(descriptor)
                raise NotThere(f"{path} is no file but a folder or a device")
            return io.FileIO(descriptor)

    def find(self, path: str) -> Found | None:
        """What is known about a file, None when there is none; links and folders are none."""
        *folders, name = parts_of(path)
        try:
            with plainly("look at", path, self.root), self._folder(folders) as folder:
                seen = os.stat(name, dir_fd=folder, follow_symlinks=False)
        except NotThere:
            return None
        return Found(seen.st_size, int(seen.st_mtime)) if stat.S_ISREG(seen.st_mode) else None

    def delete(self, path: str) -> bool:
        """Removes a file durably; False when there was none."""
        *folders, name = parts_of(path)
        try:
            with plainly("delete", path, self.root), self._folder(folders) as folder:
                seen = os.stat(name, dir_fd=folder, follow_symlinks=False)
                if not stat.S_ISREG(seen.st_mode):
                    return False
                os.unlink(name, dir_fd=folder)
                os.fsync(folder)
        except NotThere:
            return False
        return True

    def paths(self, prefix: str = "", after: str = "") -> Iterator[str]:
        """The paths that begin with `prefix` and sort after `after`, in the order of their
        UTF-8 bytes, one folder in memory at a time. Unfinished files, links and names that no
        path may have are left out.
        """
        return self._paths("", prefix, after)

    def sweep(self, older: int = 3600) -> int:
        """Removes what killed writers left unfinished more than `older` seconds ago; how many."""
        return sum(self._sweep_folder((), time.time() - older))

    def ready(self) -> None:
        """TreeError unless files can be written below the root now."""
        with plainly("write", str(self.root), self.root), self._folder(()) as folder:
            name, descriptor = partial(folder)
            os.close(descriptor)
            os.unlink(name, dir_fd=folder)

    def absolute(self, path: str) -> Path:
        """Where a path lies on this machine."""
        return self.root.joinpath(*parts_of(path))

    def _paths(self, folder: str, prefix: str, after: str) -> Iterator[str]:
        for name in sorted(self._entries(folder)):
            path = folder + name
            if not path.endswith("/"):
                if path.startswith(prefix) and path > after:
                    yield path
            elif _meets(path, prefix) and (path > after or after.startswith(path)):
                yield from self._paths(path, prefix, after)

    def _entries(self, folder: str) -> list[str]:
        parts = [part for part in folder.split("/") if part]
        try:
            with (
                plainly("list", folder or str(self.root), self.root),
                self._folder(parts) as opened,
            ):
                return [name for name in _named(opened) if _allowed(folder + name.rstrip("/"))]
        except NotThere:
            return []  # removed since its parent was read

    def _sweep_folder(self, parts: tuple[str, ...], before: float) -> Iterator[int]:
        with (
            plainly("sweep", "/".join(parts) or str(self.root), self.root),
            self._folder(parts) as folder,
        ):
            names = list(_named(folder))
            yield sum(swept(folder, n, before) for n in names if n.endswith(UNFINISHED))
        for name in names:
            if name.endswith("/"):
                yield from self._sweep_folder((*parts, name[:-1]), before)

    @contextlib.contextmanager
    def _folder(self, names: Sequence[str]) -> Iterator[int]:
        folder = self._enter(names)
        try:
            yield folder
        finally:
            os.close(folder)

    def _enter(self, names: Sequence[str], make: bool = False) -> int:
        """A descriptor of the folder, which the caller closes."""
        folder = self._open_root()
        if self.marked and not _bears_mark(folder):
            os.close(folder)
            raise TreeError(
                f"the storage folder {self.root} does not hold the file {MARK} that was laid into "
                "it: mount its disk, or, if files are really to begin anew there, touch "
                f"{self.root / MARK}"
            )
        for name in names:
            try:
                below = self._step(folder, name, make)
            finally:
                os.close(folder)
            folder = below
        return folder

    def _open_root(self) -> int:
        try:
            return os.open(self.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError as error:
            raise TreeError(
                f"the storage folder {self.root} is not there: mount its disk, or make it with "
                f"mkdir -p {self.root}"
            ) from error

    def _step(self, folder: int, name: str, make: bool) -> int:
        try:
            return os.open(name, _FOLDER, dir_fd=folder)
        except FileNotFoundError:
            if not make:
                raise
        with contextlib.suppress(FileExistsError):  # another writer made it meanwhile
            os.mkdir(name, self._folder_mode, dir_fd=folder)
            self._open_up(folder, name)
            os.fsync(folder)
        return os.open(name, _FOLDER, dir_fd=folder)

    @property
    def _folder_mode(self) -> int:
        return self.mode | 0o300 | (self.mode & 0o444) >> 2

    def _open_up(self, folder: int, name: str) -> None:
        """Undo the umask; the group that a folder hands on (setgid) stays."""
        made = os.open(name, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
        try:
            kept = stat.S_IMODE(os.fstat(made).st_mode) & 0o7000
            Path(f"/proc/self/fd/{made}").chmod(kept | self._folder_mode)
        finally:
            os.close(made)


class Incoming:
    """A file on its way in, invisible until it is kept."""

    def __init__(self, tree: Tree, folder: int, name: str, path: str) -> None:
        self._tree, self._folder, self._name, self._path = tree, folder, name, path
        self._partial, self._file = nameless(folder) or partial(folder)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Adds bytes; TreeError when the disk is full, and the like."""
        with plainly("write", self._path, self._tree.root):
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(self._file, rest) :]

    def begin(self, start: int) -> None:
        """Has the disk begin with what was written from a byte on: `keep` then waits for less."""
        begin_writing(self._file, start)

    def settle(self) -> None:
        """Returns when what was written is on the disk, as far as it is; `keep` does the rest."""
        with plainly("write", self._path, self._tree.root):
            os.fdatasync(self._file)

    def keep(self, replace: bool = True) -> None:
        """Makes the file durable and gives it its name, in one step.

        With `replace=False` a file that is already there stays, and Taken is raised.
        """
        with plainly("write", self._path, self._tree.root):
            os.fchmod(self._file, self._tree.mode)
            os.fsync(self._file)
            self._take_name(replace)
            os.fsync(self._folder)

    def _take_name(self, replace: bool) -> None:
        try:
            if not replace or not self._partial:
                self._link(self._name)
                return
        except FileExistsError as error:
            if not replace:
                raise Taken(f"{self._path} is already there and was left as it is") from error
            self._partial = partial_name()
            self._link(self._partial)
        here = self._folder
        os.replace(self._partial, self._name, src_dir_fd=here, dst_dir_fd=here)
        self._partial = ""

    def _link(self, name: str) -> None:
        """Give the file one more name; one without any is reached by its descriptor."""
        here = self._folder
        if self._partial and self._partial != name:
            os.link(self._partial, name, src_dir_fd=here, dst_dir_fd=here)
        else:
            os.link(f"/proc/self/fd/{self._file}", name, dst_dir_fd=here)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if self._partial:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(self._partial, dir_fd=self._folder)
        finally:
            os.close(self._file)
            os.close(self._folder)


def _bears_mark(root: int) -> bool:
    try:
        return stat.S_ISREG(os.stat(MARK, dir_fd=root, follow_symlinks=False).st_mode)
    except FileNotFoundError:
        return False


def _named(folder: int) -> Iterator[str]:
    """Names of files, and of folders with a slash at the end; nothing else."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield entry.name + "/"
            elif entry.is_file(follow_symlinks=False):
                yield entry.name


def _allowed(path: str) -> bool:
    try:
        return bool(parts_of(path))
    except BadPath:
        return False


def _meets(folder: str, prefix: str) -> bool:
    return folder.startswith(prefix) or prefix.startswith(folder)
