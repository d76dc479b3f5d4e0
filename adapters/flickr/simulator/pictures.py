"""Picture files: originals as they were sent, sizes made when first asked for, icons.

DATA/originals/SHA256        what members sent, byte for byte
DATA/pictures/NAME           made-up originals and all sizes, by the name in their address
DATA/icons/NSID_VERSION.jpg  buddy icons
"""

import hashlib
import io
import os
import threading
from pathlib import Path
from typing import Final

import msgspec
import pillow_heif
from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

from adapters.flickr.simulator import scene, sizes
from adapters.flickr.simulator.values import Person, Photo

MADE_UP_SIDE = 1280
"""The longer side of a made-up picture, in pixels."""

_SHAPES = ((3, 2), (3, 2), (4, 3), (2, 3), (1, 1), (16, 9))
_TURNED = frozenset({"TIFF", "HEIF"})
_FORMATS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "GIF": "gif"}

pillow_heif.register_heif_opener()


class NotAPictureError(Exception):
    """The bytes are no picture that Flickr takes."""


class Original(msgspec.Struct, frozen=True):
    """A file that was taken in: its SHA-256, its format by file ending, its pixels."""

    file: str
    format: str
    width: int
    height: int


class Pictures:
    """The picture files under one folder."""

    def __init__(self, data: Path) -> None:
        self._originals = data / "originals"
        self._made = data / "pictures"
        self._icons = data / "icons"
        for folder in (self._originals, self._made, self._icons):
            folder.mkdir(parents=True, exist_ok=True)
        self._making = threading.Semaphore(2)

    def take(self, content: bytes) -> Original:
        """Keeps a file that was sent.

        A TIFF becomes a JPEG, and is kept as that alone: Flickr's help said so of TIFF "and
        some other file types", of which HEIC is taken to be one. Raises `NotAPictureError` for
        what is no picture of these kinds.
        """
        try:
            with Image.open(io.BytesIO(content)) as image:
                if image.format in _TURNED:
                    upright = ImageOps.exif_transpose(image).convert("RGB")
                    return self.take(_jpeg(upright, 95))
                format_ = _FORMATS.get(image.format or "")
                width, height = image.size
                sideways = format_ == "jpg" and image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
        except (UnidentifiedImageError, OSError, ValueError) as error:
            raise NotAPictureError("Filetype was not recognised") from error
        if format_ is None:
            raise NotAPictureError("Filetype was not recognised")
        digest = self.keep(content)
        if sideways:
            width, height = height, width
        return Original(file=digest, format=format_, width=width, height=height)

    def keep(self, content: bytes) -> str:
        """Keeps any bytes as an original; the SHA-256 they are kept under."""
        digest = hashlib.sha256(content).hexdigest()
        if not (self._originals / digest).exists():
            _write(self._originals / digest, content)
        return digest

    def path(self, digest: str) -> Path:
        """Where the original with this SHA-256 is kept."""
        return self._originals / digest

    def original(self, photo: Photo) -> Path:
        """The original's file; of a video, the original still."""
        if photo.file and photo.video is None:
            return self._originals / photo.file
        path = self._made / f"{photo.id}_{photo.original_secret}_o.jpg"
        if not path.exists():
            with self._making:
                seed = f"{photo.id}/{photo.original_secret}"
                picture = scene.draw(seed, photo.colour, photo.width, photo.height)
                _write(path, _jpeg(picture, 88))
        return path

    def movie(self, photo: Photo) -> bytes:
        """A video's moving picture; an MP4 without tracks where none was sent."""
        if photo.file:
            return (self._originals / photo.file).read_bytes()
        brand = _box(b"ftyp", b"mp42" + bytes(4) + b"mp42isom")
        padding = _box(b"free", f"{photo.id}/{photo.original_secret}".encode())
        return brand + padding + _box(b"moov", _box(b"mvhd", _NO_TRACKS))

    def sized(self, photo: Photo, size: sizes.Size) -> Path:
        """The file of one size."""
        path = self._made / Path(sizes.file_path(photo, size)).name
        if not path.exists():
            original = self.original(photo)
            with self._making:
                _write(path, _jpeg(_shrunk(photo, original, size), 85))
        return path

    def icon(self, person: Person, ending: str) -> Path:
        """A member's buddy icon in one of its sizes: "" 48, "_m" 100, "_l" 150, "_r" 300."""
        path = self._icons / f"{person.nsid}_{person.icon_version}{ending}.jpg"
        if not path.exists():
            side = {"": 48, "_s": 48, "_m": 100, "_l": 150, "_r": 300}[ending]
            seed = f"{person.nsid}/{person.icon_version}"
            _write(path, _jpeg(scene.icon(seed, person.icon_colour, side), 90))
        return path


def _box(name: bytes, content: bytes) -> bytes:
    """A box of an MP4 (ISO/IEC 14496-12, 4.2)."""
    return (8 + len(content)).to_bytes(4) + name + content


_NO_TRACKS: Final = (
    bytes(12)  # version, flags, when made and changed
    + (1000).to_bytes(4)  # units a second
    + bytes(4)  # how long
    + b"\x00\x01\x00\x00\x01\x00"  # played at its own rate and loudness
    + bytes(10)
    + b"".join(n.to_bytes(4) for n in (1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30))  # upright
    + bytes(24)
    + (1).to_bytes(4)  # the next track's number
)
"""The header of a film without tracks (ISO/IEC 14496-12, 8.2.2)."""


def made_up_shape(photo_id: str) -> tuple[int, int]:
    """Width and height of the made-up picture of a photo of which nothing else was said."""
    across, down = _SHAPES[int(hashlib.sha256(photo_id.encode()).hexdigest()[:8], 16) % 6]
    longer = max(across, down)
    return MADE_UP_SIDE * across // longer, MADE_UP_SIDE * down // longer


def unavailable() -> bytes:
    """The picture that Flickr shows for a photo that is gone, as PNG."""
    picture = Image.new("RGB", (500, 374), (243, 245, 246))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((170, 120, 330, 230), outline=(160, 165, 168), width=4)
    pen.line((170, 230, 330, 120), fill=(160, 165, 168), width=4)
    text = "This photo is no longer available"
    left = (500 - pen.textlength(text)) / 2
    pen.text((left, 256), text, fill=(110, 115, 118))
    return _png(picture)


def default_icon() -> bytes:
    """The buddy icon of those who have none, as GIF."""
    picture = Image.new("RGB", (48, 48), (0, 99, 220))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((6, 17, 22, 33), fill=(255, 255, 255))
    pen.ellipse((26, 17, 42, 33), fill=(255, 0, 132))
    out = io.BytesIO()
    picture.save(out, "GIF")
    return out.getvalue()


def _shrunk(photo: Photo, original: Path, size: sizes.Size) -> Image.Image:
    width, height = sizes.measure(size, *sizes.turned(photo))
    with Image.open(original) as opened:
        if opened.format == "JPEG" and photo.rotation == 0 and not size.square:
            opened.draft("RGB", (width * 2, height * 2))
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    if photo.rotation:
        picture = picture.rotate(-photo.rotation, expand=True)
    if size.square:
        return ImageOps.fit(picture, (size.side, size.side), Image.Resampling.LANCZOS)
    return picture.resize((width, height), Image.Resampling.LANCZOS)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _write(path: Path, content: bytes) -> None:
    """Writes a file so that others see all of it or none."""
    beside = path.with_name(f".{path.name}.{threading.get_ident()}")
    beside.write_bytes(content)
    os.replace(beside, path)  # noqa: PTH105 - the atomic one
