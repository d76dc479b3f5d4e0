"""Whether a file is whole, by its own format. Pure: bytes in, yes or no out.

A file may have the length that was announced and still have been cut off before. What follows a
picture's end is no fault: phones append films and notes of their own to their JPEGs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from mmap import mmap
from typing import Final, TypeAlias

Content: TypeAlias = bytes | mmap

# Inside compressed data FF is followed by 00 or a restart marker: any other byte is a marker.
_MARKER: Final = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])")
_END_OF_PNG: Final = b"IEND\xaeB`\x82"
_TOP_LEVEL_BOX: Final = 8


def kind_of(head: bytes) -> str | None:
    """The media type that a file's first 16 bytes tell; None where they tell nothing to us."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if head[4:8] == b"ftyp":
        return "video/quicktime" if head[8:12] == b"qt  " else "video/mp4"
    return None


def ends_properly(kind: str, content: Content) -> bool:
    """Whether a file of a kind that `kind_of` tells comes to its proper end."""
    return _ENDS[kind](content)


def _jpeg_ends(content: Content) -> bool:
    """Walk the segments to the end of the picture (ITU-T T.81, annex B)."""
    at = 2
    while marker := _MARKER.search(content, at):
        code = marker[1][0]
        if code == 0xD9:
            return True
        at = marker.end()
        if code not in (0x01, 0xD8):
            at += int.from_bytes(content[at : at + 2], "big") or 2
    return False


def _png_ends(content: Content) -> bool:
    """Walk the chunks to IEND (PNG, 5.3)."""
    at = 8
    while at + 12 <= len(content):
        if content[at + 4 : at + 12] == _END_OF_PNG:
            return True
        at += 12 + int.from_bytes(content[at : at + 4], "big")
    return False


def _gif_ends(content: Content) -> bool:
    """The trailer is the last byte, but for padding (GIF 89a, 27)."""
    return content[-64:].rstrip(b"\x00").endswith(b"\x3b")


def _film_ends(content: Content) -> bool:
    """Walk the boxes at the top to the end of the file (ISO/IEC 14496-12, 4.2)."""
    at = 0
    seen = set()
    while at + _TOP_LEVEL_BOX <= len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        seen.add(content[at + 4 : at + 8])
        if size == 1:
            size = int.from_bytes(content[at + 8 : at + 16], "big")
        if size == 0:  # to the end of the file
            at = len(content)
        elif size < _TOP_LEVEL_BOX:
            return False
        at += size
    return at == len(content) and b"moov" in seen


_ENDS: Final[Mapping[str, Callable[[Content], bool]]] = {
    "image/jpeg": _jpeg_ends,
    "image/png": _png_ends,
    "image/gif": _gif_ends,
    "video/mp4": _film_ends,
    "video/quicktime": _film_ends,
}
