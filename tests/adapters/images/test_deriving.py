"""Pictures of other pictures: upright, in their colours, and silent about where they were taken."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from PIL import Image, ImageCms, ImageDraw

from adapters.images import (
    SIZES,
    Encoding,
    Refused,
    derive,
    film_tells_place,
    first_frame,
    type_of,
)
from tests.services.programs import program

ORIENTATION, GPS = 0x0112, 0x8825
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def written(image: Image.Image, kind: str, **more: Any) -> io.BytesIO:
    out = io.BytesIO()
    image.save(out, kind, **more)
    out.seek(0)
    return out


def flag(width: int = 3000, height: int = 2000) -> Image.Image:
    """A picture whose upper left corner is red and whose lower right corner is blue."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 3, height // 3), fill="red")
    draw.rectangle((width * 2 // 3, height * 2 // 3, width, height), fill="blue")
    return image


def shown(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def colours(content: bytes) -> tuple[str, str]:
    """Which of red and blue the upper left and the lower right corner are."""
    image = shown(content).convert("RGB")
    corners = ((2, 2), (image.width - 3, image.height - 3))
    names = []
    for corner in corners:
        red, _, blue = image.getpixel(corner)  # type: ignore[misc]
        names.append("red" if red > blue + 50 else "blue" if blue > red + 50 else "white")
    return names[0], names[1]


def test_every_size_has_its_bound_and_the_pictures_proportions() -> None:
    made = derive(written(flag(), "JPEG"))
    assert {size: (m.width, m.height) for size, m in made.items()} == {
        "t": (100, 67), "z": (640, 427), "c": (800, 533), "h": (1600, 1067),
        "s": (75, 75), "q": (150, 150),
    }  # fmt: skip
    for picture in made.values():
        assert shown(picture.content).size == (picture.width, picture.height)
        assert colours(picture.content) == ("red", "blue")


def test_a_picture_never_grows() -> None:
    made = derive(written(flag(90, 60), "PNG"), ["t", "z", "h"])
    assert {m.width for m in made.values()} == {90}


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_a_picture_is_shown_upright_however_the_camera_was_held(turn: int, kind: str) -> None:
    """The stored picture is turned the other way, so that all come out the same."""
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # values of Image.Transpose
    upright = flag(900, 600)
    lying = upright.transpose(Image.Transpose(undo[turn])) if turn > 1 else upright
    exif = Image.Exif()
    exif[ORIENTATION] = turn
    picture = derive(written(lying, kind, exif=exif), ["z"])["z"]
    assert (picture.width, picture.height) == (640, 427)
    assert colours(picture.content) == ("red", "blue")
    assert shown(picture.content).getexif().get(ORIENTATION, 1) == 1


@pytest.mark.parametrize("encoding", ["jpeg", "webp", "avif"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP", "HEIF"])
def test_nothing_tells_where_a_picture_was_taken_and_its_colours_stay(
    kind: str, encoding: Encoding
) -> None:
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    exif.get_ifd(GPS).update({1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0)})
    exif[GPS] = exif.get_ifd(GPS)
    file = written(flag(900, 600), kind, exif=exif, icc_profile=SRGB)
    assert b"A camera" in file.getvalue()
    made = derive(file, ["z"], encoding)["z"]
    assert made.content_type == type_of(made.content) == f"image/{encoding}"
    picture = shown(made.content)
    assert picture.format == encoding.upper()
    assert dict(picture.getexif()) == {}
    assert picture.getexif().get_ifd(GPS) == {}
    assert b"A camera" not in made.content
    assert picture.info["icc_profile"] == SRGB
    assert colours(made.content) == ("red", "blue")


def test_a_jpeg_comes_a_little_at_a_time() -> None:
    assert shown(derive(written(flag(), "PNG"), ["z"])["z"].content).info.get("progressive")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK"])
def test_pictures_of_every_mode_become_pictures(mode: str) -> None:
    made = derive(written(flag(300, 200).convert(mode), "TIFF"), ["t"])["t"]
    assert shown(made.content).mode in ("RGB", "L")
    if mode not in ("1", "L", "LA"):
        assert colours(made.content) == ("red", "blue")


@pytest.mark.parametrize("mode", ["I;16", "I"])
def test_greys_of_sixteen_bits_stay_as_bright_as_they_are(mode: str) -> None:
    bright = Image.new("I", (300, 200), 200 * 256)
    made = derive(written(bright.convert(mode), "TIFF"), ["t"])["t"]
    assert shown(made.content).convert("L").getpixel((50, 30)) == 200


def test_what_can_be_seen_through_is_on_white() -> None:
    clear = Image.new("RGBA", (200, 100), (0, 0, 0, 0))
    picture = shown(derive(written(clear, "PNG"), ["t"])["t"].content)
    assert picture.getpixel((50, 25)) == (255, 255, 255)
    webp = shown(derive(written(clear, "PNG"), ["t"], "webp")["t"].content)
    assert webp.getpixel((50, 25))[3] == 0  # type: ignore[index]


def test_a_gif_that_moves_goes_on_moving() -> None:
    frames = [Image.new("P", (400, 200), number) for number in (1, 60, 120)]
    for number, frame in enumerate(frames):
        frame.putpalette([number * 80] * 768)
    file = written(
        frames[0], "GIF", save_all=True, append_images=frames[1:], duration=[50, 70, 90], loop=0
    )
    made = derive(file, ["t"], "webp")["t"]
    assert made.content_type == type_of(made.content) == "image/gif"
    picture = Image.open(io.BytesIO(made.content))
    assert (picture.size, getattr(picture, "n_frames", 1)) == ((100, 50), 3)


def test_a_heic_picture_is_opened() -> None:
    file = io.BytesIO()
    pillow_heif.from_pillow(flag(900, 600)).save(file)
    assert colours(derive(file, ["z"])["z"].content) == ("red", "blue")


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it has so many pixels, and has next to none."""

    def chunk(name: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + crc

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def jpeg_of(width: int, height: int) -> bytes:
    data = bytearray(written(flag(64, 64), "JPEG").getvalue())
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def text_bomb() -> bytes:
    head = png_of(10, 10)
    text = b"zTXtComment\0\0"[4:]
    data = text + zlib.compress(b"x" * 80_000_000, 9)
    crc = struct.pack(">I", zlib.crc32(b"zTXt" + data))
    return head[:33] + struct.pack(">I", len(data)) + b"zTXt" + data + crc + head[33:]


EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n%%EndComments\nshowpage\n"
HOSTILE = {
    "nothing": b"",
    "text": b"<html>not a picture</html>",
    "a png of a thousand million pixels": png_of(40_000, 30_000),
    "a png that is wider than anything": png_of(2**31 - 1, 1),
    "a jpeg of four thousand million pixels": jpeg_of(65_500, 65_500),
    "a picture with no rows": png_of(100, 0),
    "half a jpeg's head": written(flag(64, 64), "JPEG").getvalue()[:100],
    "half a png": written(flag(600, 400), "PNG").getvalue()[:200],
    "a program": EPS,
    "a svg": b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
    "a text that swells": text_bomb(),
    "a tiff that points outside": b"II*\x00\xff\xff\xff\x7f",
    "a heic of nothing": b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + b"\0" * 64,
    "an avif of nothing": b"\0\0\0\x18ftypavif\0\0\0\0avifmif1" + b"\0" * 64,
}


@pytest.mark.parametrize("why", HOSTILE)
def test_a_hostile_picture_is_refused_in_one_line(why: str) -> None:
    with pytest.raises(Refused) as refused:
        derive(io.BytesIO(HOSTILE[why]))
    assert len(str(refused.value).splitlines()) == 1


_DERIVES = """
import os, sys
from adapters.images import Refused, derive
from tests.services.memory import most
before = most(os.getpid())
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        try:
            derive(file)
        except Refused:
            pass
print(most(os.getpid()) - before)
"""


def grown(*files: Path) -> int:
    """By how many megabytes a process grows that makes pictures of some files."""
    root = Path(__file__).resolve().parents[3]
    ended = subprocess.run(
        [sys.executable, "-c", _DERIVES, *map(str, files)],
        cwd=root, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return int(ended.stdout) // 1_000_000


def test_memory_is_bounded_whatever_the_picture(tmp_path: Path) -> None:
    """Refused pictures cost nothing; a JPEG of 80 megapixels no more than what is shown of it."""
    files = [tmp_path / str(number) for number in range(len(HOSTILE))]
    for file, content in zip(files, HOSTILE.values(), strict=True):
        file.write_bytes(content)
    assert grown(*files) < 100
    large = tmp_path / "large.jpg"
    Image.new("RGB", (10_000, 8_000), "teal").save(large, "JPEG")
    assert grown(large) < 120


def test_the_first_picture_of_a_film_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    subprocess.run(
        [program("ffmpeg"), "-v", "error", "-f", "lavfi", "-i", "color=red:s=320x240:d=1",
         "-c:v", "mpeg4", str(path)],
        check=True, timeout=60,
    )  # fmt: skip
    with path.open("rb") as film:
        made = derive(first_frame(film), ["t"])["t"]
    assert (made.width, made.height) == (100, 75)
    assert colours(made.content) == ("red", "red")


def box(kind: bytes, content: bytes = b"") -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + kind + content


@pytest.mark.parametrize(
    ("told", "film"),
    [
        (False, box(b"ftyp", b"isom") + box(b"moov", b"trak") + box(b"mdat", b"\xa9xyz")),
        (True, box(b"ftyp", b"isom") + box(b"mdat") + box(b"moov", b"udta \xa9xyz+51.5-0.1/")),
        (True, box(b"moov", b"com.apple.quicktime.location.ISO6709")),
        (True, box(b"moov", b"gpmd")),
        (True, box(b"uuid", b"<exif:GPSLatitude>51,30N</exif:GPSLatitude>")),
        (True, box(b"moov", b"trak") + b"\0\0"),  # cut off: it may tell
        (True, b"\0\0\0\4moov" + box(b"mdat")),  # a box smaller than its own head
        (False, b"\0\0\0\1mdat" + (24).to_bytes(8, "big") + b"\xa9xyz1234" + box(b"moov")),
        (False, box(b"moov", b"trak") + b"\0\0\0\0mdat\xa9xyz"),
    ],
)
def test_a_film_tells_a_place_by_its_notes_and_not_by_its_pictures(told: bool, film: bytes) -> None:
    assert film_tells_place(io.BytesIO(film)) is told


@pytest.mark.parametrize(
    "content", [b"", b"\0\0\0\x14ftypisom\0\0\0\0isom", b"#EXTM3U\n/etc/passwd\n"]
)
def test_what_is_no_film_has_no_picture(tmp_path: Path, content: bytes) -> None:
    program("ffmpeg")
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    with path.open("rb") as film, pytest.raises(Refused):
        first_frame(film)


def test_all_sizes_are_those_of_the_original_program() -> None:
    assert set(SIZES) == {"t", "z", "c", "h", "s", "q"}
