"""What stands in the place of a picture until it has come: its colours, in the page itself.

It is a GIF of four by three pixels in the address of an image, which a browser draws smooth
at any size: no request, no script, and no style that the content security policy forbids.
Two pictures of this size differ in nothing but their palettes, so that is all there is to make.
"""

from __future__ import annotations

import base64
import re
from typing import Final

from domain.photo.values import TONES_HIGH, TONES_WIDE

_COLOURS: Final = TONES_WIDE * TONES_HIGH
_TONES: Final = re.compile(rf"[0-9a-f]{{{6 * _COLOURS}}}")
# A screen of that size with a palette of sixteen colours: 2 to the power of (3 + 1).
_HEAD: Final = b"GIF89a" + bytes((TONES_WIDE, 0, TONES_HIGH, 0, 0b1_011_0_011, 0, 0))
_UNUSED: Final = bytes(3 * (16 - _COLOURS))
_IMAGE: Final = bytes((0x2C, 0, 0, 0, 0, TONES_WIDE, 0, TONES_HIGH, 0, 0))


def _codes() -> bytes:
    """Return the pixels: each the next colour of the palette, in codes of five bits.

    A clear first, an end last; too few between for the codes to grow longer (GIF89a, F).
    """
    clear, end = 16, 17
    bits = 0
    for place, code in enumerate((clear, *range(_COLOURS), end)):
        bits |= code << (5 * place)
    data = bits.to_bytes(-(-5 * (_COLOURS + 2) // 8), "little")
    return bytes((4, len(data))) + data + b"\0"


_TAIL: Final = _UNUSED + _IMAGE + _codes() + b";"


def preview(tones: str) -> str:
    """Return the address of a picture's preview; "" for colours that are none."""
    if not _TONES.fullmatch(tones):
        return ""
    made = base64.b64encode(_HEAD + bytes.fromhex(tones) + _TAIL)
    return f"data:image/gif;base64,{made.decode()}"
