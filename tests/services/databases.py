"""Both databases: whatever asks for `url` runs on each."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.services.postgresql import Server


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database of one's own, in which nothing stands yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/archive.db"
    server: Server = request.getfixturevalue("postgresql")
    return server.fresh()
