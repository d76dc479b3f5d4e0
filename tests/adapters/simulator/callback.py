"""Somebody who subscribes: a real HTTP server that agrees to everything, or to nothing."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


class Callback:
    """What came to a callback, and how it answers.

    `agrees` gives challenges back; each POST is answered with the next of `statuses`, 200 when
    there is none.
    """

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}/news?for=ada"
        self.agrees = True
        self.statuses: list[int] = []
        self.asked: list[dict[str, str]] = []
        self.posted: list[bytes] = []


@contextlib.contextmanager
def listening() -> Iterator[Callback]:
    """A callback on a free port, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = dict(parse_qsl(urlsplit(self.path).query))
            made.asked.append(query)
            self._answer(200 if made.agrees else 404, query.get("challenge", "").encode())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = made.statuses.pop(0) if made.statuses else 200
            made.posted.append(body)
            self._answer(status, b"")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Callback(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
