"""Small picture files for tests."""

import io

from PIL import Image


def jpeg(width: int = 1200, height: int = 800, colour: str = "teal", taken: str = "") -> bytes:
    """A JPEG of one colour, with the moment it was taken in its EXIF where `taken` says one."""
    image = Image.new("RGB", (width, height), colour)
    exif = Image.Exif()
    if taken:
        exif[0x0110] = "X100T"
        exif.get_ifd(0x8769)[0x9003] = taken
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def png(width: int = 300, height: int = 200) -> bytes:
    """A PNG."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "orange").save(out, "PNG")
    return out.getvalue()


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height of a picture's bytes."""
    with Image.open(io.BytesIO(content)) as image:
        return image.size
