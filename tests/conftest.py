"""What all tests share: the real servers' fixtures, and how hypothesis searches."""

import os

import pytest
from hypothesis import settings

pytest_plugins = ["tests.services.postgresql", "tests.services.browser"]

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("search", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave endurance at full size to `make soak`."""
    if os.environ.get("SOAK") == "1":
        return
    full_size = pytest.mark.skip(reason="endurance at full size: run `make soak`")
    for item in items:
        if item.get_closest_marker("soak"):
            item.add_marker(full_size)
