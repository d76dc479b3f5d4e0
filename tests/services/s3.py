"""An S3 server of the tests' own: versitygw over a folder, and a fresh bucket for each test."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import boto3  # type: ignore[import-untyped]
import pytest

from adapters.storage import Storage, open_storage
from tests.services import programs

ACCESS, SECRET = "tests", "tests-secret"
_SERVICES = Path(__file__).resolve().parent.parent.parent / ".services"


@dataclass(frozen=True, slots=True)
class Server:
    """A running S3 server."""

    url: str
    kill: Callable[[], None]
    _numbers: Iterator[int] = field(default_factory=count)

    def make(self, bucket: str) -> None:
        """Make an empty bucket."""
        boto3.client(
            "s3", endpoint_url=self.url, region_name="us-east-1",
            aws_access_key_id=ACCESS, aws_secret_access_key=SECRET,
        ).create_bucket(Bucket=bucket)  # fmt: skip

    def fresh(self) -> Storage:
        """Make an empty bucket and return the storage in it."""
        bucket = f"fresh-{next(self._numbers)}"
        self.make(bucket)
        return self.open(bucket)

    def open(self, bucket: str, access: str = ACCESS, secret: str = SECRET) -> Storage:
        """The storage in a bucket that may or may not be there."""
        return open_storage(
            "s3", bucket=bucket, access_key=access, secret_key=secret, endpoint_url=self.url
        )


def versitygw() -> Path | None:
    """The server's program, as `tools/versitygw` builds it."""
    built = sorted(_SERVICES.glob("versitygw-*/versitygw"))
    return built[-1] if built else None


@contextmanager
def running(folder: Path | None = None) -> Iterator[Server]:
    """Start a server on a free port and stop it at the end; skips where there is none.

    It keeps its buckets in the folder, or in one of its own that goes with it.
    """
    program = versitygw()
    if program is None:
        programs.missing("versitygw")
        raise AssertionError("a skip or a failure")
    with tempfile.TemporaryDirectory(prefix="s3-") as name:
        port = programs.free_port()
        data = folder or Path(name) / "data"
        data.mkdir(exist_ok=True)
        command = [str(program), "--port", f"127.0.0.1:{port}", "posix", str(data)]
        keys = {"ROOT_ACCESS_KEY": ACCESS, "ROOT_SECRET_KEY": SECRET}
        with (
            (Path(name) / "log").open("wb") as log,
            subprocess.Popen(
                command, env=os.environ | keys, cwd=name, stdout=log, stderr=log
            ) as process,
        ):
            try:
                _wait(f"http://127.0.0.1:{port}/", process)
                yield Server(f"http://127.0.0.1:{port}", process.kill)
            finally:
                process.terminate()
                process.wait(20)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and process.poll() is None:
        try:
            urlopen(url, timeout=5)
        except HTTPError as refused:  # unsigned: so it answers
            refused.close()
            return
        except URLError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("versitygw did not start")


@pytest.fixture(scope="session")
def s3() -> Iterator[Server]:
    """An S3 server for all tests of one process; `.fresh()` makes a bucket."""
    with running() as server:
        yield server
