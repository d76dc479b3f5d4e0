"""Pages under gunicorn, as `serve` runs it, against an equally long constant under the same.

Each is measured twice over: made anew for every visit (`answers_kept_megabytes = 0`), as for
whoever is the first to look after something changed; and looked at again, as nearly all visits
of strangers are, who ask for the same pages of an archive that changes a few times a day.
"""

from __future__ import annotations

import socket
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from adapters.assembly import assemble, prepare
from adapters.settings import Settings
from bench.years import ENDED, OWNER, append_around, fill, photo_id
from bin.serving import gunicorn
from projections.following import catch_up
from projections.searching import catch_up_search
from tests.end_to_end.serving import served, started

_PHOTOS: Final = 10_000
_VISITORS: Final = 4
_SECONDS: Final = 2.0
_TURNS: Final = 5
_END: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length:"


class Visited(NamedTuple):
    """A page beside the constant, where 1 is as fast and below 1 is slower."""

    requests: float
    p95: float


class _Round(NamedTuple):
    requests: float  # a second
    p95: float  # seconds


def against_a_constant() -> dict[str, Visited]:
    """Return how pages are served to four visitors at once, by kind of page and of visit."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = Settings(
            database_url=f"sqlite:///{folder}/archive.db",
            flickr_static_path=str(folder / "static"),
            crypto_cookie_secret="c" * 32,
            crypto_crumb_secret="d" * 32,
        )
        _fill(settings)

        def constant(bind: str) -> list[str]:
            return [*gunicorn(bind)[:-1], "bench.constant:create_app()"]

        found: dict[str, Visited] = {}
        with started(constant, settings, folder) as floor:
            for visit, kept in {"first visit": "0", "visited again": "32"}.items():
                with served(settings, folder, answers_kept_megabytes=kept) as site:
                    for page, path in _pages(site).items():
                        _, length = _fetched(site, path)
                        found[f"{page}, {visit}"] = _by_turns(
                            partial(_round, site, path), partial(_round, floor, f"/{length}")
                        )
    return found


def _fill(settings: Settings) -> None:
    archive = assemble(settings, clock=lambda: ENDED)
    prepare(archive)
    fill(archive.log, _PHOTOS)
    append_around(archive.log, _PHOTOS)
    catch_up(archive.log, archive.generations.live())
    catch_up_search(archive.log, archive.search, archive.zone)
    archive.close()


def _pages(site: str) -> dict[str, str]:
    """Return an address for each kind of page, of a photo that everybody may see."""
    own = f"/photos/{OWNER}/"
    addresses = (f"{own}{photo_id(number)}/" for number in range(_PHOTOS))
    photo = next(path for path in addresses if _fetched(site, path)[0] == 200)
    return {
        "photo": photo,
        "photostream": own,
        "archive": f"{own}archives/",
        "history": f"{photo}history/",
    }


def _by_turns(ours: Callable[[], _Round], floor: Callable[[], _Round]) -> Visited:
    """Return the medians of the ratios of pairs, ours and the floor in changing order."""
    ratios: list[Visited] = []
    for number in range(_TURNS):
        if number % 2:
            bare, own = floor(), ours()
        else:
            own, bare = ours(), floor()
        ratios.append(Visited(own.requests / bare.requests, bare.p95 / own.p95))
    return Visited(*(median(side) for side in zip(*ratios, strict=True)))


def _round(site: str, path: str) -> _Round:
    until = time.perf_counter() + _SECONDS
    with ThreadPoolExecutor(_VISITORS) as visitors:
        visits = [visitors.submit(_visit, site, path, until) for _ in range(_VISITORS)]
        took = [seconds for visit in visits for seconds in visit.result()]
    return _Round(len(took) / _SECONDS, quantiles(took, n=20)[-1])


def _visit(site: str, path: str, until: float) -> list[float]:
    """Ask for a page again and again over one connection; return what each answer took."""
    took: list[float] = []
    with _connected(site) as connection:
        while (begun := time.perf_counter()) < until:
            status, _ = _get(connection, path)
            assert status == 200, f"{path}: {status}"
            took.append(time.perf_counter() - begun)
    return took


def _fetched(site: str, path: str) -> tuple[int, int]:
    with _connected(site) as connection:
        return _get(connection, path)


def _connected(site: str) -> socket.socket:
    place = urlsplit(site)
    connection = socket.create_connection((place.hostname, place.port or 80), timeout=60)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _get(connection: socket.socket, path: str) -> tuple[int, int]:
    """Return the status and the length of a page, over a bare socket.

    A client of HTTP would take longer than the constant, on the same processors.
    """
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    answer = _some(connection)
    while _END not in answer:
        answer += _some(connection)
    head, _, body = answer.partition(_END)
    lines = head.lower().split(b"\r\n")
    length = next(int(line[len(_LENGTH) :]) for line in lines if line.startswith(_LENGTH))
    left = length - len(body)
    while left > 0:
        left -= len(_some(connection))
    return int(lines[0].split()[1]), length


def _some(connection: socket.socket) -> bytes:
    some = connection.recv(1 << 16)
    if not some:
        raise ConnectionError("the site closed the connection")
    return some
