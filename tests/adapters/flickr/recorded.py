"""The answers that the real Flickr gave, where they lie beside the checkout."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "recorded"

present = pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"there are no recorded answers at {FOLDER}"
)


class Recorded(msgspec.Struct, frozen=True):
    """One answer as it came, and what had been asked."""

    request: dict[str, str]
    status: int
    content_type: str
    body: str

    @property
    def method(self) -> str:
        return self.request["method"]


def answers() -> dict[str, Recorded]:
    """All recorded answers by the name of their file; none where there are none."""
    return {
        file.stem: msgspec.json.decode(file.read_bytes(), type=Recorded)
        for file in sorted(FOLDER.glob("*.json"))
    }
