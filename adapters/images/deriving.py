"""Making the sizes of a picture: decoded once, each made from the next larger."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import IO, Final

from PIL import Image, ImageOps, ImageSequence

from adapters.images.encoding import TYPES, Encoding, encode, encode_moving
from adapters.images.opening import (
    MOST_FRAMES,
    MOST_PIXELS,
    in_plain_colours,
    opened,
    shown_size,
    turn_of,
)
from domain.photo.made import BOUNDS, SQUARES, fitted

SIZES: Final = (*BOUNDS, *SQUARES)

_SMOOTH: Final = Image.Resampling.LANCZOS


@dataclass(frozen=True, slots=True)
class Made:
    """A picture that was made: the file's bytes, and its size in pixels."""

    content: bytes
    content_type: str
    width: int
    height: int


def derive(
    file: IO[bytes], sizes: Collection[str] = SIZES, encoding: Encoding = "jpeg"
) -> dict[str, Made]:
    """Make pictures in some of Flickr's sizes, upright, by its letters. Raises Refused.

    A GIF that moves goes on moving, as a GIF whatever the encoding. Nothing that the file
    tells beside its colours is in what is made.
    """
    with opened(file) as image:
        if image.format == "GIF" and _moves(image):
            return {size: _moving(image, size) for size in sizes}
        if not sizes:
            return {}
        whole = shown_size(image)
        plain, profile = _upright(image, max(map(_needed, sizes)))
        made: dict[str, Made] = {}
        for size in sorted(sizes, key=_needed, reverse=True):
            if size in SQUARES:
                scaled = ImageOps.fit(plain, (SQUARES[size],) * 2, _SMOOTH)
            else:
                scaled = plain = _scaled(plain, fitted(*whole, BOUNDS[size]))
            content = encode(scaled.copy(), profile, encoding)
            made[size] = Made(content, TYPES[encoding], *scaled.size)
        return made


def _needed(size: str) -> int:
    """How many pixels the longer side must have for a size: squares are cut from c."""
    return BOUNDS.get(size, BOUNDS["c"] - 1)


def _upright(image: Image.Image, bound: int) -> tuple[Image.Image, bytes]:
    """Decode a picture, no larger than needed, and turn it upright."""
    turn = turn_of(image)
    goal = fitted(*shown_size(image), bound)
    lying = goal if image.size == shown_size(image) else goal[::-1]
    image.draft(None, lying)  # of JPEGs alone: decodes at a half, a quarter, an eighth
    scaled, profile = in_plain_colours(image)
    if max(scaled.size) > 2 * max(goal):  # what cannot be drafted is large: shrink it first
        scaled = _scaled(scaled, tuple(2 * side for side in lying))
    if turn is not None:
        scaled = scaled.transpose(turn)
    return _scaled(scaled, goal), profile


def _scaled(image: Image.Image, size: tuple[int, ...]) -> Image.Image:
    width, height = size
    if image.size == (width, height):
        return image
    return image.resize((width, height), _SMOOTH, reducing_gap=2.0)


def _moves(image: Image.Image) -> bool:
    frames = getattr(image, "n_frames", 1)
    width, height = image.size
    return 1 < frames <= MOST_FRAMES and frames * width * height <= MOST_PIXELS


def _moving(image: Image.Image, size: str) -> Made:
    frames: list[Image.Image] = []
    durations: list[int] = []
    loop = int(image.info.get("loop", 0))
    for frame in ImageSequence.Iterator(image):
        durations.append(int(frame.info.get("duration", 100)))
        plain = frame.convert("RGBA")
        if size in SQUARES:
            frames.append(ImageOps.fit(plain, (SQUARES[size],) * 2, _SMOOTH))
        else:
            frames.append(_scaled(plain, fitted(*plain.size, BOUNDS[size])))
    content = encode_moving(frames, durations, loop)
    return Made(content, TYPES["gif"], *frames[0].size)
