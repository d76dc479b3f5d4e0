"""Files in a folder: what only a disk can do to them."""

from __future__ import annotations

import fcntl
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.storage import BadKey, Missing, Present, StorageError, layout, open_storage
from adapters.storage.fs import FileStorage
from storagemaster.tree import MARK, Tree
from tests.services.small_disk import small_disk
from tests.storagemaster.daemon import ROOT


@pytest.fixture
def storage(tmp_path: Path) -> FileStorage:
    return FileStorage(Tree(tmp_path))


def said(trouble: pytest.ExceptionInfo[StorageError]) -> str:
    line = str(trouble.value)
    assert "\n" not in line
    return line


def test_a_file_lies_where_the_original_would_look_for_it(
    storage: FileStorage, tmp_path: Path
) -> None:
    storage.put("123/4/1234_ab_o.jpg", b"x")
    assert (tmp_path / "123/4/1234_ab_o.jpg").read_bytes() == b"x"
    assert storage.local_path("123/4/1234_ab_o.jpg") == tmp_path / "123/4/1234_ab_o.jpg"


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777])
def test_the_umask_does_not_decide_who_may_read(
    storage: FileStorage, tmp_path: Path, umask: int
) -> None:
    before = os.umask(umask)
    try:
        storage.put("1/2/a", b"x")
        storage.put("1/2/b", b"x", replace=False)
    finally:
        os.umask(before)
    modes = {p.name: p.stat().st_mode & 0o777 for p in tmp_path.rglob("*")}
    assert modes == {"1": 0o750, "2": 0o750, "a": 0o640, "b": 0o640}


def test_a_missing_root_is_not_made_for_its_disk_may_not_be_mounted(tmp_path: Path) -> None:
    storage = open_storage("fs", root=tmp_path / "disk")
    for ask in (storage.ready, lambda: storage.put("a", b"x"), lambda: storage.stat("a")):
        with pytest.raises(StorageError) as trouble:
            ask()
        assert "mount its disk" in said(trouble)
        assert not isinstance(trouble.value, Missing)
    assert not (tmp_path / "disk").exists()


def test_a_folder_without_its_mark_is_a_disk_that_is_not_mounted(tmp_path: Path) -> None:
    storage = FileStorage(Tree(tmp_path, marked=True))
    asks: tuple[Callable[[], object], ...] = (
        storage.ready,
        lambda: storage.put("a", b"x"),
        lambda: storage.stat("a"),
        lambda: storage.open("a"),
        lambda: storage.delete("a"),
        lambda: list(storage.keys()),
    )
    for ask in asks:
        with pytest.raises(StorageError) as trouble:
            ask()
        assert "mount its disk" in said(trouble)
        assert not isinstance(trouble.value, Missing)
    assert list(tmp_path.iterdir()) == []
    storage.tree.mark()
    storage.put("a", b"x")
    storage.tree.mark()
    assert list(storage.keys()) == ["a"]
    with pytest.raises(StorageError, match="begins with a dot"):
        storage.delete(MARK)


def test_the_root_may_be_a_link_to_the_disk(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "root").symlink_to("disk")
    storage = open_storage("fs", root=tmp_path / "root")
    storage.put("1/a", b"x")
    assert (tmp_path / "disk/1/a").read_bytes() == b"x"


def test_names_that_are_made_here_are_in_lower_case_so_that_no_disk_takes_two_for_one() -> None:
    for secret, size in (("aB", "z"), ("ab", "Z")):
        with pytest.raises(BadKey):
            layout.picture("1", secret, size)
    with pytest.raises(BadKey):
        layout.original("1", "ab", "JPG")
    with pytest.raises(BadKey):
        layout.raw("A" * 64)


def test_a_clock_that_goes_back_sweeps_away_nothing_that_is_being_written(
    storage: FileStorage, tmp_path: Path
) -> None:
    later = time.time() + 86_400 * 365
    (tmp_path / ".0123456789abcdef.part").write_bytes(b"half")
    os.utime(tmp_path / ".0123456789abcdef.part", (later, later))
    assert storage.sweep() == 0


def test_links_lead_nowhere(storage: FileStorage, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    outside.mkdir()
    (outside / "secret").write_bytes(b"secret")
    (tmp_path / "folder").symlink_to(outside)
    (tmp_path / "file").symlink_to(outside / "secret")
    for key in ("folder/secret", "file"):
        with pytest.raises(Missing):
            storage.open(key)
        assert storage.stat(key) is None
        assert storage.local_path(key) is None
        assert storage.delete(key) is False
    with pytest.raises(StorageError, match="links are never followed"):
        storage.put("folder/new", b"x")
    storage.put("file", b"mine")
    assert {p.name: p.read_bytes() for p in outside.iterdir()} == {"secret": b"secret"}
    assert list(storage.keys()) == ["file"]


def test_devices_and_pipes_are_no_files(storage: FileStorage, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Missing):
        storage.open("pipe")
    assert list(storage.keys()) == []


_WRITES = """
import sys
from adapters.storage import StorageError, open_storage
try:
    open_storage("fs", root=sys.argv[1]).put("a", b"x" * 3_000_000)
except StorageError as error:
    sys.exit(str(error))
"""


def _limit_files_to_a_megabyte() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))


