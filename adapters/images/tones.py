"""A picture in twelve colours: what stands in its place until it has come."""

from __future__ import annotations

import io
from typing import IO, Final

from PIL import Image

from adapters.images.opening import Refused, in_plain_colours, opened, turn_of
from domain.photo.values import TONES_HIGH, TONES_WIDE

TONED: Final = 700
"""Pixels of the longer side: a photo has a smaller size that is quicker to read."""


def tones_of(file: IO[bytes]) -> str:
    """Return the colours of a picture's parts, row by row, six hexadecimal digits each.

    "" for a large picture, and for what is none: it is shown without.
    """
    try:
        with opened(file) as image:
            if max(image.size) > TONED:
                return ""
            turn = turn_of(image)
            plain, _ = in_plain_colours(image)
            upright = plain if turn is None else plain.transpose(turn)
            small = upright.convert("RGB").resize((TONES_WIDE, TONES_HIGH), Image.Resampling.BOX)
            return small.tobytes().hex()
    except Refused:
        return ""
    finally:
        file.seek(0, io.SEEK_SET)
