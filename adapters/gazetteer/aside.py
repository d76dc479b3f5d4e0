"""The gazetteer in a process of its own, begun when something is first asked of it.

To read the towns of the world takes some seconds of processor time, for which the following
of the log in the same process would stand still.
"""

from __future__ import annotations

import subprocess
import sys
from typing import IO, cast

import msgspec

from domain.photo.values import PlaceNames

_answers = msgspec.json.Decoder(PlaceNames | None)


class GazetteerEnded(Exception):  # noqa: N818 - says what is so
    """The gazetteer's process ended by itself; the next question begins another."""


class Aside:
    """What points are called, for one thread. The process ends with `close`, or with ours."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def names(self, latitude: float, longitude: float) -> PlaceNames | None:
        """Return what a point in degrees is called; None far from any town.

        Raises GazetteerEnded.
        """
        process = self._process or self._begun()
        questions, answers = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        try:
            questions.write(b"%r %r\n" % (latitude, longitude))
            questions.flush()
            said = answers.readline()
        except BrokenPipeError:
            said = b""
        if not said:
            self.close()
            raise GazetteerEnded(f"the gazetteer ended with exit code {process.returncode}")
        found: PlaceNames | None = _answers.decode(said)
        return found

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            with process:
                process.kill()

    def _begun(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "adapters.gazetteer"]
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        return self._process
