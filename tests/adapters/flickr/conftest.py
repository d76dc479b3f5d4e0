from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.adapters.flickr.clockwork import Clockwork
from tests.adapters.flickr.odd_server import OddServer, odd_server
from tests.adapters.simulator.running import Simulator, running


@pytest.fixture(scope="module")
def one_simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """One simulated Flickr for all tests of a module: each makes members of its own."""
    with running(tmp_path_factory.mktemp("flickr") / "world") as found:
        yield found


class Visited(Simulator):
    """A simulator that is used by one test after the other."""

    def __init__(self, root: str) -> None:
        super().__init__(root)
        self.made: list[str] = []

    def person(self, username: str, **more: Any) -> str:
        nsid = super().person(username, **more)
        self.made.append(nsid)
        return nsid


@pytest.fixture
def simulator(one_simulator: Simulator) -> Iterator[Simulator]:
    """A simulated Flickr without faults that has heard no calls, in which every name is free."""
    visited = Visited(one_simulator.root)
    visited.no_faults()
    visited.forget_calls()
    yield visited
    for nsid in visited.made:
        visited.change_person(nsid, username=f"was-{nsid}")


@pytest.fixture
def odd() -> Iterator[OddServer]:
    """A server that answers as it is told."""
    with odd_server() as server:
        yield server


@pytest.fixture
def clockwork() -> Clockwork:
    """A time that passes by sleeping alone."""
    return Clockwork()
