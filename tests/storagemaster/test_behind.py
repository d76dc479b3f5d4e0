"""Bytes on their way to the disk while the next ones come."""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path

import pytest

from storagemaster.behind import PIECE, WriteBehind
from storagemaster.tree import Tree

MANY = 64  # pieces: more than wait, and more than is settled at once


class Slow:
    """A disk that takes nothing until it is let."""

    def __init__(self) -> None:
        self.may, self.taken, self.settled = threading.Event(), bytearray(), 0
        self.begun: list[int] = []

    def write(self, data: bytes | memoryview) -> None:
        self.may.wait(10)
        self.taken += data

    def begin(self, start: int) -> None:
        self.begun.append(start)

    def settle(self) -> None:
        self.settled = len(self.taken)


class Failing(Slow):
    """A disk that tells late that it could not keep what it took."""

    def settle(self) -> None:
        raise OSError("the disk fails")


def _filled(room: memoryview, number: int) -> memoryview:
    room[:] = bytes([number]) * len(room)
    return room


def _written(disk: Slow) -> None:
    with WriteBehind(disk) as behind:
        for _ in range(MANY):
            behind.write(bytes(PIECE))
        behind.finish()


def test_memory_is_used_again_and_never_before_its_bytes_are_written() -> None:
    disk = Slow()
    rooms = set()
    with WriteBehind(disk) as behind:
        for number in range(MANY):
            if number == 4 + 8:  # as many as are written as they come, and as many as wait
                threading.Timer(0.05, disk.may.set).start()
            elif number < 4:
                disk.may.set()
            elif number == 4:
                disk.may.clear()
            room = behind.room()
            rooms.add(id(room.obj))
            behind.write(_filled(room, number))
        behind.finish()
    assert disk.taken == b"".join(bytes([number]) * PIECE for number in range(MANY))
    assert len(rooms) < 12


def test_most_is_on_the_disk_before_the_end() -> None:
    disk = Slow()
    disk.may.set()
    _written(disk)
    assert len(disk.taken) - disk.settled < 5_000_000


def test_the_disk_begins_with_the_first_pieces_as_they_come() -> None:
    disk = Slow()
    disk.may.set()
    with WriteBehind(disk) as behind:
        for _ in range(3):
            behind.write(bytes(PIECE))
        assert disk.begun == [0, PIECE, 2 * PIECE]
        behind.finish()


def test_what_the_disk_tells_late_is_raised() -> None:
    """An error is told to whoever syncs first, and to nobody after."""
    disk = Failing()
    disk.may.set()
    with pytest.raises(OSError, match="the disk fails"):
        _written(disk)


def test_a_large_file_is_kept_whole(tmp_path: Path) -> None:
    data = os.urandom(PIECE) * MANY + b"and the rest"
    with Tree(tmp_path).begin("a/b") as file, WriteBehind(file) as behind:
        for at in range(0, len(data), 100_001):
            behind.write(data[at : at + 100_001])
        behind.finish()
        file.keep()
    assert hashlib.sha256((tmp_path / "a/b").read_bytes()).digest() == hashlib.sha256(data).digest()
