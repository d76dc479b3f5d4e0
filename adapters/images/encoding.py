"""Pictures as files: progressive JPEG for everybody, WebP and AVIF for those who take them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final, Literal, TypeAlias

from PIL import Image

from adapters.images.opening import on_white

Encoding: TypeAlias = Literal["jpeg", "webp", "avif"]

TYPES: Final[dict[str, str]] = {
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "avif": "image/avif",
    "gif": "image/gif",
}
_HOW: Final[dict[str, dict[str, Any]]] = {
    "jpeg": {"quality": 85, "progressive": True, "optimize": True},
    "webp": {"quality": 80, "method": 3},
    "avif": {"quality": 65, "speed": 8},
}


def encode(image: Image.Image, profile: bytes, encoding: Encoding) -> bytes:
    """Return a picture as a file: its colours' profile is kept, nothing else that it told.

    So it says nothing of where it was taken, by whom, and with what.
    """
    out = io.BytesIO()
    more = {"icc_profile": profile} if profile else {}
    plain = on_white(image) if encoding == "jpeg" else image
    plain.info = {}
    plain.save(out, encoding.upper(), **_HOW[encoding], **more)
    return out.getvalue()


def encode_moving(frames: Sequence[Image.Image], durations: Sequence[int], loop: int) -> bytes:
    """Return frames as an animated GIF; each is shown for so many milliseconds."""
    out = io.BytesIO()
    frames[0].save(
        out,
        "GIF",
        save_all=True,
        append_images=frames[1:],
        duration=list(durations),
        loop=loop,
        disposal=2,
    )
    return out.getvalue()


def type_of(head: bytes) -> str:
    """Return the content type of a file that was made here, by its first bytes."""
    if head.startswith(b"GIF8"):
        return TYPES["gif"]
    if head[8:12] == b"WEBP":
        return TYPES["webp"]
    return TYPES["avif"] if head[4:8] == b"ftyp" else TYPES["jpeg"]
