"""Films: the first picture, by ffmpeg where that is installed, and whether one tells a place."""

from __future__ import annotations

import io
import re
import resource
import shutil
import subprocess
from typing import IO, Final

from adapters.images.opening import Refused

_SECONDS: Final = 20
_MEMORY: Final = 2 * 1024**3
_MOST: Final = 64 * 1024 * 1024
_HEAD: Final = 8
_MOST_NOTES: Final = 64 * 1024 * 1024
_PICTURES: Final = (b"mdat", b"free", b"skip", b"wide")
# What telephones, cameras and drones write: a position of the whole, tracks of positions, XMP.
_PLACE: Final = re.compile(
    rb"\xa9xyz|loci|ISO6709|gps0|gpmd|camm|GPMF|GPS(Latitude|Longitude|Coordinates|Position)|GPS "
)


def film_tells_place(film: IO[bytes]) -> bool:
    """Tell whether a film's file tells where it was taken: an MP4's or QuickTime's notes.

    What cannot be read may tell it: then the answer is yes. The pictures are passed over
    (ISO/IEC 14496-12, 4.2).
    """
    end = film.seek(0, io.SEEK_END)
    at = 0
    while at + _HEAD <= end:
        film.seek(at)
        head = film.read(2 * _HEAD)
        size, kind = int.from_bytes(head[:4], "big"), head[4:8]
        if size == 1:
            size = int.from_bytes(head[8:16], "big")
        size = end - at if size == 0 else size
        if size < _HEAD or at + size > end:
            return True
        if kind not in _PICTURES:
            film.seek(at)
            if size > _MOST_NOTES or _PLACE.search(film.read(size)):
                return True
        at += size
    return at != end


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
