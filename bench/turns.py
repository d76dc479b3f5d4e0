"""Measuring by turns: ours and its floors right after each other, in changing order.

A machine and its disk are slower at one moment than at another; what both sides of a pair meet
cancels, and the median leaves out the pairs of which only one side met it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import TypeAlias

Turn: TypeAlias = Callable[[int], object]
"""Does the thing once; it is handed the number of the turn."""


def by_turns(ours: Turn, floors: Mapping[str, Turn], times: int) -> dict[str, float]:
    """How fast ours is beside each floor, where 1 is as fast; above 1 it is faster."""
    runs = {"": ours, **floors}
    took: dict[str, list[float]] = {what: [] for what in runs}
    for number in range(times):
        for what in sorted(runs, reverse=number % 2 == 1):
            begun = time.perf_counter()
            runs[what](number)
            took[what].append(time.perf_counter() - begun)
    mine = took.pop("")
    return {
        what: median(theirs / own for theirs, own in zip(seconds, mine, strict=True))
        for what, seconds in took.items()
    }
