"""Serving a file of 5 MB, against nginx serving it from the disk."""

from __future__ import annotations

import os
import tempfile
from functools import partial
from pathlib import Path

import requests

from bench.turns import by_turns
from tests.end_to_end.serving import served
from tests.services.nginx import in_front
from tests.web.world import World, circle, day

_PHOTO = "53000000001"
_SIZE = 5_000_000
_TURNS = 200


def against_nginx() -> dict[str, float]:
    """Return how fast the site streams, and how fast it hands over to nginx."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        world = World(folder)
        circle(world)
        world.photo(_PHOTO, at=day(1))
        key = world.file(_PHOTO, data=os.urandom(_SIZE)).key
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
            with requests.Session() as session:
                plain = partial(_fetch, session, addresses.pop("plain"))
                ratios: dict[str, float] = {}
                for what, address in addresses.items():
                    ours = partial(_fetch, session, address)
                    ratios |= by_turns(ours, {what: plain}, _TURNS)
        world.close()
    return ratios


def _fetch(session: requests.Session, address: str, _number: int) -> None:
    assert len(session.get(address, timeout=60).content) == _SIZE
