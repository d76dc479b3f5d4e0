"""A memcached of one's own, on a free port."""

from __future__ import annotations

import getpass
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from shutil import which
from urllib.parse import unquote

from tests.services import programs

_WAIT = 20.0


@contextmanager
def running(port: int = 0) -> Iterator[int]:
    """Start a memcached; give its port."""
    program = which("memcached") or which("memcached", path="/usr/bin:/usr/sbin")
    if program is None:
        programs.missing("memcached")
    port = port or programs.free_port()
    command = [program, "-p", str(port), "-l", "127.0.0.1", "-m", "16", "-t", "1"]
    if getpass.getuser() == "root":
        command += ["-u", "nobody"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        programs.await_port(port, process, "memcached")
        yield port
    finally:
        process.kill()
        process.wait(_WAIT)


def keys(port: int) -> list[bytes]:
    """Return every key that a memcached holds."""
    with socket.create_connection(("127.0.0.1", port), _WAIT) as connection:
        connection.sendall(b"lru_crawler metadump all\r\n")
        said = b""
        while not said.endswith(b"END\r\n"):
            said += connection.recv(1 << 16)
    lines = said.decode().splitlines()
    return [unquote(line.split()[0].removeprefix("key=")).encode() for line in lines[:-1]]
