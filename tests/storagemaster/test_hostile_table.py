"""docs/hostile.md says what nobody honest sends, and what is said to it: in these very words."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.images import Refused, derive
from storagemaster.paths import BadPath, parts_of
from tests.adapters.images.test_deriving import HOSTILE as PICTURES
from tests.storagemaster.daemon import ROOT, running
from tests.storagemaster.hostile import HOSTILE, SIZES

_LONGEST = 28
TOLD = (ROOT / "docs/hostile.md").read_text("utf-8")


def _row(why: str, sent: str, said: str) -> str:
    shown = sent if len(sent) <= _LONGEST else sent[:_LONGEST] + "…"
    return f"| {why} | `{shown}` | {said} |"


def paths() -> Iterator[str]:
    for why, path in HOSTILE.items():
        try:
            parts_of(path)
        except BadPath as refused:
            yield _row(why, ascii(path)[1:-1] or " ", str(refused).rpartition("': ")[2])


def sizes(folder: Path) -> Iterator[str]:
    with running(folder) as daemon:
        daemon.ask(rb"PUT\Cthere\C1\Cx")
        for why, said in SIZES.items():
            answer = daemon.ask(said).removeprefix(b"0refused: ").decode()
            yield _row(why, ascii(said)[2:-1].replace("\\\\", "\\"), answer)


def pictures() -> Iterator[str]:
    for why, content in PICTURES.items():
        try:
            derive(io.BytesIO(content))
        except Refused as refused:
            yield f"| {why} | {len(content)} bytes | {refused} |"


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_the_table_of_hostile_things_has_them_all_and_what_is_said(tmp_path: Path) -> None:
    rows = [*paths(), *sizes(tmp_path), *pictures()]
    assert len(rows) == len(HOSTILE) + len(SIZES) + len(PICTURES)
    assert [row for row in rows if row not in TOLD] == []
