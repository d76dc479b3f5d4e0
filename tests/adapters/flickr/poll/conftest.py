from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.flickr.poll.visited import Visited, visited
from tests.adapters.simulator.running import running


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Visited]:
    """A simulated Flickr of its own, with an archive that visits it."""
    with running(tmp_path / "flickr") as flickr:
        made = visited(flickr, tmp_path)
        yield made
        made.archive.close()
