"""A connection with limits: nothing is waited for longer than it was allowed to take."""

from __future__ import annotations

import contextlib
import socket
import struct
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from storagemaster import wire
from storagemaster.behind import PIECE

_FEW: Final = 64
"""Bytes in which the length of a piece has come, and hardly anything of the piece."""
_DRAIN: Final = 64 * 1024 * 1024
_LAST: Final = 5.0
"""Seconds for a last word, and for clients to finish what they were saying."""
_RESET: Final = struct.pack("ii", 1, 0)


class Stopped(Exception):  # noqa: N818
    """The other side went away, or took too long."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`size`: bytes of one file; `time`: seconds for one request; `idle`: seconds without a
    byte, and for the whole header; `settle`: seconds of silence after which a request that has
    no end of its own is taken as complete; `connections`: how many are served at once."""

    size: int = 4 * 1024**3
    time: float = 900.0
    idle: float = 30.0
    settle: float = 0.5
    connections: int = 256


class Connection:
    """One client's socket."""

    def __init__(self, sock: socket.socket, limits: Limits) -> None:
        self._socket, self._limits = sock, limits
        self._deadline = time.monotonic() + limits.time

    def receive(self, most: int = PIECE) -> bytes:
        """The next bytes; none when the client has closed its half. Stopped when none come."""
        self._socket.settimeout(self._patience(self._limits.idle))
        try:
            return self._socket.recv(most)
        except OSError as error:
            raise Stopped(_reason(error)) from error

    def receive_into(self, room: memoryview) -> int:
        """The next bytes, into memory that is there; how many, see `receive`."""
        self._socket.settimeout(self._patience(self._limits.idle))
        try:
            return self._socket.recv_into(room)
        except OSError as error:
            raise Stopped(_reason(error)) from error

    def receive_within(self, seconds: float) -> bytes | None:
        """The next bytes, or None when none come in that time."""
        self._socket.settimeout(self._patience(seconds))
        try:
            return self._socket.recv(PIECE)
        except TimeoutError:
            return None
        except OSError as error:
            raise Stopped(_reason(error)) from error

    def send(self, data: bytes) -> None:
        """All of it, or Stopped."""
        self._socket.settimeout(self._patience(self._limits.idle))
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise Stopped(_reason(error)) from error

    def say_last(self, data: bytes) -> None:
        """A last word, out of time though it may be, to a client that may have gone."""
        with contextlib.suppress(OSError):
            self._socket.settimeout(_LAST)
            self._socket.sendall(data)

    def send_file(self, file: BinaryIO, start: int, length: int) -> None:
        """A part of a file; when it cannot all be sent the connection is broken, not closed, so
        that the client cannot take the beginning for the whole."""
        try:
            for at in range(start, start + length, PIECE * 16):
                self._send_part(file, at, min(PIECE * 16, start + length - at))
        except BaseException:
            self.break_off()
            raise

    def break_off(self) -> None:
        """The client's next read will fail instead of ending."""
        with contextlib.suppress(OSError):
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self._socket.close()

    def finish(self) -> None:
        """Closes once the answer can be read: what the client still sends is taken and thrown
        away, within limits, for unread bytes would make the system withdraw the answer."""
        with contextlib.suppress(OSError, Stopped):
            self._socket.shutdown(socket.SHUT_WR)
            self._deadline = time.monotonic() + _LAST
            drained = 0
            while drained < _DRAIN and (data := self.receive()):
                drained += len(data)
        self._socket.close()

    def _send_part(self, file: BinaryIO, start: int, length: int) -> None:
        self._socket.settimeout(self._patience(self._limits.idle))
        try:
            sent = self._socket.sendfile(file, start, length)
        except OSError as error:
            raise Stopped(_reason(error)) from error
        if sent < length:
            raise Stopped(f"the file ended {length - sent} bytes early while it was sent")

    def _patience(self, seconds: float) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise Stopped(f"the request took longer than {self._limits.time:g} seconds")
        return min(seconds, left)


class Incoming:
    """Bytes as the wire counts them, beginning with those that came along with the header."""

    def __init__(self, connection: Connection, came: bytes) -> None:
        self._connection, self._came = connection, came

    def pieces(self, length: int, room: Callable[[], memoryview]) -> Iterator[memoryview]:
        """Exactly `length` bytes, in `room` after room; BadRequest when the client stops before."""
        while length:
            piece = room()[:length]
            have = min(len(self._came), len(piece))
            piece[:have] = self._came[:have]
            self._came = self._came[have:]
            while have < len(piece):
                more = self._connection.receive_into(piece[have:])
                if not more:
                    raise _broken_off(length - have)
                have += more
            length -= have
            yield piece

    def exactly(self, length: int) -> bytes:
        """A few bytes."""
        while len(self._came) < length:
            self._take_in(length - len(self._came))
        taken, self._came = self._came[:length], self._came[length:]
        return taken

    def number(self) -> int:
        """A decimal number closed by a separator."""
        while wire.SEPARATOR not in self._came:
            if len(self._came) > 20:
                raise wire.BadRequest(f"{self._came[:20]!r} does not begin with a length")
            self._take_in(_FEW)
        field, _, self._came = self._came.partition(wire.SEPARATOR)
        return wire.number(field, "the length of a piece")

    def _take_in(self, most: int) -> None:
        more = self._connection.receive(most)
        if not more:
            raise wire.BadRequest("the data broke off before its end; nothing is stored")
        self._came += more


def _broken_off(missing: int) -> wire.BadRequest:
    return wire.BadRequest(f"the data broke off {missing} bytes early; nothing is stored")


def _reason(error: OSError) -> str:
    return "nothing moved for too long" if isinstance(error, TimeoutError) else str(error)
