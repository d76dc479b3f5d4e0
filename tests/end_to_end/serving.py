"""The site as its users get it: under gunicorn, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from adapters.settings import Settings
from tests.services.programs import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
_PATIENCE = 30


@contextmanager
def served(
    settings: Settings, folder: Path, *, command: str = "serve", **more: str
) -> Iterator[str]:
    """Serve an archive with `parallel-flickr serve` (or `up`), with more settings; its address."""

    def arguments(bind: str) -> list[str]:
        return [sys.executable, "-m", "bin", command, "--bind", bind]

    with started(arguments, settings, folder, **more) as address:
        yield address


@contextmanager
def started(
    command: Callable[[str], list[str]], settings: Settings, folder: Path, **more: str
) -> Iterator[str]:
    """Start what a command serves at the address it is told, and wait until it is well."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PARALLEL_FLICKR_")}
    chosen = {
        "root_url": address + "/",
        "flickr_endpoint": settings.flickr_endpoint,
        "flickr_api_key": settings.flickr_api_key,
        "flickr_api_secret": settings.flickr_api_secret,
        "database_url": settings.database_url,
        "flickr_static_path": settings.flickr_static_path,
        "crypto_cookie_secret": "c" * 32,
        "crypto_crumb_secret": "d" * 32,
        **more,
    }
    environment |= {f"PARALLEL_FLICKR_{key.upper()}": value for key, value in chosen.items()}
    environment["PYTHONPATH"] = f"{ROOT}:{ROOT / 'http'}"
    with (folder / "site.log").open("w") as log:
        site = subprocess.Popen(
            command(f"127.0.0.1:{port}"),
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(address, site)
        yield address
    finally:
        site.terminate()
        site.wait(_PATIENCE)


def _wait(address: str, site: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if site.poll() is not None:
            break
        try:
            if requests.get(f"{address}/healthz", timeout=1).ok:
                return
        except requests.RequestException:
            time.sleep(0.05)
    raise AssertionError("the site did not come up")
