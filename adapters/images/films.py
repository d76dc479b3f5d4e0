"""The first picture of a film, by ffmpeg where that is installed."""

from __future__ import annotations

import io
import resource
import shutil
import subprocess
from typing import IO, Final

from adapters.images.opening import Refused

_SECONDS: Final = 20
_MEMORY: Final = 2 * 1024**3
_MOST: Final = 64 * 1024 * 1024


def first_frame(film: IO[bytes]) -> IO[bytes]:
    """Return the first picture of a film as a PNG. Raises Refused.

    `film` is a real file. Only MP4 and QuickTime are read, from that file alone: what
    other formats name, on this machine or on others, is not followed.
    """
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        raise Refused("pictures of films need ffmpeg: apt-get install ffmpeg")
    film.seek(0)
    command = [ffmpeg, "-nostdin", "-v", "error", "-threads", "1", "-protocol_whitelist", "file"]
    command += ["-f", "mov", "-i", "file:/proc/self/fd/0", "-frames:v", "1", "-an", "-sn", "-dn"]
    command += ["-vf", "scale='min(2048,iw)':-2", "-f", "image2pipe", "-c:v", "png", "pipe:1"]
    try:
        ended = subprocess.run(  # noqa: S603 - nothing of the film is on the command line
            command, stdin=film, capture_output=True, timeout=_SECONDS, preexec_fn=_bounded
        )
    except subprocess.TimeoutExpired:
        raise Refused(f"its first picture took longer than {_SECONDS} seconds") from None
    if ended.returncode != 0 or not 0 < len(ended.stdout) <= _MOST:
        raise Refused("the film has no first picture that can be read")
    return io.BytesIO(ended.stdout)


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
