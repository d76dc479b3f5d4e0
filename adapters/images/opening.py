"""Opening pictures from anywhere: only formats that are meant, and never more than fits."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final, NamedTuple

import pillow_heif
from PIL import Image, ImageCms, UnidentifiedImageError

MOST_PIXELS: Final = 64_000_000
"""Pixels of a picture that must be decoded whole: a quarter of a gigabyte with alpha."""
MOST_PIXELS_REDUCED: Final = 178_000_000
"""Pixels of a JPEG, which is decoded at the size that is needed (Pillow takes no more)."""
MOST_BYTES: Final = 512 * 1024 * 1024
MOST_FRAMES: Final = 500

# Without those that start programs (EPS) or that no camera and no member of Flickr uses.
_FORMATS: Final = ("JPEG", "PNG", "GIF", "TIFF", "WEBP", "AVIF", "HEIF", "BMP")
_REDUCED: Final = ("JPEG", "MPO")  # MPO: two JPEGs in one file
_ORIENTATION: Final = 0x0112
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SRGB: Final = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
_LARGEST_PROFILE: Final = 4 * 1024 * 1024

# Pillow warns from half of what it refuses; what is too much is decided here.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)
pillow_heif.register_heif_opener()


class Seen(NamedTuple):
    """A picture as it stands upright, in pixels, and the content type of its file."""

    width: int
    height: int
    kind: str

    def __str__(self) -> str:
        return f"{self.kind} of {self.width} × {self.height}"


class Refused(Exception):  # noqa: N818 - says what happened
    """A picture cannot be made from this file; one line that says why."""


@contextmanager
def opened(file: IO[bytes]) -> Iterator[Image.Image]:
    """Open a picture without decoding it. Raises Refused, also for what is raised inside."""
    try:
        size = file.seek(0, io.SEEK_END)
        if size > MOST_BYTES:
            raise Refused(f"a file of {size} bytes, more than {MOST_BYTES}")
        file.seek(0)
        with Image.open(file, formats=_FORMATS) as image:
            width, height = image.size
            most = MOST_PIXELS_REDUCED if image.format in _REDUCED else MOST_PIXELS
            if width * height > most:
                raise Refused(f"a {image.format} of {width} × {height}, more than {most} pixels")
            yield image
    except Refused:
        raise
    except UnidentifiedImageError:
        raise Refused("the file is no picture of a kind that is known") from None
    except Image.DecompressionBombError:
        raise Refused(f"a picture of more than {MOST_PIXELS_REDUCED} pixels") from None
    except (OSError, ValueError, SyntaxError, EOFError, RuntimeError, MemoryError) as error:
        raise Refused(f"the picture is broken: {error}") from None
    except (ArithmeticError, AttributeError, LookupError, TypeError, Warning) as error:
        # What decoders of broken files let through, for Pillow and its plugins are many.
        raise Refused(f"the picture is broken: {error!r}") from None


def seen_whole(file: IO[bytes]) -> Seen:
    """Decode a picture to its end, and tell what it is.

    Raises Refused for what is no picture, or not the whole of one.
    """
    with opened(file) as image:
        image.load()
        kind = "JPEG" if image.format in _REDUCED else str(image.format)
        return Seen(*shown_size(image), Image.MIME.get(kind, ""))


def turn_of(image: Image.Image) -> Image.Transpose | None:
    """Return how a picture must be turned to stand upright; Pillow turns a TIFF by itself."""
    if image.format == "TIFF":
        return None
    try:
        return _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    except (OSError, ValueError, SyntaxError, TypeError):  # its EXIF is broken
        return None


def shown_size(image: Image.Image) -> tuple[int, int]:
    """Return width and height of a picture as it stands upright."""
    width, height = image.size
    sideways = turn_of(image) in (_TURNS[5], _TURNS[6], _TURNS[7], _TURNS[8])
    return (height, width) if sideways else (width, height)


def in_plain_colours(image: Image.Image) -> tuple[Image.Image, bytes]:
    """Return a picture in RGB, RGBA or greys, and the ICC profile that it goes with."""
    profile = image.info.get("icc_profile") or b""
    if image.mode in ("CMYK", "LAB", "YCbCr"):
        return _from_print(image, profile), b""
    if image.mode.startswith(("I", "F")):  # sixteen bits and more
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif image.mode in ("P", "PA", "LA", "La", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
    elif image.mode not in ("L", "RGB", "RGBA"):
        image = image.convert("RGB")
    return image, profile if _goes_with(profile, image.mode) else b""


def on_white(image: Image.Image) -> Image.Image:
    """Return a picture without transparency, for formats that have none."""
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _from_print(image: Image.Image, profile: bytes) -> Image.Image:
    """Bring printers' colours to those of screens, by their profile where it can be read."""
    if 0 < len(profile) <= _LARGEST_PROFILE:
        try:
            theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            made = ImageCms.profileToProfile(image, theirs, _SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            return image.convert("RGB")
        if made is not None:
            return made
    return image.convert("RGB")


def _goes_with(profile: bytes, mode: str) -> bool:
    """Tell whether a profile can be read and is for pictures of this mode."""
    if not 0 < len(profile) <= _LARGEST_PROFILE:
        return False
    try:
        space = ImageCms.ImageCmsProfile(io.BytesIO(profile)).profile.xcolor_space.strip()
    except (OSError, ValueError, ImageCms.PyCMSError):
        return False
    return bool(space == ("GRAY" if mode == "L" else "RGB"))
