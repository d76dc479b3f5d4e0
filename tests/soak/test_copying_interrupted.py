"""Many files between each pair of storages, the copy killed on its way."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.adapters.care.moving import PAIRS, content, moving
from tests.services.s3 import Server, s3

__all__ = ["s3"]

_FULL = os.environ.get("SOAK") == "1"
FILES, INTERRUPTIONS = (10_000, 5) if _FULL else (250, 1)


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_a_copy_that_is_killed_goes_on_and_brings_every_file(
    tmp_path: Path,
    s3: Server,
    source: str,
    target: str,
) -> None:
    with moving(tmp_path, source, target, s3, FILES) as move:
        for turn in range(1, INTERRUPTIONS + 1):
            reached = move.interrupt(FILES * turn // (INTERRUPTIONS + 1))
            assert reached < FILES
        said = json.loads(move.finish())
        size = sum(len(content(number)) for number in range(FILES))
        assert said == {"files": FILES, "bytes": size, "left_out": []}
        here, there = move.at(move.source), move.at(move.target)
        keys = list(here.keys())
        assert list(there.keys()) == keys
        for number, key in enumerate(keys):
            with there.open(key) as file:
                assert file.read() == content(number)
