"""A rebuild's memory does not grow with the log."""

from __future__ import annotations

import os

from adapters.log import open_log
from bench.growing import rebuilt
from bench.years import append_around, append_photos

EVENTS = 4_000_000 if os.environ.get("SOAK") == "1" else 24_000
_MOST = 200_000  # kilobytes


def test_a_rebuild_of_twice_as_many_events_takes_no_more_memory(url: str) -> None:
    peaks = []
    log = open_log(url)
    for begun in (0, EVENTS // 8):
        append_photos(log, EVENTS // 8, begun=begun)
        append_around(log, EVENTS // 8, begun=begun)
        peaks.append(rebuilt(url)[1])
    log.close()
    half, whole = peaks
    assert whole < _MOST
    assert whole < half * 1.1
