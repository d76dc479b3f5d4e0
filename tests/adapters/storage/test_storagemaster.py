"""The daemon's client: what only a connection can do to it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from adapters.storage import Altered, Storage, StorageError, open_storage
from tests.services.programs import free_port
from tests.storagemaster.daemon import running


@contextmanager
def saying(answer: bytes) -> Iterator[Storage]:
    """A storage whose daemon says this to whatever is asked, then closes."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            client, _ = server.accept()
            with client:
                client.recv(1 << 16)
                client.sendall(answer)
                client.shutdown(socket.SHUT_WR)
                while client.recv(1 << 16):
                    pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield open_storage("storagemaster", port=server.getsockname()[1])
        thread.join(10)
        assert not thread.is_alive()


def test_a_daemon_that_is_not_there_is_said_so_with_how_to_start_it() -> None:
    storage = open_storage("storagemaster", port=free_port())
    for ask in (storage.ready, lambda: storage.stat("a"), lambda: storage.put("a", b"x")):
        with pytest.raises(StorageError, match="start it with python -m storagemaster"):
            ask()


def test_an_answer_that_breaks_off_does_not_pass_for_a_whole_file() -> None:
    early = pytest.raises(Altered, match="5 bytes early")
    with saying(b"110\\C10\\C01234") as storage, storage.open("a") as file, early:
        file.read()


def test_a_list_that_breaks_off_does_not_pass_for_a_whole_one() -> None:
    with saying(b"1a\nb") as storage, pytest.raises(Altered):
        list(storage.keys())


@pytest.mark.parametrize(
    "answer", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"1", b"1x\\Cy", b"17"]
)
def test_an_answer_that_makes_no_sense_is_trouble(answer: bytes) -> None:
    with saying(answer) as storage, pytest.raises(StorageError):
        storage.stat("a")
    with saying(answer) as storage, pytest.raises(StorageError):
        storage.open("a")


def test_what_the_daemon_refuses_is_told_with_its_own_words(tmp_path: Path) -> None:
    with running(tmp_path, "--max-size", "1000") as daemon:
        storage = open_storage("storagemaster", port=daemon.port)
        with pytest.raises(StorageError, match="--max-size allows"):
            storage.put("a", b"x" * 30_000_000)
        assert daemon.files() == {}


def test_the_disk_behind_the_daemon_is_the_same_tree_as_a_folders(tmp_path: Path) -> None:
    with running(tmp_path) as daemon:
        open_storage("storagemaster", port=daemon.port).put("123/4/a.jpg", b"x")
    with open_storage("fs", root=tmp_path).open("123/4/a.jpg") as file:
        assert file.read() == b"x"
