"""The daemon in a process of its own, and a client that says exactly what it is told."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
_WAIT = 20.0


@dataclass(frozen=True, slots=True)
class Running:
    """A daemon that answers."""

    process: subprocess.Popen[str]
    port: int
    root: Path

    def ask(self, *pieces: bytes, close: bool = True, pause: float = 0.0) -> bytes:
        """Sends the pieces one by one, and returns the whole answer."""
        with self.connect() as client:
            for piece in pieces:
                client.sendall(piece)
                time.sleep(pause)
            if close:
                client.shutdown(socket.SHUT_WR)
            return heard(client)

    def connect(self) -> socket.socket:
        client = socket.create_connection(("127.0.0.1", self.port), _WAIT)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return client

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(_WAIT)

    def files(self) -> dict[str, bytes]:
        """Every file under the root that a client could ask for."""
        return {
            str(path.relative_to(self.root)): path.read_bytes()
            for path in self.root.rglob("*")
            if path.is_file() and not path.name.startswith(".")
        }

    def unfinished(self) -> list[Path]:
        return list(self.root.rglob(".*.part"))


def heard(client: socket.socket) -> bytes:
    """Everything until the daemon closes."""
    return b"".join(iter(lambda: client.recv(65536), b""))


@contextmanager
def running(
    root: Path, *options: str, program: Sequence[str] = ("-m", "storagemaster")
) -> Iterator[Running]:
    """Starts a daemon on a free port and stops it at the end; `program` is what Python runs."""
    command = [sys.executable, *program, "--root", str(root), "--port", "0", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            ready = process.stdout.readline()
            assert ready.startswith("storagemaster is at "), ready
            yield Running(process, int(ready.split(",")[0].rsplit(":", 1)[1]), root)
        finally:
            if process.poll() is None:
                process.kill()
