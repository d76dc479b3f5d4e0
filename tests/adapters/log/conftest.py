"""A log in either database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.log import StoredLog, open_log
from tests.services.postgresql import Server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/log.db"
    server: Server = request.getfixturevalue("postgresql")
    return server.fresh()


@pytest.fixture
def log(url: str) -> Iterator[StoredLog]:
    opened = open_log(url)
    yield opened
    opened.close()
