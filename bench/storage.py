"""Storing and reading files through each storage, against the barest way to the same place."""

from __future__ import annotations

import os
import socket
import struct
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path

from adapters.storage import Storage, open_storage
from adapters.storage.s3 import S3Storage
from tests.services.s3 import running as s3_running
from tests.storagemaster.daemon import running as daemon_running

SIZES = {"100 kB": (100_000, 200), "20 MB": (20_000_000, 15)}
"""Bytes of a file, and how often it is stored and read."""

Store = Callable[[str, bytes], object]
Read = Callable[[str], int]


def fs() -> dict[str, float]:
    """Against a write, a sync and a read of a plain file."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        root = Path(name)
        return _ratios(open_storage("fs", root=root), *_plain(root))


def storagemaster() -> dict[str, float]:
    """Against a socket whose other end writes, syncs and reads plain files."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        (Path(name) / "ours").mkdir()
        with daemon_running(Path(name) / "ours") as daemon, _bare_server(Path(name)) as bare:
            return _ratios(open_storage("storagemaster", port=daemon.port), *bare)


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

        return _ratios(storage, store, read)


def _ratios(storage: Storage, bare_store: Store, bare_read: Read) -> dict[str, float]:
    """How fast ours is, where 1 is as fast as the bare way; ours and bare take turns."""

    def read(name: str) -> int:
        with storage.open(name) as file:
            return sum(map(len, file))

    ratios = {}
    for label, (size, times) in SIZES.items():
        data = os.urandom(size)
        names = [f"{size}/{number}" for number in range(times)]
        plain = [name.replace("/", "-") for name in names]
        ratios[f"store {label}"] = _ratio(
            [partial(bare_store, name, data) for name in plain],
            [partial(storage.put, name, data) for name in names],
        )
        assert read(names[0]) == bare_read(plain[0]) == size
        ratios[f"read {label}"] = _ratio(
            [partial(bare_read, name) for name in plain],
            [partial(read, name) for name in names],
        )
    return ratios


def _ratio(bare: list[Callable[[], object]], ours: list[Callable[[], object]]) -> float:
    """The quickest of each: what else the machine and its disk do only ever adds."""
    pairs = [(_seconds(b), _seconds(o)) for b, o in zip(bare, ours, strict=True)]
    return min(b for b, _ in pairs) / min(o for _, o in pairs)


def _seconds(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def _plain(root: Path) -> tuple[Store, Read]:
    def store(name: str, data: bytes) -> None:
        with (root / name).open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def read(name: str) -> int:
        return len((root / name).read_bytes())

    return store, read


_HEAD = struct.Struct("!cIQ")


@contextmanager
def _bare_server(root: Path) -> Iterator[tuple[Store, Read]]:
    """A connection a request: a kind, a name's and the data's lengths, and both."""
    write, _ = _plain(root)
    numbers: dict[str, int] = {}
    fresh = count()

    def serve(client: socket.socket) -> None:
        with client, client.makefile("rb") as said:
            kind, number, size = _HEAD.unpack(said.read(_HEAD.size))
            if kind == b"P":
                write(str(number), said.read(size))
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
            yield (lambda name, data: call(b"P", name, data)), (lambda name: call(b"G", name))
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(5)


if __name__ == "__main__":
    for measure in (fs, storagemaster, s3):
        for what, ratio in measure().items():
            print(f"{measure.__name__}: {what}: {ratio:.2f}")
