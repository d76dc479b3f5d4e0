from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.flickr.poll.visited import Visited, reopened, visited
from tests.adapters.simulator.running import running


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visited]:
    """A simulated Flickr, and an archive that holds two photos of a member and their icon."""
    folder = tmp_path_factory.mktemp("lived")
    with running(tmp_path_factory.mktemp("flickr") / "world") as flickr:
        made = visited(flickr, folder)
        ada = made.join("ada")
        flickr.change_person(ada, icon="tomato")
        flickr.photo(ada, title="Boat")
        flickr.photo(ada, title="Harbour")
        made.visit(ada)
        made.archive.close()
        yield made


@pytest.fixture
def world(lived: Visited, tmp_path: Path) -> Iterator[Visited]:
    """The same archive a day later, a copy that is the test's alone. Flickr is the module's."""
    folder = Path(lived.archive.settings.flickr_static_path).parent
    shutil.copytree(folder, tmp_path / "archive")
    made = reopened(lived, tmp_path / "archive")
    made.days_pass()
    yield made
    made.archive.close()
