"""`import archive`, as a user runs it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.bin.running import command


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    """A web server that serves the folder of an archive."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_another_archive_is_merged_from_a_file_and_from_an_address(
    folder: Path, address: str, tmp_path: Path
) -> None:
    assert command(folder, "log", "export", "log.jsonl").returncode == 0
    here = tmp_path / "here"
    here.mkdir()
    merged = command(here, "import", "archive", f"{address}/log.jsonl")
    assert merged.returncode == 0, merged.stderr
    assert "added 2 events" in merged.stdout
    again = command(here, "import", "archive", str(folder / "log.jsonl"))
    assert "read 2 events of 1 streams about Flickr; added 0 events" in again.stdout
    assert "photo-title-changed" in command(here, "log", "show", "photo:1").stdout
    assert command(here, "projections", "check").returncode == 0


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("http://127.0.0.1:1/log.jsonl", "cannot be fetched: nobody answers there. Check"),
        ("http://[/log.jsonl", "cannot be fetched: it is no address"),
        ("nowhere.jsonl", "No such file"),
    ],
)
def test_a_source_that_is_not_there_is_told_in_one_line(
    tmp_path: Path, source: str, said: str
) -> None:
    refused = command(tmp_path, "import", "archive", source)
    assert refused.returncode == 1
    assert said in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert "HTTPConnection" not in refused.stderr


def test_an_address_that_has_no_log_says_what_it_answered(address: str, tmp_path: Path) -> None:
    refused = command(tmp_path, "import", "archive", f"{address}/nowhere.jsonl")
    assert refused.returncode == 1
    assert "it answered 404 File not found. Check" in refused.stderr
