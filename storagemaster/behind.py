"""Writing to the disk while the next bytes come: a thread of its own for each large file."""

from __future__ import annotations

import queue
import threading
from types import TracebackType
from typing import Final, Protocol, Self, TypeAlias

AT_ONCE: Final = 1024 * 1024
"""Bytes that are written as they come: most photos are over before a thread has begun."""
PIECE: Final = 256 * 1024
"""Bytes of the room for a piece."""
_WAITING: Final = 8
"""Pieces that wait for the disk: with one in either hand, the memory of one connection."""
_SETTLED: Final = 4 * 1024 * 1024
"""Bytes after which the disk is asked to have them, so that little is left to wait for."""

Bytes: TypeAlias = bytes | memoryview


class Writable(Protocol):
    """What takes bytes."""

    def write(self, data: Bytes) -> None:
        """Takes all of them, or raises."""

    def begin(self, start: int) -> None:
        """Has the disk begin with what was taken from a byte on."""

    def settle(self) -> None:
        """Returns when what was taken is on the disk, or raises."""


class WriteBehind:
    """Bytes on their way to a file. What goes wrong there is raised here, at the latest by
    `finish`, without which it is not known whether everything was written."""

    def __init__(self, file: Writable) -> None:
        self._file, self._written = file, 0
        self._pieces: queue.Queue[Bytes | None]  # made with the thread: most files need neither
        self._thread: threading.Thread | None = None
        self._trouble: Exception | None = None
        self._rooms: queue.SimpleQueue[bytearray] = queue.SimpleQueue()
        self._made = 0

    def room(self) -> memoryview:
        """Memory for the next piece. What lies in it goes when the one after is asked for and
        this one was written, so it is to be done with by then."""
        if self._made < _WAITING + 2 and self._rooms.empty():
            self._made += 1
            return memoryview(bytearray(PIECE))
        return memoryview(self._rooms.get())

    def write(self, piece: Bytes) -> None:
        """Adds bytes, which must stay as they are: `bytes`, or what lies in a `room`."""
        if self._trouble is not None:
            raise self._trouble
        self._written += len(piece)
        if self._thread is None and self._written <= AT_ONCE:
            self._file.write(piece)
            # Meanwhile its digest is made, or the next piece comes.
            self._file.begin(self._written - len(piece))
            self._give_back(piece)
            return
        if self._thread is None:
            self._pieces = queue.Queue(_WAITING)
            self._thread = threading.Thread(target=self._work, daemon=True)
            self._thread.start()
        self._pieces.put(piece)

    def finish(self) -> None:
        """Returns when everything is written."""
        self._stop()
        if self._trouble is not None:
            raise self._trouble

    def _stop(self) -> None:
        if self._thread is not None:
            self._pieces.put(None)
            self._thread.join()
            self._thread = None

    def _work(self) -> None:
        unsettled = self._written
        while (piece := self._pieces.get()) is not None:
            if self._trouble is None:
                try:
                    self._file.write(piece)
                    unsettled += len(piece)
                    if unsettled >= _SETTLED:
                        self._file.settle()
                        unsettled = 0
                except Exception as error:  # raised where the bytes come from
                    self._trouble = error
            self._give_back(piece)

    def _give_back(self, piece: Bytes) -> None:
        if isinstance(piece, memoryview) and isinstance(piece.obj, bytearray):
            self._rooms.put(piece.obj)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()
