"""Answers what points are called, line by line, until its input ends (`aside.py`).

A point is two numbers of degrees, its answer JSON, `null` far from any town.
"""

from __future__ import annotations

import signal
import sys

import msgspec

from adapters.gazetteer.towns import gazetteer


def main() -> None:
    """Read the towns, then answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asks ends this, by ending the input
    towns = gazetteer()
    for line in sys.stdin:
        latitude, longitude = map(float, line.split())
        answer = msgspec.json.encode(towns.names(latitude, longitude)).decode()
        print(answer, flush=True)


if __name__ == "__main__":
    main()
