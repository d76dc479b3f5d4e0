"""Being asked to stop: what SIGINT and SIGTERM do to a command that goes on until then."""

from __future__ import annotations

import os
import select
import signal
from types import FrameType
from typing import Final

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """Whether a signal asked this process to stop, however often.

    The handler only sets a flag and writes a byte into a pipe. A `threading.Event` will
    not do: its lock may be held by the very code that the signal interrupts.
    """

    def __init__(self) -> None:
        self._asked = False
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._writer, False)

    def is_set(self) -> bool:
        """Tell whether a signal came."""
        return self._asked

    def wait(self, seconds: float) -> None:
        """Wait so long, or until a signal comes."""
        if not self._asked:
            select.select([self._reader], [], [], seconds)

    def handle(self, _number: int, _frame: FrameType | None) -> None:
        """Note that a signal came."""
        if not self._asked:
            self._asked = True
            os.write(self._writer, b"!")


def stopped_by_signal() -> Stop:
    """Return what SIGINT and SIGTERM set from now on, so that a command ends cleanly."""
    stop = Stop()
    for number in _SIGNALS:
        signal.signal(number, stop.handle)
    return stop
