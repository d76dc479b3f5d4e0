"""What every storage promises, held by each against the real thing."""

from __future__ import annotations

import hashlib
import io
import itertools
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.storage import (
    Altered,
    BadKey,
    Missing,
    Present,
    Storage,
    StorageError,
    Stored,
    open_storage,
)
from adapters.storage.content import CHUNK
from tests.services.s3 import Server
from tests.storagemaster.daemon import running
from tests.storagemaster.hostile import HOSTILE

LARGE = os.urandom(1 << 20) * 9 + b"and some more"


@pytest.fixture(params=["fs", "storagemaster", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    root = tmp_path / "root"
    root.mkdir()
    if request.param == "s3":
        server: Server = request.getfixturevalue("s3")
        yield server.fresh()
        return
    if request.param == "fs":
        yield open_storage("fs", root=root)
        return
    with running(root) as daemon:
        yield open_storage("storagemaster", port=daemon.port)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def whole(storage: Storage, key: str) -> bytes:
    with storage.open(key) as file:
        return file.read()


@pytest.mark.parametrize(
    "data", [b"", b"x", b"\\C0\\C", LARGE], ids=["none", "one", "odd", "large"]
)
def test_what_is_stored_comes_back(storage: Storage, data: bytes) -> None:
    assert storage.put("123/4/a.jpg", data) == Stored(len(data), sha256(data))
    assert whole(storage, "123/4/a.jpg") == data
    found = storage.stat("123/4/a.jpg")
    assert found is not None
    assert found.size == len(data)


def test_content_may_be_a_file_or_come_in_pieces(storage: Storage) -> None:
    data = os.urandom(3 * CHUNK + 1)
    storage.put("file", io.BytesIO(data))
    storage.put("pieces", (data[at : at + 70_001] for at in range(0, len(data), 70_001)))
    storage.put("one piece", [b"", data, b""])
    assert {sha256(whole(storage, key)) for key in list(storage.keys())} == {sha256(data)}


def test_another_file_under_the_same_key_takes_its_place(storage: Storage) -> None:
    storage.put("a", b"before, and longer")
    storage.put("a", b"after")
    assert whole(storage, "a") == b"after"


def test_a_file_can_be_kept_from_being_replaced(storage: Storage) -> None:
    storage.put("a", b"first", replace=False)
    with pytest.raises(Present):
        storage.put("a", b"second", replace=False)
    assert whole(storage, "a") == b"first"


def test_of_two_writers_who_replace_nothing_one_wins(storage: Storage) -> None:
    start = threading.Barrier(8)

    def write(number: int) -> bool:
        start.wait(10)
        try:
            storage.put("a", bytes([number]) * 100_000, replace=False)
        except Present:
            return False
        return True

    with ThreadPoolExecutor(8) as writers:
        won = list(writers.map(write, range(8)))
    assert won.count(True) == 1
    assert whole(storage, "a") == bytes([won.index(True)]) * 100_000


def test_other_bytes_than_promised_are_not_stored(storage: Storage) -> None:
    storage.put("a", b"before", sha256=sha256(b"before"))
    with pytest.raises(Altered):
        storage.put("a", b"after", sha256=sha256(b"something else"))
    assert whole(storage, "a") == b"before"


def test_a_source_that_fails_stores_nothing_and_its_error_comes_through(storage: Storage) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x" * CHUNK
        raise ConnectionResetError("Flickr hung up")

    storage.put("a", b"before")
    with pytest.raises(ConnectionResetError, match="Flickr hung up"):
        storage.put("a", broken())
    assert whole(storage, "a") == b"before"
    assert list(storage.keys()) == ["a"]


def test_a_part_of_a_file_is_read_and_clipped(storage: Storage) -> None:
    storage.put("a", b"0123456789")
    for start, end in itertools.product((0, 3, 10, 99), (None, 0, 3, 7, 10, 99)):
        with storage.open("a", start, end) as part:
            assert part.size == 10
            assert part.length == len(b"0123456789"[start:end])
            assert part.read() == b"0123456789"[start:end]


def test_a_part_before_the_beginning_is_refused(storage: Storage) -> None:
    storage.put("a", b"0123456789")
    with pytest.raises(ValueError, match="negative"):
        storage.open("a", -3)


def test_a_file_is_read_in_pieces_of_any_size(storage: Storage) -> None:
    storage.put("a", LARGE)
    with storage.open("a") as file:
        assert b"".join(iter(lambda: file.read(99_991), b"")) == LARGE
        assert file.read(1) == b""
    with storage.open("a") as file:
        assert max(map(len, pieces := list(file))) <= CHUNK
        assert b"".join(pieces) == LARGE
    with storage.open("a") as file:
        assert io.BufferedReader(file).read(7) == LARGE[:7]


def test_what_is_not_there_is_missing(storage: Storage) -> None:
    storage.put("folder/a", b"x")
    for key in ("b", "folder", "folder/b", "folder/a/b"):
        with pytest.raises(Missing):
            storage.open(key)
        assert storage.stat(key) is None
        assert storage.local_path(key) is None
        assert storage.delete(key) is False


def test_a_deleted_file_is_gone(storage: Storage) -> None:
    storage.put("a", b"x")
    assert storage.delete("a") is True
    assert storage.delete("a") is False
    assert storage.stat("a") is None
    assert list(storage.keys()) == []


KEYS = ["1/2/a", "1/2/b", "1/2.x", "1/20/a", "10", "2", "Z", "a b", "é", "日本/写真.jpg"]


def test_keys_come_in_the_order_of_their_bytes(storage: Storage) -> None:
    for key in reversed(KEYS):
        storage.put(key, b"")
    ordered = sorted(KEYS, key=str.encode)
    assert list(storage.keys()) == ordered
    for prefix in ("1", "1/", "1/2", "1/2/", "日", "é", "x"):
        assert list(storage.keys(prefix)) == [k for k in ordered if k.startswith(prefix)]
    for after in (*KEYS, "1", "1/2", "1/2/", "1/2/aa", "9", "日本"):
        assert list(storage.keys(after=after)) == [k for k in ordered if k > after]
    assert list(storage.keys("1/2", "1/2/a")) == ["1/2/b", "1/20/a"]


def test_many_keys_are_listed_whole(storage: Storage) -> None:
    keys = [f"{number % 3}/{number:05}" for number in range(1_100)]
    with ThreadPoolExecutor(8) as writers:
        list(writers.map(lambda key: storage.put(key, b""), keys))
    assert list(storage.keys()) == sorted(keys)


@pytest.mark.parametrize("why", HOSTILE)
def test_a_hostile_key_is_refused_whatever_is_asked(storage: Storage, why: str) -> None:
    key = HOSTILE[why]
    for ask in (storage.open, storage.stat, storage.delete, storage.local_path, storage.address):
        with pytest.raises(BadKey):
            ask(key)
    with pytest.raises(BadKey):
        storage.put(key, b"x")
    assert list(storage.keys()) == []


def test_a_file_where_a_folder_should_be_is_said_in_one_line(storage: Storage) -> None:
    storage.put("a", b"x")
    with pytest.raises(StorageError) as trouble:
        storage.put("a/b", b"x")
    assert len(str(trouble.value).splitlines()) == 1
    assert whole(storage, "a") == b"x"


def test_readers_and_writers_at_once_see_whole_files(storage: Storage) -> None:
    versions = [bytes([number]) * 200_000 for number in range(4)]
    storage.put("a", versions[0])

    def write(number: int) -> Stored:
        return storage.put("a", versions[number % 4])

    with ThreadPoolExecutor(4) as threads:
        written = [threads.submit(write, number) for number in range(20)]
        read = [threads.submit(whole, storage, "a") for _ in range(20)]
    assert all(task.result().size == 200_000 for task in written)
    assert {task.result() for task in read} <= set(versions)


def test_a_storage_that_works_says_it_is_ready(storage: Storage) -> None:
    storage.ready()
    assert list(storage.keys()) == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.binary(max_size=3000), max_size=6))
def test_content_cut_anyhow_is_stored_the_same(storage: Storage, cuts: list[bytes]) -> None:
    data = b"".join(cuts)
    assert storage.put("a", cuts) == Stored(len(data), sha256(data))
    assert whole(storage, "a") == data
