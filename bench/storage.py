"""Storing and reading files through each storage, against the barest way to the same place."""

from __future__ import annotations

import os
import socket
import struct
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

from adapters.storage import Storage, open_storage
from adapters.storage.s3 import S3Storage
from bench.turns import by_turns
from tests.services.s3 import running as s3_running
from tests.storagemaster.daemon import running as daemon_running

SIZES = {"100 kB": (100_000, 200, 200), "20 MB": (20_000_000, 40, 10)}
"""Bytes of a file, how often one is stored and one read, and among how many."""

TOGETHER = 4
"""As many files of a photo are fetched and stored at once (`adapters.flickr.poll.fetching`)."""

_TOGETHER_TIMES = 100

DURABLY = ", as durable"
"""What is added to the name of a measure against a floor that is as durable as ours."""

Store = Callable[[str, bytes], object]
Read = Callable[[str], int]
Remove = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Bare:
    """The barest way. `durably` syncs the folder as well: without that a file's name need not
    survive a power cut (fsync(2)), so it is the least that does what a storage promises."""

    store: Store
    read: Read
    remove: Remove
    durably: Store | None = None


def fs() -> dict[str, float]:
    """Against a write, a sync and a read of a plain file."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        root = Path(name)
        bare = Bare(
            partial(_write, root),
            lambda name: len((root / name).read_bytes()),
            partial(_remove, root),
            partial(_write_durably, root),
        )
        return _ratios(open_storage("fs", root=root), bare)


def storagemaster() -> dict[str, float]:
    """Against a socket whose other end writes, syncs and reads plain files."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        (Path(name) / "ours").mkdir()
        with daemon_running(Path(name) / "ours") as daemon, _bare_server(Path(name)) as bare:
            return _ratios(open_storage("storagemaster", port=daemon.port), bare)


def s3() -> dict[str, float]:
    """Against boto3 alone, which puts and gets the same objects."""
    with s3_running() as server:
        storage = server.fresh()
        assert isinstance(storage, S3Storage)
        client, bucket = storage.client, storage.bucket

        def store(name: str, data: bytes) -> None:
            client.put_object(Bucket=bucket, Key=name, Body=data)

        def read(name: str) -> int:
            return len(client.get_object(Bucket=bucket, Key=name)["Body"].read())

        def remove(name: str) -> None:
            client.delete_object(Bucket=bucket, Key=name)

        return _ratios(storage, Bare(store, read, remove))


def _ratios(storage: Storage, bare: Bare) -> dict[str, float]:
    """How fast ours is, where 1 is as fast as the bare way."""

    def read(name: str) -> int:
        with storage.open(name) as file:
            return sum(map(len, file))

    ratios: dict[str, float] = {}
    for label, (size, times, among) in SIZES.items():
        data = os.urandom(size)
        stores = {f"store {label}": bare.store}
        if bare.durably is not None:
            stores[f"store {label}{DURABLY}"] = bare.durably
        ratios |= by_turns(
            partial(_store, storage.put, f"{size}/", data),
            {what: partial(_store, store, what, data) for what, store in stores.items()},
            times,
            partial(_remove_stored, storage, bare, f"{size}/", 1),
        )
        for number in range(among):
            storage.put(f"{size}/{number}", data)
            bare.store(f"read {label}{number}", data)
        assert read(f"{size}/0") == bare.read(f"read {label}0") == size
        ratios |= by_turns(
            partial(_read, read, f"{size}/", among),
            {f"read {label}": partial(_read, bare.read, f"read {label}", among)},
            times,
        )
    size, _, _ = SIZES["100 kB"]
    return ratios | _together(storage, bare, os.urandom(size))


def _together(storage: Storage, bare: Bare, data: bytes) -> dict[str, float]:
    """The same with several at once: what is synced then shares the disk's commits."""
    label = f"store 100 kB, {TOGETHER} at once"
    stores = {label: bare.store}
    if bare.durably is not None:
        stores[label + DURABLY] = bare.durably
    with ThreadPoolExecutor(TOGETHER) as pool:

        def several(store: Store, named: str, turn: int) -> None:
            numbers = range(turn * TOGETHER, (turn + 1) * TOGETHER)
            list(pool.map(partial(_store, store, named, data), numbers))

        return by_turns(
            partial(several, storage.put, "together/"),
            {what: partial(several, store, what) for what, store in stores.items()},
            _TOGETHER_TIMES,
            partial(_remove_stored, storage, bare, "together/", TOGETHER),
        )


def _store(store: Store, named: str, data: bytes, number: int) -> None:
    store(f"{named}{number}", data)


def _read(read: Read, named: str, among: int, number: int) -> None:
    read(f"{named}{number % among}")


def _remove_stored(
    storage: Storage, bare: Bare, ours: str, at_once: int, what: str, turn: int
) -> None:
    """Take away what a turn stored, from the memory too."""
    remove = bare.remove if what else storage.delete
    for number in range(turn * at_once, (turn + 1) * at_once):
        remove(f"{what or ours}{number}")


def _write(root: Path, name: str, data: bytes) -> None:
    with (root / name).open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _write_durably(root: Path, name: str, data: bytes) -> None:
    _write(root, name, data)
    _sync(root)


def _remove(root: Path, name: str) -> None:
    """Durably, as a storage does: no commit of it is left for the next turn."""
    (root / name).unlink()
    _sync(root)


def _sync(root: Path) -> None:
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    os.fsync(folder)
    os.close(folder)


_HEAD = struct.Struct("!cIQ")


@contextmanager
def _bare_server(root: Path) -> Iterator[Bare]:
    """A connection a request: a kind, a name's and the data's lengths, and both."""
    stores = {b"P": _write, b"D": _write_durably}
    numbers: dict[str, int] = {}
    fresh = count()

    def serve(client: socket.socket) -> None:
        with client, client.makefile("rb") as said:
            kind, number, size = _HEAD.unpack(said.read(_HEAD.size))
            if kind in stores:
                stores[kind](root, str(number), said.read(size))
                client.sendall(b"1")
            else:
                with (root / str(number)).open("rb") as file:
                    client.sendfile(file)

    def listen() -> None:
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                return  # closed: the measuring is over
            threading.Thread(target=serve, args=(client,), daemon=True).start()

    def call(kind: bytes, name: str, data: bytes = b"") -> int:
        number = numbers.setdefault(name, next(fresh))
        with socket.create_connection(address) as sock, sock.makefile("rb") as heard:
            sock.sendall(_HEAD.pack(kind, number, len(data)))
            sock.sendall(data)
            return len(heard.read())

    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()
        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        try:
            yield Bare(
                partial(call, b"P"),
                partial(call, b"G"),
                lambda name: _remove(root, str(numbers[name])),
                partial(call, b"D"),
            )
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(5)


if __name__ == "__main__":
    for measure in (fs, storagemaster, s3):
        for what, ratio in measure().items():
            print(f"{measure.__name__}: {what}: {ratio:.2f}")
