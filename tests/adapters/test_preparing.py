"""An archive is made ready by whoever comes, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from adapters.assembly import assemble, prepare
from adapters.settings import Settings

_AT_ONCE = 4


def test_a_site_and_workers_that_start_at_once_on_a_new_database_all_come_up(
    url: str, tmp_path: Path
) -> None:
    settings = Settings(database_url=url, flickr_static_path=str(tmp_path / "static"))
    ready = Barrier(_AT_ONCE)

    def start(_: int) -> str:
        archive = assemble(settings)
        ready.wait()
        prepare(archive)
        live = archive.generations.live_name()
        archive.close()
        return live

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        assert len(set(pool.map(start, range(_AT_ONCE)))) == 1
