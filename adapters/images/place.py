"""Where a picture was taken, as its own file tells it: does it, and the file without."""

from __future__ import annotations

import io
import re
from typing import IO, Final

from PIL import Image

from adapters.images.opening import Refused, opened

MOST_SILENCED: Final = 128 * 1024 * 1024
"""Bytes of a file that is rewritten: it is in memory once, and once more without."""

_GPS: Final = 0x8825
_XMP: Final = re.compile(rb"GPS(Latitude|Longitude|Position)|[:>](City|Location|Sub-?location)\b")
# Datasets of IPTC's second record: city, sublocation, state, country code, country.
_IPTC: Final = tuple(bytes((0x1C, 0x02, number)) for number in (90, 92, 95, 100, 101))

_MARKER: Final = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])")
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
# JFIF, the colours' profile and Adobe's colours; every other note of a program is left out.
_KEPT_NOTES: Final = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
_COMMENT: Final = 0xFE


def tells_place(file: IO[bytes]) -> bool:
    """Tell whether a picture's file tells where it was taken. Raises Refused.

    What cannot be read may tell it: the caller takes Refused for yes.
    """
    with opened(file) as image:
        if image.getexif().get_ifd(_GPS):
            return True
        notes = [image.info.get("xmp"), image.info.get("XML:com.adobe.xmp")]
        written = b"".join(n.encode() if isinstance(n, str) else n for n in notes if n)
        if _XMP.search(written):
            return True
        return any(dataset in _photoshop(image) for dataset in _IPTC)


def without_notes(data: bytes) -> bytes:
    """Return a JPEG without anything that programs wrote into it but its colours' profile.

    The picture itself is not touched, and stands as upright as before. What follows its
    end, such as a telephone's film of the same moment, is left out. Raises Refused.
    """
    if not data.startswith(b"\xff\xd8\xff"):
        raise Refused("only from a JPEG can its notes be taken away")
    out = [b"\xff\xd8", _upright_as_in(data)]
    at = 2
    while found := _MARKER.search(data, at):
        begins, code = at, found[1][0]
        if code == _END:
            out.append(data[begins : found.end()])
            return b"".join(out)
        length = int.from_bytes(data[found.end() : found.end() + 2], "big")
        if code == _START or length < 2:
            raise Refused("the JPEG is broken")
        at = found.end() + length
        if not _is_note(code, data[found.end() + 2 : at]):
            out.append(data[begins:at])
    raise Refused("the JPEG has no end")


def _is_note(code: int, content: bytes) -> bool:
    if code == _COMMENT or 0xE0 <= code <= 0xEF:
        kept = _KEPT_NOTES.get(code)
        return kept is None or not content.startswith(kept)
    return False


def _upright_as_in(data: bytes) -> bytes:
    """Return the one note that has to stay: how the picture must be turned."""
    with opened(io.BytesIO(data)) as image:
        turn = image.getexif().get(0x0112, 1)
    if turn == 1:
        return b""
    exif = Image.Exif()
    exif[0x0112] = turn
    note = exif.tobytes()
    return b"\xff\xe1" + (len(note) + 2).to_bytes(2, "big") + note


def _photoshop(image: Image.Image) -> bytes:
    notes = image.info.get("photoshop", {})
    return b"".join(notes.values()) if isinstance(notes, dict) else b""
