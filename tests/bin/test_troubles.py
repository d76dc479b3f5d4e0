"""What goes wrong under a running archive: one clear line, and nothing lost."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.adapters.simulator.running import Simulator, Token, simulator
from tests.bin.running import command
from tests.services.small_disk import small_disk

__all__ = ["simulator"]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A folder beside the simulated Flickr's, to be a disk of its own."""
    folder = tmp_path / "archive"
    folder.mkdir()
    return folder


def joined(folder: Path, flickr: Simulator, photos: int) -> Token:
    """Make an archive in a folder, with one member who has so many photos at Flickr."""
    key = flickr.key()
    ada = flickr.person("ada")
    flickr.photos(ada, [{"title": f"Photo {number}"} for number in range(photos)])
    token = flickr.token(ada, key, perms="read")
    made = command(
        folder, "init", "--flickr-api-key", key.api_key, "--flickr-api-secret", key.api_secret,
        "--flickr-endpoint", flickr.root,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    added = command(
        folder, "accounts", "add", "--oauth-token", token.token, "--oauth-token-secret",
        token.secret,
    )  # fmt: skip
    assert added.returncode == 0, added.stderr
    return token


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """Return the one line that a command ended with."""
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    [line] = done.stderr.strip().splitlines()
    return line


def seen(folder: Path) -> int:
    """Return how many photos the archive has seen."""
    stats = json.loads(command(folder, "log", "stats", "--json").stdout)
    return int(stats["by_type"].get("photo-seen", 0))


def test_a_full_disk_stops_a_backup_which_goes_on_when_there_is_room(
    simulator: Simulator, archive: Path
) -> None:
    with small_disk(archive, "64m") as remount:
        joined(archive, simulator, 8)
        left = shutil.disk_usage(archive).free
        (archive / "filler").write_bytes(b"x" * (left - 700_000))
        stopped = one_line(command(archive, "backup", "all"))
        assert "make room" in stopped or "free some space" in stopped
        remount("size=128m")
        acknowledged = seen(archive)
        assert acknowledged < 8
        went_on = command(archive, "backup", "all")
        assert went_on.returncode == 0, went_on.stderr
        assert seen(archive) == 8
        assert command(archive, "projections", "check").returncode == 0


def test_a_database_that_may_not_be_written_is_told_in_one_line(
    simulator: Simulator, archive: Path
) -> None:
    with small_disk(archive, "64m") as remount:
        joined(archive, simulator, 1)
        remount("ro")
        assert "writ" in one_line(command(archive, "backup", "all"))
        remount("rw")
        assert command(archive, "backup", "all").returncode == 0


def test_a_withdrawn_token_is_told_in_one_line_with_whose_it_is(
    simulator: Simulator, tmp_path: Path
) -> None:
    token = joined(tmp_path, simulator, 1)
    simulator.withdraw(token)
    line = one_line(command(tmp_path, "backup", "all"))
    assert line.startswith("ada: ")
    assert "Sign in with Flickr again" in line
    assert token.secret not in line


def test_a_refused_signature_is_told_in_one_line(simulator: Simulator, tmp_path: Path) -> None:
    joined(tmp_path, simulator, 1)
    simulator.fault("flickr.people.getPhotos", "bad_signature")
    assert "flickr_api_secret" in one_line(command(tmp_path, "backup", "photos"))


def test_a_file_that_is_no_database_is_told_in_one_line_and_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "holiday.txt"
    file.write_text("We went to the sea.")
    stopped = command(tmp_path, "log", "stats", database_url=f"sqlite:///{file}")
    assert "check database_url, or put a copy back" in one_line(stopped)
    assert file.read_text() == "We went to the sea."


def test_nothing_is_stored_or_missed_where_a_disk_is_mounted_no_more(
    simulator: Simulator, archive: Path
) -> None:
    static = archive / "var" / "static"
    static.mkdir(parents=True)
    with small_disk(static, "64m"):
        joined(archive, simulator, 2)
        assert command(archive, "backup", "contacts").returncode == 0
    asked = (
        ("backup", "contacts"),
        ("backup", "photos"),
        ("storage", "check", "--all"),
        ("storage", "repair"),
    )
    for arguments in asked:
        assert "mount its disk" in one_line(command(archive, *arguments))
    assert list(static.iterdir()) == []
