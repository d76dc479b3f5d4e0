"""`storage`, run as a user runs it."""

from __future__ import annotations

import json
import os
import re
import tomllib
from pathlib import Path

from tests.bin.running import command


def counted(folder: Path) -> str:
    return command(folder, "storage", "stats").stdout


def test_files_are_checked_counted_and_moved(tmp_path: Path) -> None:
    assert command(tmp_path, "init").returncode == 0
    assert "never checked: `parallel-flickr storage check`" in counted(tmp_path)
    checked = command(tmp_path, "storage", "check", "--json")
    assert checked.returncode == 0, checked.stderr
    assert json.loads(checked.stdout)["known"] == 0
    stranger = tmp_path / "var/static/stranger.txt"
    stranger.write_bytes(b"who is this?")
    os.utime(stranger, (1, 1))
    checked = command(tmp_path, "storage", "check")
    assert checked.returncode == 1
    assert "extra: stranger.txt" in checked.stdout
    stats = json.loads(command(tmp_path, "storage", "stats", "--json").stdout)
    assert stats["faults"] == {"stranger.txt": "extra"}
    assert re.search(r"^last checked 2\d{3}-.* UTC; 1 known to be broken$", counted(tmp_path), re.M)
    assert "0 of 0 broken files mended" in command(tmp_path, "storage", "repair").stdout
    (tmp_path / "new").mkdir()
    copied = command(tmp_path, "storage", "copy", "fs", "fs:new", "--switch")
    assert copied.returncode == 0, copied.stderr
    assert (tmp_path / "new/stranger.txt").read_bytes() == b"who is this?"
    settings = tomllib.loads((tmp_path / "parallel-flickr.toml").read_text())
    assert settings["flickr_static_path"] == "new"
    assert settings["storage_also_read"] == "fs:var/static"
    refused = command(tmp_path, "storage", "copy", "fs", "ftp:x")
    assert refused.returncode == 1
    assert "is no place for files" in refused.stderr


def test_files_that_cannot_be_brought_keep_the_archive_from_moving_unless_they_may_stay(
    tmp_path: Path,
) -> None:
    assert command(tmp_path, "init").returncode == 0
    before = (tmp_path / "parallel-flickr.toml").read_text()
    (tmp_path / "var/static/stuck.jpg").write_bytes(b"x")
    (tmp_path / "new/stuck.jpg").mkdir(parents=True)
    held = command(tmp_path, "storage", "copy", "fs", "fs:new", "--switch")
    assert held.returncode == 1
    assert "left out: stuck.jpg: " in held.stdout
    assert "--leave-broken" in held.stderr
    assert (tmp_path / "parallel-flickr.toml").read_text() == before
    moved = command(tmp_path, "storage", "copy", "fs", "fs:new", "--switch", "--leave-broken")
    assert moved.returncode == 0, moved.stderr
    settings = tomllib.loads((tmp_path / "parallel-flickr.toml").read_text())
    assert settings["flickr_static_path"] == "new"
    assert settings["storage_also_read"] == "fs:var/static"
