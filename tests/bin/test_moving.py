"""`log export` and `log import`, as a user runs them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.bin.running import command


def test_a_log_is_exported_and_imported(folder: Path, tmp_path: Path) -> None:
    exported = command(folder, "log", "export", "log.jsonl")
    assert exported.returncode == 0, exported.stderr
    file = folder / "log.jsonl"
    assert file.stat().st_mode & 0o077 == 0
    assert command(folder, "log", "export").stdout == file.read_text("utf-8")
    other = tmp_path / "other"
    other.mkdir()
    digest = exported.stderr.strip()
    for added, text in ((2, file.read_text("utf-8")), (0, file.read_text("utf-8"))):
        imported = command(other, "log", "import", "-", said=text)
        assert imported.returncode == 0, imported.stderr
        assert imported.stdout.splitlines()[0] == digest
        assert f"added {added} events" in imported.stdout
    assert command(other, "projections", "check").returncode == 0


def test_an_export_that_fails_leaves_the_file_that_was_there(folder: Path) -> None:
    (folder / "log.jsonl").write_text("kept")
    with sqlite3.connect(folder / "var" / "parallel-flickr.db") as database:
        database.execute("UPDATE stored_events SET state = x'7b' WHERE rowid = 2")
    database.close()
    refused = command(folder, "log", "export", "log.jsonl")
    assert refused.returncode == 1
    assert "position 2 of the log" in refused.stderr
    assert (folder / "log.jsonl").read_text() == "kept"
    assert sorted(path.name for path in folder.iterdir()) == ["log.jsonl", "var"]


@pytest.mark.parametrize("what", ["export", "backup"])
def test_a_file_that_cannot_be_written_is_called_as_the_user_called_it(
    folder: Path, what: str
) -> None:
    refused = command(folder, "log", what, "nowhere/copy")
    assert refused.stderr == "parallel-flickr: No such file or directory: nowhere/copy\n"


def test_a_backup_is_restored_by_copying_it(folder: Path, tmp_path: Path) -> None:
    made = command(folder, "log", "backup", "copy.db")
    assert made.returncode == 0, made.stderr
    assert (folder / "copy.db").stat().st_mode & 0o077 == 0
    restored = tmp_path / "restored"
    (restored / "var").mkdir(parents=True)
    (folder / "copy.db").rename(restored / "var" / "parallel-flickr.db")
    assert command(restored, "log", "verify").returncode == 0
    assert "folded 2 events" in command(restored, "projections", "rebuild").stdout
    assert command(restored, "projections", "check").returncode == 0
