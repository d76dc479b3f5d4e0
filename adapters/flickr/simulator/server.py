"""Runs a simulated Flickr: in this process with `run`, or beside it with `start`."""

import contextlib
import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped, unused-ignore]

from adapters.flickr.simulator import worlds
from adapters.flickr.simulator.app import create_app

THREADS = 16
STARTED = re.compile(r"the simulated Flickr is at (http://\S+)/")


class _Server(BaseApplication):  # type: ignore[misc, unused-ignore]  # it may be untyped
    def __init__(self, data: Path, world: str, options: dict[str, Any]) -> None:
        self._data = data
        self._world = world
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return create_app(self._data, self._world)


def run(port: int, data: Path, world: str = "empty", *, host: str = "127.0.0.1") -> None:
    """Serves the world in the folder `data` until it is told to stop (SIGTERM, Ctrl-C).

    Port 0 is a free one. Once it listens it says where on standard output:
    `the simulated Flickr is at http://127.0.0.1:PORT/`. One process with several threads, for
    the world is kept in memory.

    Raises `ValueError` for a world that is not known, `OSError` for a port that is taken.
    """
    if world not in worlds.WORLDS:
        raise ValueError(f"there is no world {world!r}; there are {', '.join(worlds.WORLDS)}")
    data.mkdir(parents=True, exist_ok=True)
    with socket.socket() as free:  # gunicorn would try again and again
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind((host, port))

    def ready(server: Any) -> None:
        bound = server.LISTENERS[0].sock.getsockname()[1]
        print(f"the simulated Flickr is at http://{host}:{bound}/", flush=True)

    options = {
        "bind": f"{host}:{port}",
        "workers": 1,
        "threads": THREADS,
        "worker_class": "gthread",
        "loglevel": "warning",
        "graceful_timeout": 1,
        "keepalive": 5,
        "timeout": 120,
        "when_ready": ready,
        "control_socket_disable": True,
    }
    _Server(data, world, options).run()


@contextlib.contextmanager
def start(
    data: Path, *, port: int = 0, world: str = "empty", patience: float = 20
) -> Iterator[str]:
    """A simulated Flickr in a process of its own, ready to answer; its root, no closing slash.

    Raises `RuntimeError` when it does not come up within `patience` seconds.
    """
    data.mkdir(parents=True, exist_ok=True)
    checkout = Path(__file__).parents[3]
    paths = [str(checkout), os.environ.get("PYTHONPATH", "")]
    command = [sys.executable, "-m", __package__ or "", "--port", str(port)]
    with (data / "simulator.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - our own module
            [*command, "--data", str(data), "--world", world],
            stdout=subprocess.PIPE,
            stderr=log,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
        )
    try:
        yield _root(process, data, time.monotonic() + patience)
    finally:
        process.send_signal(signal.SIGQUIT)  # gunicorn then waits for no kept-alive connection
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _root(process: "subprocess.Popen[bytes]", data: Path, deadline: float) -> str:
    """Waits for the line that says where, and then for the first good answer."""
    if process.stdout is None:
        raise AssertionError("the process has no standard output")
    said = b""
    while (found := STARTED.search(said.decode())) is None:
        left = deadline - time.monotonic()
        readable, _, _ = select.select([process.stdout], [], [], max(left, 0))
        some = os.read(process.stdout.fileno(), 4096) if readable else b""
        if not some:
            log = (data / "simulator.log").read_text(errors="replace")
            raise RuntimeError(f"the simulated Flickr did not start: {log[-2000:] or 'too slow'}")
        said += some
    root = found[1]
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{root}/_simulator/health", timeout=5) as answer:  # noqa: S310
                if answer.status == 200:
                    return root
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.02)
    raise RuntimeError(f"the simulated Flickr at {root} does not answer")
