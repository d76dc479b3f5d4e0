from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.simulator.running import shared_simulator, simulator
from tests.web.world import World, circle

__all__ = ["shared_simulator", "simulator"]


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[World]:
    """An archive that nobody has joined."""
    world = World(tmp_path)
    yield world
    world.close()


@pytest.fixture
def world(empty: World) -> World:
    """An archive with Ada and those around her, and no photos."""
    circle(empty)
    return empty
