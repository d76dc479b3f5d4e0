from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.flickr.poll.visited import Visited, visited
from tests.adapters.simulator.running import running


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Visited]:
    """A simulated Flickr, and an archive that holds two photos of a member and their icon."""
    with running(tmp_path / "flickr") as flickr:
        made = visited(flickr, tmp_path)
        ada = made.join("ada")
        flickr.change_person(ada, icon="tomato")
        flickr.photo(ada, title="Boat")
        flickr.photo(ada, title="Harbour")
        made.visit(ada)
        made.days_pass()
        yield made
        made.archive.close()
