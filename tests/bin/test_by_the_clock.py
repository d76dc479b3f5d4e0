"""The samples for cron and systemd: read by the real programs, and their commands run."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.settings import FILE, fresh
from tests.adapters.flickr.poll.visited import visited
from tests.adapters.simulator.running import Simulator, shared_simulator
from tests.services.programs import program

__all__ = ["shared_simulator"]

ROOT = Path(__file__).resolve().parent.parent.parent
CRONTAB = ROOT / "cron" / "parallel-flickr"
UNITS = sorted((ROOT / "systemd").iterdir())
_HOME = "/srv/parallel-flickr"
_FOR_EVER = "up"


def cron_commands() -> Iterator[str]:
    """The commands of the crontab, as cron hands them to a shell."""
    for line in CRONTAB.read_text("utf-8").splitlines():
        if line and not line.startswith("#") and line[0] in "@*0123456789":
            yield line.split(maxsplit=1 if line.startswith("@") else 5)[-1]


def unit_commands() -> Iterator[str]:
    """The commands of the units, as systemd runs them."""
    for unit in UNITS:
        for line in unit.read_text("utf-8").splitlines():
            if line.startswith("ExecStart="):
                yield line.partition("=")[2]


COMMANDS = [*cron_commands(), *unit_commands()]


def test_cron_takes_the_crontab() -> None:
    checked = subprocess.run(
        [program("crontab"), "-n", str(CRONTAB)], capture_output=True, text=True, timeout=60
    )
    assert checked.returncode == 0, checked.stderr


def test_cron_refuses_a_crontab_with_a_slip(tmp_path: Path) -> None:
    slip = tmp_path / "slip"
    slip.write_text(CRONTAB.read_text("utf-8").replace("17 * * * *", "77 * * * *"))
    checked = subprocess.run(
        [program("crontab"), "-n", str(slip)], capture_output=True, text=True, timeout=60
    )
    assert checked.returncode != 0


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The units where the machine has the program that they start."""
    for unit in UNITS:
        text = unit.read_text("utf-8").replace(
            f"{_HOME}/.venv/bin/parallel-flickr",
            str(Path(sys.executable).parent / "parallel-flickr"),
        )
        (tmp_path / unit.name).write_text(text)
    return tmp_path


def verify(folder: Path, unit: str) -> str:
    found = subprocess.run(
        [program("systemd-analyze"), "verify", str(folder / unit)],
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"SYSTEMD_UNIT_PATH": f"{folder}:"},
    )
    return "\n".join(line for line in found.stderr.splitlines() if "parallel-flickr" in line)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_finds_nothing_wrong_with_the_units(installed: Path, unit: Path) -> None:
    assert verify(installed, unit.name) == ""


def test_systemd_finds_a_slip_in_a_timer(installed: Path) -> None:
    timer = installed / "parallel-flickr-backup.timer"
    timer.write_text(timer.read_text().replace("=hourly", "=sometimes"))
    assert "sometimes" in verify(installed, timer.name)


def test_every_timer_starts_a_service_that_there_is() -> None:
    names = {unit.name for unit in UNITS}
    timers = [name for name in names if name.endswith(".timer")]
    assert timers
    assert {timer.replace(".timer", ".service") for timer in timers} <= names


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_samples_does_its_work(
    command: str, shared_simulator: Simulator, tmp_path: Path
) -> None:
    """As the sample has it, in an archive of one photo instead of under /srv."""
    world = visited(shared_simulator, tmp_path)
    ada = world.join(f"ada-{COMMANDS.index(command)}")
    shared_simulator.photo(ada, title="Boat")
    if "check" in command:
        world.visit(ada)
    settings = world.archive.settings
    named = ("flickr_api_key", "flickr_api_secret", "flickr_endpoint", "database_url")
    chosen = {name: getattr(settings, name) for name in (*named, "flickr_static_path")}
    world.archive.close()
    (tmp_path / FILE).write_text(fresh(**chosen))
    (tmp_path / ".venv").symlink_to(Path(sys.executable).parent.parent)
    line = command.replace(_HOME, str(tmp_path))
    if _FOR_EVER in shlex.split(line):
        line += " --help"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PARALLEL_FLICKR_")}
    done = subprocess.run(
        ["/bin/sh", "-c", line],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout
