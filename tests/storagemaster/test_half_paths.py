"""Old clients whose paths come in pieces, with nothing to say where they end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storagemaster.daemon import Running, running

_SETTLE = 0.2
_LONGER = 2 * _SETTLE


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path, "--settle", str(_SETTLE)) as started:
        yield started


@pytest.mark.parametrize("at", ["GET\\C12", "GET\\C123/", "GET\\C123/é", "GET\\C123/é_o.jp"])
def test_half_a_path_is_waited_for_where_a_file_goes_on_from_there(
    daemon: Running, at: str
) -> None:
    said = "GET\\C123/é_o.jpg".encode()
    daemon.ask("PUT\\C123/é_o.jpg\\C1\\Cx".encode())
    cut = len(at.encode())
    assert daemon.ask(said[:cut], said[cut:], close=False, pause=_LONGER) == b"1x"


def test_half_a_letter_is_waited_for_as_well(daemon: Running) -> None:
    said = "GET\\C123/é_o.jpg".encode()
    daemon.ask("PUT\\C123/é_o.jpg\\C1\\Cx".encode())
    at = said.index("é".encode()) + 1
    assert daemon.ask(said[:at], said[at:], close=False, pause=_LONGER) == b"1x"


def test_what_is_not_there_is_not_waited_for_longer(daemon: Running) -> None:
    daemon.ask(rb"PUT\C123/a.jpg\C1\Cx")
    began = time.monotonic()
    assert daemon.ask(rb"EXISTS\C123/b.jpg", close=False)[:1] == b"0"
    assert time.monotonic() - began < 3 * _SETTLE


def test_half_a_path_deletes_no_file_of_that_name(daemon: Running) -> None:
    daemon.ask(rb"PUT\Ca.jpg\C1\Cx")
    daemon.ask(rb"PUT\Ca.jpg2\C1\Cy")
    assert daemon.ask(rb"DELETE\Ca.jpg", b"2", close=False, pause=_LONGER)[:1] == b"1"
    assert daemon.files() == {"a.jpg": b"x"}
