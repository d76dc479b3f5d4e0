"""The daemon as its clients meet it, old ones included."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from storagemaster.__main__ import main
from tests.services.memory import most
from tests.storagemaster.daemon import ROOT, Running, heard, running
from tests.storagemaster.hostile import HOSTILE, SIZES

PICTURE = bytes(range(256)) * 400 + rb"\Cnot a field\C"


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Running]:
    root = tmp_path / "root"
    root.mkdir()
    with running(root) as started:
        yield started


def put(path: str, data: bytes) -> bytes:
    return b"\\C".join([b"PUT", path.encode(), str(len(data)).encode(), data])


def test_an_old_client_stores_looks_reads_and_deletes(daemon: Running) -> None:
    where = b"1" + bytes(daemon.root / "123/4/1234_ab_o.jpg")
    path = b"123/4/1234_ab_o.jpg"
    assert daemon.ask(put(path.decode(), PICTURE), close=False) == where
    assert daemon.ask(b"EXISTS\\C" + path, close=False) == where
    assert daemon.ask(b"GET\\C" + path, close=False) == b"1" + PICTURE
    assert daemon.ask(b"DELETE\\C" + path, close=False) == where
    assert daemon.ask(b"EXISTS\\C" + path, close=False)[:1] == b"0"
    assert daemon.files() == {}


@pytest.mark.parametrize("request_", [b"GET\\Cnone", b"EXISTS\\Cnone", b"DELETE\\Cnone"])
def test_what_is_not_there_is_said_to_be_missing(daemon: Running, request_: bytes) -> None:
    assert daemon.ask(request_).startswith(b"0missing: ")


def test_a_request_may_come_byte_by_byte(daemon: Running) -> None:
    said = put("a/b.jpg", b"x\\Cy")
    daemon.ask(*(said[at : at + 1] for at in range(len(said))), pause=0.002)
    assert daemon.files() == {"a/b.jpg": b"x\\Cy"}


def test_a_request_may_be_split_anywhere(daemon: Running) -> None:
    said = put("a/b.jpg", b"x\\C\\Cy")
    for at in range(1, len(said)):
        daemon.ask(said[:at], said[at:], pause=0.002)
        assert daemon.files() == {"a/b.jpg": b"x\\C\\Cy"}
        assert daemon.ask(b"DELETE\\Ca/b.jpg\\C")[:1] == b"1"


def test_a_path_in_two_pieces_is_not_answered_half(daemon: Running) -> None:
    daemon.ask(put("a/b.jpg", b"x"))
    assert daemon.ask(b"GET\\Ca/b", b".jpg", close=False, pause=0.1) == b"1x"


def test_a_large_file_comes_back_as_it_went(daemon: Running) -> None:
    large = os.urandom(1 << 20) * 20
    daemon.ask(put("large", large))
    assert daemon.ask(b"GET\\Clarge") == b"1" + large


@pytest.mark.parametrize("why", HOSTILE)
def test_a_hostile_path_is_refused_and_nothing_is_written(daemon: Running, why: str) -> None:
    path = HOSTILE[why].encode()
    assert daemon.ask(b"\\C".join([b"PUT", path, b"1", b"x"]))[:1] == b"0"
    for method in (b"GET", b"EXISTS", b"DELETE"):
        assert daemon.ask(method + b"\\C" + path)[:1] == b"0"
    assert [p for p in daemon.root.parent.rglob("*") if p.is_file()] == []


def test_a_hostile_size_is_refused_and_takes_no_memory(daemon: Running) -> None:
    daemon.ask(put("there", b"x" * 1_000_000))
    before = most(daemon.process.pid)
    answers = {why: daemon.ask(said) for why, said in SIZES.items()}
    assert {why for why, answer in answers.items() if answer[:1] != b"0"} == set()
    assert daemon.files() == {"there": b"x" * 1_000_000}
    assert daemon.unfinished() == []
    assert most(daemon.process.pid) - before < 12_000_000


def test_links_are_not_followed(daemon: Running, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_bytes(b"secret")
    (daemon.root / "folder").symlink_to(outside)
    (daemon.root / "file").symlink_to(outside / "secret")
    for path in (b"folder/secret", b"file"):
        assert daemon.ask(b"GET\\C" + path)[:1] == b"0"
        assert daemon.ask(b"EXISTS\\C" + path)[:1] == b"0"
        assert daemon.ask(b"DELETE\\C" + path)[:1] == b"0"
    assert daemon.ask(put("folder/new", b"x"))[:1] == b"0"
    assert daemon.ask(put("file", b"mine"))[:1] == b"1"  # the link goes, not what it led to
    assert {p.name: p.read_bytes() for p in outside.iterdir()} == {"secret": b"secret"}


def test_data_that_breaks_off_stores_nothing_and_leaves_what_was_there(daemon: Running) -> None:
    daemon.ask(put("a", b"before"))
    assert daemon.ask(b"PUT\\Ca\\C100\\Cafter").startswith(b"0refused: the data broke off")
    assert daemon.files() == {"a": b"before"}
    assert daemon.unfinished() == []


def test_a_hundred_clients_at_once_each_get_their_own(daemon: Running) -> None:
    start = threading.Barrier(100)

    def one(number: int) -> bool:
        data = str(number).encode() * 20_000
        start.wait(20)
        daemon.ask(put(f"{number % 7}/{number}.jpg", data))
        return daemon.ask(f"GET\\C{number % 7}/{number}.jpg\\C".encode()) == b"1" + data

    with ThreadPoolExecutor(100) as clients:
        assert all(clients.map(one, range(100)))
    assert len(daemon.files()) == 100


def test_readers_see_the_old_file_or_the_new_never_a_mixture(daemon: Running) -> None:
    versions = [bytes([n]) * 300_000 for n in range(4)]
    daemon.ask(put("a", versions[0]))

    def write(number: int) -> bytes:
        return daemon.ask(put("a", versions[number % 4]))

    with ThreadPoolExecutor(4) as clients:
        written = clients.map(write, range(24))
        read = clients.map(lambda _: daemon.ask(b"GET\\Ca"), range(24))
        assert {answer[1:] for answer in read} <= set(versions)
        assert all(answer[:1] == b"1" for answer in written)


def test_a_file_above_the_limit_is_refused_and_the_client_hears_why(tmp_path: Path) -> None:
    with running(tmp_path, "--max-size", "1000") as daemon:
        assert b"--max-size" in daemon.ask(put("a", b"x" * 5_000_000))
        assert daemon.files() == {}


def test_a_silent_client_is_sent_away_and_the_next_is_served(tmp_path: Path) -> None:
    options = ("--idle", "0.3", "--max-connections", "1")
    with running(tmp_path, *options) as daemon, daemon.connect() as silent:
        assert daemon.ask(put("a", b"x"))[:1] == b"1"
        assert heard(silent).startswith(b"0stopped: ")


def test_a_client_that_drips_is_sent_away_in_time(tmp_path: Path) -> None:
    with running(tmp_path, "--time", "0.5") as daemon, daemon.connect() as client:
        client.sendall(b"PUT\\Ca\\C1000\\C")
        client.settimeout(0.05)
        began, answer = time.monotonic(), b""
        while not answer and time.monotonic() - began < 15:
            client.sendall(b"x")
            try:
                answer = client.recv(1000)
            except TimeoutError:
                continue
        assert answer.startswith(b"0stopped: ")
        assert daemon.files() == {}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_finishes_what_it_does_and_ends_cleanly(
    tmp_path: Path, number: int
) -> None:
    with running(tmp_path) as daemon:
        with daemon.connect() as client:
            client.sendall(b"PUT\\Ca\\C2\\Cx")
            assert daemon.ask(b"EXISTS\\Ca\\C")[:1] == b"0"  # so the one before is being served
            daemon.process.send_signal(number)
            client.sendall(b"y")
            assert heard(client)[:1] == b"1"
        assert daemon.process.wait(20) == 0
        assert daemon.files() == {"a": b"xy"}


def test_told_to_stop_it_does_not_wait_for_ever(tmp_path: Path) -> None:
    with running(tmp_path, "--grace", "0.2") as daemon, daemon.connect() as client:
        client.sendall(b"PUT\\Ca\\C2\\Cx")
        assert daemon.ask(b"EXISTS\\Ca\\C")[:1] == b"0"
        assert daemon.stop() == 0
        assert heard(client).startswith(b"0refused: the data broke off 1 bytes early")
        assert daemon.files() == {}
        assert daemon.unfinished() == []


def test_the_umask_does_not_decide_who_may_read(tmp_path: Path) -> None:
    for umask in (0o000, 0o777):
        before = os.umask(umask)
        try:
            with running(tmp_path) as daemon:
                daemon.ask(put(f"{umask}/a", b"x"))
        finally:
            os.umask(before)
        assert (tmp_path / f"{umask}/a").stat().st_mode & 0o777 == 0o640
        assert (tmp_path / f"{umask}").stat().st_mode & 0o777 == 0o750


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_started_as_root_it_becomes_the_user_it_is_told() -> None:
    with tempfile.TemporaryDirectory() as name:  # where nobody may go, unlike under tmp_path
        shutil.chown(name, "nobody")
        with running(Path(name), "--user", "nobody") as daemon:
            assert daemon.ask(put("a", b"x"))[:1] == b"1"
            nobody = pwd.getpwnam("nobody")
            told = Path(f"/proc/{daemon.process.pid}/status").read_text()
            held = {k: v.split() for k, _, v in (ln.partition(":\t") for ln in told.splitlines())}
            # Real, effective, saved, and of the file system: there is no way back.
            assert held["Uid"] == [str(nobody.pw_uid)] * 4
            assert held["Gid"] == [str(nobody.pw_gid)] * 4
            assert "0" not in held["Groups"]
            assert int(held["CapEff"][0], 16) == 0
        assert (Path(name) / "a").owner() == "nobody"


def test_debugging_shows_each_piece_and_verbose_a_line_for_each_request(tmp_path: Path) -> None:
    said = {}
    for option in ("--debug", "--verbose", "--marked"):
        (tmp_path / ".storage").touch()
        with running(tmp_path, option) as daemon:
            daemon.ask(b"PUT\\Ca\\C1", b"\\Cx", pause=0.1)
            daemon.stop()
            assert daemon.process.stderr is not None
            said[option] = daemon.process.stderr.read()
    assert "piece b'PUT\\\\Ca\\\\C1'" in said["--debug"]
    assert "PUT b'a' ok" in said["--debug"]
    assert "PUT b'a' ok" in said["--verbose"]
    assert "piece" not in said["--verbose"]
    assert said["--marked"] == ""


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--root", "/nonexistent"], "mkdir -p /nonexistent"),
        (["--root", "/tmp", "--user", "nobody-of-that-name"], "there is no user"),
        (["--root", "/tmp", "--host", "192.0.2.1"], "cannot listen at 192.0.2.1"),
    ],
)
def test_what_keeps_it_from_starting_is_said_in_one_line(options: list[str], said: str) -> None:
    command = [sys.executable, "-m", "storagemaster", "--port", "0", *options]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20)
    assert ended.returncode == 1
    assert said in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_port_that_is_taken_is_said_so(daemon: Running) -> None:
    command = [sys.executable, "-m", "storagemaster", "--root", str(daemon.root)]
    command += ["--port", str(daemon.port)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20)
    assert (ended.returncode, len(ended.stderr.splitlines())) == (1, 1)
    assert f"cannot listen at 127.0.0.1:{daemon.port}" in ended.stderr


def test_systemd_is_told_when_it_is_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(str(tmp_path / "notify"))
        ear.settimeout(20)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        with running(tmp_path):
            assert ear.recv(100) == b"READY=1"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "--root"),
        (["--root", "/tmp", "--port", "99999"], "99999 is no port: write 0 to 65535"),
        (["--root", "/tmp", "--mode", "9"], "9 is no octal number"),
        (["--root", "/tmp", "--idle", "soon"], "soon is no number above nought"),
    ],
)
def test_what_makes_no_options_is_two_lines_what_is_wrong_and_how_to_get_help(
    options: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        main(options)
    assert refused.value.code == 2
    wrong, how = capsys.readouterr().err.splitlines()
    assert said in wrong
    assert how == "how it is used: storagemaster --help"


def test_a_folder_that_must_bear_a_mark_is_served_only_while_it_does(tmp_path: Path) -> None:
    """Or a disk that is not mounted would be taken for an empty one, and written over."""
    assert main(["--root", str(tmp_path), "--port", "0", "--marked"]) == 1
    (tmp_path / ".storage").touch()
    with running(tmp_path, "--marked") as daemon:
        assert daemon.ask(put("a", b"x")).startswith(b"1")
        (tmp_path / ".storage").unlink()
        for said in (b"GET\\Ca", b"EXISTS\\Ca", b"DELETE\\Ca", put("b", b"x")):
            assert b"mount its disk" in daemon.ask(said)
        assert daemon.files() == {"a": b"x"}


_STUCK = """
import os, sys, threading
from storagemaster import daemon
from storagemaster.__main__ import main
daemon._CUT = 0.3
os.fsync = lambda _: threading.Event().wait()
sys.exit(main())
"""


def test_a_disk_that_never_answers_keeps_the_daemon_from_nothing_but_that_request(
    tmp_path: Path,
) -> None:
    """No file system hangs on demand without privileges: here fsync never returns."""
    (tmp_path / "there").write_bytes(b"x")
    with running(tmp_path, "--grace", "0.3", program=("-c", _STUCK)) as daemon:
        with daemon.connect() as hanging:
            hanging.sendall(put("a", b"x"))
            assert daemon.ask(b"GET\\Cthere") == b"1x"
            assert daemon.stop() == 0
            assert heard(hanging) == b""
        assert daemon.files() == {"there": b"x"}
        assert daemon.process.stderr is not None
        assert "cutting 1 requests" in daemon.process.stderr.read()
