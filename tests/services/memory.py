"""How much memory a process has taken."""

from __future__ import annotations

import re
from pathlib import Path


def most(process: int) -> int:
    """Return how many bytes a process ever held in memory since it began its program.

    Not getrusage: what a child inherits there is the most that its parent ever held.
    """
    found = re.search(r"VmHWM:\s*(\d+) kB", Path(f"/proc/{process}/status").read_text())
    assert found is not None
    return int(found[1]) * 1024
