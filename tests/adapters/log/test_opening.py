"""The log's file is for its owner alone, whatever the umask says."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from adapters.log import open_log
from domain.recorded import Append
from tests.adapters.log.facts import seen


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_a_log_is_made_for_its_owner_alone(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        log = open_log(f"sqlite:///{tmp_path}/archive.db")
        log.append([Append("photo:1", 0, (seen("A"),))])
        made = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
        log.close()
    finally:
        os.umask(before)
    assert made == dict.fromkeys(("archive.db", "archive.db-shm", "archive.db-wal"), 0o600)


def test_a_log_that_is_there_keeps_what_its_owner_lets_others_do(tmp_path: Path) -> None:
    file = tmp_path / "archive.db"
    open_log(f"sqlite:///{file}").close()
    file.chmod(0o640)
    open_log(f"sqlite:///{file}").close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
