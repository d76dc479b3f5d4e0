"""Serving a file of 5 MB, against nginx serving it from the disk."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import requests

from tests.end_to_end.serving import served
from tests.services.nginx import in_front
from tests.web.world import World, circle, day

_PHOTO = "53000000001"
_TURNS = 30


def against_nginx() -> dict[str, float]:
    """Return how fast the site streams, and how fast it hands over to nginx."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        world = World(folder)
        circle(world)
        world.photo(_PHOTO, at=day(1))
        key = world.file(_PHOTO, data=os.urandom(5_000_000)).key
        world.follow()
        settings = world.archive.settings
        static = Path(settings.flickr_static_path)
        with (
            served(settings, folder) as site,
            served(settings, folder, files_sent_by="x-accel-redirect") as behind,
            in_front(behind, static, folder / "nginx") as nginx,
        ):
            addresses = {
                "plain": f"{nginx}/plain/{key}",
                "streamed": f"{site}/static/{key}",
                "by X-Accel-Redirect": f"{nginx}/static/{key}",
            }
            took: dict[str, list[float]] = {what: [] for what in addresses}
            with requests.Session() as session:
                for _ in range(_TURNS):
                    for what, address in addresses.items():
                        begun = time.perf_counter()
                        assert len(session.get(address, timeout=60).content) == 5_000_000
                        took[what].append(time.perf_counter() - begun)
        world.close()
    plain = min(took.pop("plain"))
    return {what: plain / min(seconds) for what, seconds in took.items()}
