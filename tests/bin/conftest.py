"""A folder with an archive in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.log import open_log
from domain.recorded import Append
from tests.adapters.log.facts import retitled, seen


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a log of two events."""
    made = tmp_path / "archive"
    database = made / "var" / "parallel-flickr.db"
    database.parent.mkdir(parents=True)
    log = open_log(f"sqlite:///{database}")
    log.append([Append("photo:1", 0, (seen("A"), retitled("B")))])
    log.close()
    return made
