"""An address that cannot be listened at is told in one line, before anything is begun."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bin.listening import may_listen
from tests.bin.running import command, environment


@pytest.fixture
def taken() -> Iterator[int]:
    """A port at which another program listens."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


@pytest.mark.parametrize("asked", ["serve --bind 127.0.0.1:{}", "up --bind 127.0.0.1:{}",
                                   "demo --port {}", "simulator --port {}"])  # fmt: skip
def test_a_port_that_is_taken_is_told_in_one_line(tmp_path: Path, taken: int, asked: str) -> None:
    refused = command(tmp_path, *asked.format(taken).split())
    assert refused.returncode == 1
    assert refused.stderr == (
        f"parallel-flickr: cannot listen at 127.0.0.1:{taken}: another program listens there: "
        "end it, or choose another port\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("bind", "said"),
    [
        ("192.0.2.1:8000", "this machine has no such address"),
        ("nowhere.invalid:8000", "nobody knows nowhere.invalid"),
        ("8000", "is no HOST:PORT"),
        ("127.0.0.1:99999", "is no HOST:PORT"),
        ("127.0.0.1:http", "is no HOST:PORT"),
        (":8000", "is no HOST:PORT"),
    ],
)
def test_an_address_that_is_none_is_refused(bind: str, said: str) -> None:
    with pytest.raises(click.ClickException, match=said) as refused:
        may_listen(bind)
    assert "\n" not in refused.value.message


@pytest.mark.skipif(os.geteuid() != 0, reason="root gives the right to low ports away")
def test_a_port_that_is_roots_is_told_so() -> None:
    without = ["setpriv", "--bounding-set=-net_bind_service", "--inh-caps=-net_bind_service"]
    told = subprocess.run(
        [*without, sys.executable, "-m", "bin", "simulator", "--port", "80"],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "ports below 1024 are root's" in told.stderr
    assert len(told.stderr.splitlines()) == 1


@pytest.mark.parametrize("bind", ["127.0.0.1:0", "localhost:0", "unix:/run/parallel-flickr.sock"])
def test_an_address_that_is_free_is_let_pass(bind: str) -> None:
    may_listen(bind)
