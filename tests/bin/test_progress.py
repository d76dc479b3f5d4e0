"""What a long run tells on its way."""

from __future__ import annotations

import os
import pty
import sys
import threading
from collections import Counter
from contextlib import suppress

import pytest

from bin.progress import shown, with_expected_end

HOUR = 3600


def test_a_run_that_has_to_wait_for_its_budget_tells_when_it_will_be_done(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Two calls a photo, 3,240 an hour: ten thousand photos take six hours."""
    calls: Counter[str] = Counter()
    shown: list[int] = []
    tell = with_expected_end(
        lambda _what, done, _total: shown.append(done),
        calls,
        done_by=lambda more: more / 3240 * HOUR,
        now=lambda: 0.0,
    )
    for done in range(1, 151):
        calls["flickr.photos.getInfo"] += 2
        tell("photos", done, 10_000)
    said = capsys.readouterr().err.splitlines()
    assert shown == list(range(1, 151))
    assert len(said) == 1
    assert said[0].startswith("photos: 50 of 10000; by the budget of calls done 1970-01-01 ")


def test_a_run_that_need_not_wait_tells_no_end(capsys: pytest.CaptureFixture[str]) -> None:
    tell = with_expected_end(
        lambda *_: None, Counter({"a": 100}), done_by=lambda _: 5.0, now=lambda: 0.0
    )
    tell("photos", 50, 100)
    assert capsys.readouterr().err == ""


def test_a_bar_is_drawn_by_no_thread_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has no other threads can be copied, as a rebuild by several is."""
    terminal, end = pty.openpty()
    threads = threading.active_count()
    with os.fdopen(end, "w") as stderr:
        monkeypatch.setattr(sys, "stderr", stderr)
        with shown("events") as progress:
            for done in range(1000):
                progress("site", done + 1, 1000)
            assert threading.active_count() == threads
    drawn = _everything_from(terminal)
    assert "site" in drawn
    assert "1000/1000" in drawn


def _everything_from(terminal: int) -> str:
    """Return what was written to a terminal whose other end is closed, and close it."""
    read: list[bytes] = []
    with suppress(OSError):  # which is how a terminal says that there is no more
        while some := os.read(terminal, 4096):
            read.append(some)
    os.close(terminal)
    return b"".join(read).decode()
