"""A real HTTP server in a thread that answers as it is told, however oddly."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Odd:
    """One answer. `announced` is a false Content-Length; `reset` ends the connection with RST.

    `stall` holds the answer back until the server closes.
    """

    body: bytes = b'{"stat":"ok"}'
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    announced: int | None = None
    length_unsaid: bool = False
    reset: bool = False
    stall: bool = False


@dataclass
class OddServer:
    """Gives `answers` one after the other, the last of them for ever, and keeps what was asked."""

    root: str
    answers: list[Odd] = field(default_factory=lambda: [Odd()])
    asked: list[dict[str, Any]] = field(default_factory=list)
    keep_bodies: bool = True
    received: int = 0
    closing: threading.Event = field(default_factory=threading.Event)

    def next(self) -> Odd:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def odd_server() -> Iterator[OddServer]:
    """The server on a free port, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            self._answer()

        do_POST = do_GET  # noqa: N815 - http.server's name

        def _answer(self) -> None:
            body = self._body(int(self.headers.get("Content-Length", 0)))
            server.asked.append(
                {
                    "method": self.command,
                    "path": self.path,
                    "headers": dict(self.headers),
                    "body": body,
                }
            )
            odd = server.next()
            if odd.stall:
                server.closing.wait(30)
                return
            if odd.reset:
                linger = struct.pack("ii", 1, 0)  # close with RST and not with FIN
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self.connection.close()
                return
            self.send_response(odd.status)
            for name, value in odd.headers.items():
                self.send_header(name, value)
            if not odd.length_unsaid:
                self.send_header("Content-Length", str(odd.announced or len(odd.body)))
            self.end_headers()
            self.wfile.write(odd.body)

        def _body(self, length: int) -> bytes:
            kept = []
            while length > 0 and (piece := self.rfile.read(min(length, 1 << 16))):
                length -= len(piece)
                server.received += len(piece)
                if server.keep_bodies:
                    kept.append(piece)
            return b"".join(kept)

        def finish(self) -> None:
            if not self.wfile.closed and self.connection.fileno() != -1:
                super().finish()

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    server = OddServer(root=f"http://127.0.0.1:{http.server_port}")
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        http.shutdown()
        http.server_close()
        thread.join()