def test_a_file_that_finds_no_room_is_said_so_and_leaves_nothing(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _WRITES, str(tmp_path)], cwd=ROOT, capture_output=True, text=True,
        timeout=30, preexec_fn=_limit_files_to_a_megabyte,
    )  # fmt: skip
    assert "the file is larger than the disk or a limit" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said_so_and_leaves_what_was_there(tmp_path: Path) -> None:
    with small_disk(tmp_path, "1m"):
        storage = open_storage("fs", root=tmp_path)
        storage.put("a", b"before")
        with pytest.raises(StorageError) as trouble:
            storage.put("a", b"x" * 2_000_000)
        assert "the disk is full: free some space" in said(trouble)
        with storage.open("a") as file:
            assert file.read() == b"before"
        assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_a_disk_that_turns_read_only_is_said_so_and_is_read_on(tmp_path: Path) -> None:
    with small_disk(tmp_path, "1m") as remount:
        storage = open_storage("fs", root=tmp_path)
        storage.put("a", b"before")
        remount("ro")
        asks: tuple[Callable[[], object], ...] = (
            storage.ready,
            lambda: storage.put("b", b"x"),
            lambda: storage.delete("a"),
        )
        for ask in asks:
            with pytest.raises(StorageError, match="the disk is read-only"):
                ask()
        with storage.open("a") as file:
            assert file.read() == b"before"
        remount("rw")
        storage.put("b", b"x")


@pytest.mark.skipif(os.geteuid() != 0, reason="a user other than root is needed")
def test_a_folder_of_somebody_elses_is_said_so(tmp_path: Path) -> None:
    script = f"import os; os.setresuid(65534, 65534, 65534)\n{_WRITES}"
    home = tmp_path / "home"
    home.mkdir()
    for folder in (home, tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)
    # Imported before the user changes, who may not read the code.
    script = f"import adapters.storage\n{script}"
    ended = subprocess.run(
        [sys.executable, "-c", script, str(home)],
        cwd=ROOT, capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert "not allowed: let the user with the number 65534" in ended.stderr
    assert list(home.iterdir()) == []


def test_what_a_killed_writer_left_is_swept_away_and_nothing_else(
    storage: FileStorage, tmp_path: Path
) -> None:
    storage.put("1/a", b"x")
    old = time.time() - 7200
    for name in ("1/.0123456789abcdef.part", ".fedcba9876543210.part"):
        (tmp_path / name).write_bytes(b"half")
        os.utime(tmp_path / name, (old, old))
    (tmp_path / "1/.00000000000000aa.part").write_bytes(b"still being written")
    (tmp_path / "1/named.part").write_bytes(b"a file of that name")
    os.utime(tmp_path / "1/named.part", (old, old))
    slow = tmp_path / "1/.0011223344556677.part"
    with slow.open("wb") as writing:  # a writer that is still there, on a disk without O_TMPFILE
        fcntl.flock(writing, fcntl.LOCK_EX)
        writing.write(b"slowly")
        os.utime(slow, (old, old))
        assert storage.sweep(older=86_400) == 0
        assert storage.sweep(older=3_600) == 2
    assert slow.exists()
    assert list(storage.keys()) == ["1/a", "1/named.part"]


def test_a_writer_that_is_killed_leaves_nothing_where_the_disk_has_nameless_files(
    storage: FileStorage, tmp_path: Path
) -> None:
    with storage.tree.begin("1/a") as writing:
        writing.write(b"half")
        if list((tmp_path / "1").iterdir()):
            pytest.skip("this disk has no nameless files")
        storage.put("1/a", b"another was quicker")
        writing.keep()
    assert [p.name for p in (tmp_path / "1").iterdir()] == ["a"]
    assert (tmp_path / "1/a").read_bytes() == b"half"


def test_a_disk_without_nameless_files_is_written_as_safely(
    storage: FileStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storagemaster.unfinished._HAS_DESCRIPTORS", False)
    with storage.tree.begin("1/a") as writing:
        writing.write(b"x")
        assert [p.suffix for p in (tmp_path / "1").iterdir()] == [".part"]
    assert list((tmp_path / "1").iterdir()) == []
    for data in (b"first", b"second"):
        storage.put("1/a", data)
    with pytest.raises(Present):
        storage.put("1/a", b"third", replace=False)
    storage.put("1/b", b"new", replace=False)
    assert {p.name: p.read_bytes() for p in (tmp_path / "1").iterdir()} == {
        "a": b"second",
        "b": b"new",
    }


def test_a_file_that_shrinks_while_it_is_read_does_not_pass_for_whole(
    storage: FileStorage, tmp_path: Path
) -> None:
    storage.put("a", b"x" * 100)
    with storage.open("a") as file:
        os.truncate(tmp_path / "a", 10)
        with pytest.raises(StorageError, match="90 bytes early"):
            file.read()


@pytest.mark.parametrize("provider", ["", "ftp", "FS"])
def test_a_storage_nobody_knows_is_refused_with_those_that_are(provider: str) -> None:
    with pytest.raises(StorageError, match="fs, s3 or storagemaster"):
        open_storage(provider)
