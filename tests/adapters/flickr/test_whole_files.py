from __future__ import annotations

import io
import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image

from adapters.flickr.whole_files import ends_properly, kind_of


def picture(format_: str, **more: Any) -> bytes:
    made = io.BytesIO()
    image = Image.effect_mandelbrot((97, 61), (-2.0, -1.0, 1.0, 1.0), 40).convert("RGB")
    if format_ == "GIF":
        image = image.convert("P")
    image.save(made, format_, **more)
    return made.getvalue()


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + name + content


FILM = box(b"ftyp", b"mp42" + bytes(12)) + box(b"mdat", bytes(500)) + box(b"moov", bytes(100))
WHOLE = {
    "baseline": ("image/jpeg", picture("JPEG", quality=95)),
    "progressive": ("image/jpeg", picture("JPEG", progressive=True)),
    "restarts": ("image/jpeg", picture("JPEG", restart_marker_blocks=2)),
    "thumbnail": ("image/jpeg", picture("JPEG", exif=b"Exif\x00\x00" + picture("JPEG")[:20000])),
    "png": ("image/png", picture("PNG")),
    "gif": ("image/gif", picture("GIF")),
    "film": ("video/mp4", FILM),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_file_is_whole(name: str) -> None:
    kind, content = WHOLE[name]
    assert kind_of(content[:16]) == kind
    assert ends_properly(kind, content)


@pytest.mark.parametrize("name", ["baseline", "progressive", "restarts", "thumbnail", "png"])
@settings(max_examples=60)
@given(share=some.floats(0.0, 0.999))
def test_a_file_that_was_cut_anywhere_is_not_whole(name: str, share: float) -> None:
    kind, content = WHOLE[name]
    cut = content[: max(16, int(len(content) * share))]
    assert not ends_properly(kind, cut)


@pytest.mark.parametrize("name", ["gif", "film"])
def test_a_gif_or_a_film_without_its_last_byte_is_not_whole(name: str) -> None:
    kind, content = WHOLE[name]
    assert not ends_properly(kind, content[:-1])


@pytest.mark.parametrize("name", ["baseline", "progressive", "png"])
def test_what_phones_append_to_a_picture_is_no_fault(name: str) -> None:
    kind, content = WHOLE[name]
    assert ends_properly(kind, content + FILM)


def test_a_film_without_its_index_is_not_whole() -> None:
    assert not ends_properly("video/mp4", FILM[: -(8 + 100)])


def test_what_is_no_picture_has_no_kind() -> None:
    assert kind_of(b"<!DOCTYPE html>") is None
    assert kind_of(b"") is None
