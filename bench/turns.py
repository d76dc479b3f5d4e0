"""Measuring by turns: ours and its floors right after each other, in changing order.

A machine and its disk are slower at one moment than at another; what both sides of a pair meet
cancels, and the median leaves out the pairs of which only one side met it.

What a turn leaves behind can be taken away before the next (`after`), which no side is charged
for. Files that stay in memory make every turn write into memory that nothing has used yet: on
virtual machines that costs ten times the writing, and more than the disk.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import TypeAlias

Turn: TypeAlias = Callable[[int], object]
"""Does the thing once; it is handed the number of the turn."""


def by_turns(
    ours: Turn,
    floors: Mapping[str, Turn],
    times: int,
    after: Callable[[str, int], object] = lambda _what, _number: None,
) -> dict[str, float]:
    """How fast ours is beside each floor, where 1 is as fast; above 1 it is faster.

    `after` is told which floor had its turn (ours has no name), and the turn's number.
    """
    runs = {"": ours, **floors}
    took: dict[str, list[float]] = {what: [] for what in runs}
    for number in range(times):
        for what in sorted(runs, reverse=number % 2 == 1):
            begun = time.perf_counter()
            runs[what](number)
            took[what].append(time.perf_counter() - begun)
            after(what, number)
    mine = took.pop("")
    return {
        what: median(theirs / own for theirs, own in zip(seconds, mine, strict=True))
        for what, seconds in took.items()
    }
