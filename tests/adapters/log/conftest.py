"""A log in either database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.log import StoredLog, open_log


@pytest.fixture
def log(url: str) -> Iterator[StoredLog]:
    opened = open_log(url)
    yield opened
    opened.close()
