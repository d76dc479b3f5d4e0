"""The programs of Debian packages that tests start."""

from __future__ import annotations

import ctypes
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Final, NoReturn

import pytest

_STARTS: Final = 20.0


def missing(what: str) -> NoReturn:
    """Skip, saying what is not installed; where CI=true, fail instead."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is not installed: run `make setup-tests`")
    pytest.skip(f"{what} is not installed")


def program(name: str) -> str:
    """Return the path of a program, which is `missing` where there is none."""
    return shutil.which(name) or missing(name)


def postgresql() -> Path | None:
    """Return the folder of PostgreSQL's programs, which Debian keeps off the PATH."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return debian[-1].parent if debian else None


def chromium() -> str | None:
    """Return the path of Chromium. One that only asks for a snap, as Ubuntu's, does not count."""
    for name in ("chromium", "chromium-browser"):
        path = shutil.which(name)
        if (
            path
            and subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
        ):
            return path
    return None


def libatomic() -> bool:
    """Tell whether the library is there that Playwright's own Node is linked with."""
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return False
    return True


def await_port(port: int, process: subprocess.Popen[bytes], what: str) -> None:
    """Wait until a program that was started listens on a port of 127.0.0.1."""
    end = time.monotonic() + _STARTS
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError(f"{what} did not start")


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
