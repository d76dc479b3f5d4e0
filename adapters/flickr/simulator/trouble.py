"""How trouble reaches the wire: error pages, delays, connections reset or cut short.

What Falcon cannot do, a WSGI layer around it does, with the connection's socket, which gunicorn
hands over.
"""

import ctypes
import errno
import socket
import time
from collections.abc import Callable, Iterable
from typing import Any

import falcon

from adapters.flickr.simulator.faults import Trouble

_STRUCK = "simulator.trouble"
_PAGE = (
    "<!DOCTYPE html>\n<html><head><title>{title}</title></head>"
    "<body><h1>{title}</h1><p>Please come back in a little while.</p></body></html>\n"
)

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def strike(req: falcon.Request, resp: falcon.Response, trouble: Trouble | None) -> bool:
    """Lets trouble strike a request; True where `resp` is already all the answer there will be.

    Cutting and resetting happen later, in `with_trouble`.
    """
    if trouble is None:
        return False
    req.env[_STRUCK] = trouble
    if trouble.kind == "slow":
        time.sleep(trouble.seconds)
    elif trouble.kind in ("http_500", "http_429", "html"):
        status, title = {
            "http_500": (falcon.HTTP_500, "Internal Server Error"),
            "http_429": (falcon.HTTP_429, "Too Many Requests"),
            "html": (falcon.HTTP_200, "Flickr is having a massage"),
        }[trouble.kind]
        resp.status = status
        resp.content_type = "text/html; charset=utf-8"
        resp.data = _PAGE.format(title=title).encode()
        return True
    return trouble.kind == "reset"


def with_trouble(application: Application) -> Application:
    """The application, with resets and cuts where `strike` asked for them."""

    def troubled(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        started: list[Any] = []

        def start(*arguments: Any) -> None:
            started[:] = arguments

        body = application(environ, start)
        trouble = environ.get(_STRUCK)
        connection = environ.get("gunicorn.socket")
        if trouble is not None and connection is not None:
            if trouble.kind == "reset":
                _reset(connection)
            if trouble.kind == "truncate":
                _cut(connection, started[0], started[1], b"".join(body))
        start_response(*started)
        return body

    return troubled


def _reset(connection: socket.socket) -> None:
    # Connecting to no address (AF_UNSPEC) is how Linux is told to send RST at once. Elsewhere
    # the connection ends without an answer when gunicorn takes this error for the client's.
    nowhere = bytes(16)
    ctypes.CDLL(None).connect(connection.fileno(), nowhere, len(nowhere))
    raise ConnectionResetError(errno.ECONNRESET, "reset on purpose")


def _cut(
    connection: socket.socket, status: str, headers: list[tuple[str, str]], body: bytes
) -> None:
    lines = [f"HTTP/1.1 {status}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers]
    head = "\r\n".join([*lines, "", ""]).encode("latin-1")
    connection.sendall(head + body[: len(body) // 2])
    raise ConnectionResetError(errno.ECONNRESET, "cut short on purpose")
