"""Whether an address can be listened at, told before anything is begun."""

from __future__ import annotations

import errno
import socket
from collections.abc import Mapping
from typing import Final

import click

_ROOTS_OWN: Final = 1024
_WHY: Final[Mapping[int, str]] = {
    errno.EADDRINUSE: "another program listens there: end it, or choose another port",
    errno.EADDRNOTAVAIL: "this machine has no such address: choose 127.0.0.1, 0.0.0.0 or its own",
}


def may_listen(bind: str) -> None:
    """Raise ClickException, in one line, where `HOST:PORT` cannot be listened at.

    What else gunicorn takes, such as `unix:PATH`, is left to it.
    """
    if bind.startswith(("unix:", "fd://")):
        return
    host, _, digits = bind.rpartition(":")
    if not host or not digits.isdecimal() or int(digits) > 0xFFFF:
        raise click.ClickException(f"{bind!r} is no HOST:PORT: write 127.0.0.1:8000")
    port = int(digits)
    try:
        _listen(host.strip("[]"), port)
    except socket.gaierror:
        raise click.ClickException(
            f"cannot listen at {bind}: nobody knows {host}: write an address, as 127.0.0.1:{port}"
        ) from None
    except PermissionError:
        raise click.ClickException(
            f"cannot listen at {bind}: ports below {_ROOTS_OWN} are root's: choose a higher one, "
            "and put a web server in front"
        ) from None
    except OSError as error:
        why = _WHY.get(error.errno or 0, error.strerror or str(error))
        raise click.ClickException(f"cannot listen at {bind}: {why}") from None


def _listen(host: str, port: int) -> None:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, protocol, _, address = found[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn does
        probe.bind(address)
        probe.listen(1)
