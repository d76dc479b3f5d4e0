"""Writing to the disk while the next bytes come: a thread of its own for each large file."""

from __future__ import annotations

import queue
import threading
from types import TracebackType
from typing import Final, Protocol, Self

AT_ONCE: Final = 1024 * 1024
"""Bytes that are written as they come: most photos are over before a thread has begun."""
_WAITING: Final = 4
"""Pieces that wait for the disk: what one connection may hold in memory beside its own."""


class Writable(Protocol):
    """What takes bytes."""

    def write(self, data: bytes) -> None:
        """Takes all of them, or raises."""


class WriteBehind:
    """Bytes on their way to a file. What goes wrong there is raised here, at the latest by
    `finish`, without which it is not known whether everything was written."""

    def __init__(self, file: Writable) -> None:
        self._file, self._written = file, 0
        self._pieces: queue.Queue[bytes | None]  # made with the thread: most files need neither
        self._thread: threading.Thread | None = None
        self._trouble: Exception | None = None

    def write(self, piece: bytes) -> None:
        """Adds bytes."""
        if self._trouble is not None:
            raise self._trouble
        self._written += len(piece)
        if self._thread is not None:
            self._pieces.put(piece)
        elif self._written <= AT_ONCE:
            self._file.write(piece)
        else:
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
        while (piece := self._pieces.get()) is not None:
            if self._trouble is None:
                try:
                    self._file.write(piece)
                except Exception as error:  # raised where the bytes come from
                    self._trouble = error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()
