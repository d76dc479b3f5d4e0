"""The daemon as machines start it: by the command, by init, by systemd."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.programs import free_port, program
from tests.storagemaster.daemon import ROOT, heard

SCRIPT = ROOT / "storagemaster/init.d/storagemaster"
UNIT = ROOT / "storagemaster/systemd/storagemaster.service"


class Installed:
    """The init script, with the paths of a machine of its own."""

    def __init__(self, folder: Path, run_as: str = "") -> None:
        self.root, self.port = folder / "files", free_port()
        self.root.mkdir()
        chosen = {
            "HOME_OF_CODE": str(ROOT),
            "PYTHON": sys.executable,
            "ROOT": str(self.root),
            "PORT": str(self.port),
            "RUN_AS": run_as,
            "PIDFILE": str(folder / "pid"),
            "LOGFILE": str(folder / "log"),
        }
        lines = SCRIPT.read_text("utf-8").splitlines()
        for number, line in enumerate(lines):
            key, equals, _ = line.partition("=")
            if equals and key in chosen:
                lines[number] = f"{key}={chosen.pop(key)}"
        assert chosen == {}
        self.script = folder / "storagemaster"
        self.script.write_text("\n".join(lines) + "\n")

    def do(self, what: str) -> tuple[int, str]:
        """Return the exit code and what was said."""
        ended = subprocess.run(
            ["sh", str(self.script), what], capture_output=True, text=True, timeout=60
        )
        return ended.returncode, ended.stdout + ended.stderr

    def ask(self, request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), 10) as client:
            client.sendall(request)
            return heard(client)


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Installed]:
    made = Installed(tmp_path)
    yield made
    made.do("stop")


def test_init_starts_it_tells_of_it_and_stops_it(installed: Installed) -> None:
    assert installed.do("status")[0] == 3
    code, said = installed.do("start")
    assert (code, f"at 127.0.0.1:{installed.port}" in said) == (0, True)
    assert installed.ask(b"PUT\\Ca/b\\C1\\Cx")[:1] == b"1"
    assert installed.do("status")[0] == 0
    assert installed.do("start") == (0, "storagemaster already runs\n")
    assert installed.do("stop") == (0, "storagemaster has stopped\n")
    assert installed.do("status")[0] == 3
    assert (installed.root / "a/b").read_bytes() == b"x"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_init_starts_it_as_the_user_it_names() -> None:
    with tempfile.TemporaryDirectory() as name:  # where nobody may go, unlike under tmp_path
        folder = Path(name)
        folder.chmod(0o755)
        installed = Installed(folder, "nobody")
        shutil.chown(installed.root, "nobody")
        try:
            assert installed.do("start")[0] == 0
            assert installed.ask(b"PUT\\Ca/b\\C1\\Cx")[:1] == b"1"
            running = Path("/proc", (folder / "pid").read_text().strip())
            assert running.owner() == "nobody"
            assert installed.do("restart")[0] == 0
            assert installed.ask(b"GET\\Ca/b\\C") == b"1x"
        finally:
            assert installed.do("stop")[0] == 0
        assert (installed.root / "a/b").owner() == "nobody"


def test_init_says_where_to_look_when_it_does_not_start(installed: Installed) -> None:
    installed.root.rmdir()
    code, said = installed.do("start")
    assert code == 1
    assert "the reason is in" in said
    assert installed.do("nonsense")[0] == 2


def test_the_command_starts_the_same_daemon(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bin", "storagemaster"]
    told = subprocess.run(
        [*command, "--help"], env=environment, capture_output=True, text=True, timeout=60
    )
    assert "--max-connections" in told.stdout
    with subprocess.Popen(
        [*command, "--root", str(tmp_path), "--port", "0"],
        cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline().startswith("storagemaster is at 127.0.0.1:")
        process.terminate()
        assert process.wait(20) == 0


def test_systemd_finds_nothing_wrong_with_its_unit(tmp_path: Path) -> None:
    analyze = program("systemd-analyze")
    text = UNIT.read_text("utf-8").replace("/usr/bin/python3", sys.executable)
    (tmp_path / UNIT.name).write_text(text)
    found = subprocess.run(
        [analyze, "verify", str(tmp_path / UNIT.name)], capture_output=True, text=True, timeout=60
    )
    assert UNIT.name not in found.stderr


def test_the_unit_names_only_options_that_there_are() -> None:
    [start] = [
        line for line in UNIT.read_text("utf-8").splitlines() if line.startswith("ExecStart=")
    ]
    told = subprocess.run(
        [sys.executable, "-m", "storagemaster", "--help"],
        cwd=ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    options = [word for word in start.split() if word.startswith("--")]
    assert options
    assert [option for option in options if option not in told.stdout] == []
