"""What an archive's size costs: rebuilding twice as many events, and pages of many photos.

`python -m bench.growing PHOTOS` measures at another size than `make bench` does: at a
million, which is four million events, it takes some twenty minutes and six gigabytes.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from random import Random
from typing import Final

from falcon import testing

from bench.pages import archive_in, timings
from bench.years import OWNER, append_around, fill, photo_id
from web.app import create_app

PHOTOS: Final = 50_000
_PHOTOS_BEFORE: Final = 10_000
_TURNS: Final = 3  # what else the machine does only ever takes longer: the quickest is told

# Rebuilds in a process of its own, and says how long that took and its peak in kilobytes.
_REBUILD: Final = """
import json, sys, time
from adapters.assembly import reopened
from projections.rebuilding import rebuild
log, generations = reopened(sys.argv[1])
generations.prepare()
begun = time.perf_counter()
rebuild(log, generations)
took = time.perf_counter() - begun
with open("/proc/self/status") as status:
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
print(json.dumps([took, peak]))
"""


@dataclass(frozen=True, slots=True)
class Grown:
    """How many times as long things take in the larger archive, and the peak of memory."""

    rebuild: float
    megabytes_before: float
    megabytes: float
    pages: dict[str, float]


def sqlite(photos: int = PHOTOS) -> Grown:
    """Rebuild half of the photos, then all; look at pages of 10,000 photos, then of all."""
    half_took, before, _ = _measured(photos // 2, look=False)
    took, peak, pages = _measured(photos)
    _, _, pages_before = _measured(_PHOTOS_BEFORE)
    longer = {page: pages[page] / pages_before[page] for page in pages}
    return Grown(took / half_took, before / 1000, peak / 1000, longer)


def rebuilt(url: str) -> tuple[float, int]:
    """Rebuild in a process of its own; return the seconds, and its peak in kilobytes."""
    command = [sys.executable, "-c", _REBUILD, url]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own program
    took, peak = json.loads(done.stdout)
    return took, peak


def _measured(photos: int, *, look: bool = True) -> tuple[float, int, dict[str, float]]:
    with tempfile.TemporaryDirectory() as folder:
        archive = archive_in(folder)
        fill(archive.log, photos)
        append_around(archive.log, photos)
        runs = [rebuilt(archive.settings.database_url) for _ in range(_TURNS)]
        took, peak = min(seconds for seconds, _ in runs), max(size for _, size in runs)
        client = testing.TestClient(create_app(archive))
        pages: dict[str, float] = {}
        if look:
            random = Random(2014)  # noqa: S311 - the same days every time are wanted
            one = f"/photos/{OWNER}/"
            for page, address in {
                "photostream": lambda: one,
                "photo": lambda: f"{one}{photo_id(random.randrange(photos))}/",
            }.items():
                now, then = timings(client, random, address)
                pages |= {page: now, f"{page} of a random day": then}
        archive.close()
    return took, peak, pages


if __name__ == "__main__":
    print(sqlite(int(sys.argv[1]) if sys.argv[1:] else PHOTOS))
