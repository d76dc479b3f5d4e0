"""The colours that stand in the place of a picture: found when it is stored, drawn in the page."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image

from adapters.images import tones_of
from domain.photo.values import TONES_HIGH, TONES_WIDE
from tests.web.world import ADA, BOB, World, day
from web.views.preview import preview

ID = "53000000001"
TWELVE = "".join(f"{number * 16:02x}40{255 - number * 16:02x}" for number in range(12))


def encoded(picture: Image.Image, kind: str = "PNG") -> io.BytesIO:
    file = io.BytesIO()
    picture.save(file, kind)
    return file


def decoded(address: str) -> Image.Image:
    head, _, data = address.partition(",")
    assert head == "data:image/gif;base64"
    return Image.open(io.BytesIO(base64.b64decode(data, validate=True)))


def test_a_preview_is_a_picture_of_just_these_colours() -> None:
    drawn = decoded(preview(TWELVE)).convert("RGB")
    assert drawn.size == (TONES_WIDE, TONES_HIGH)
    assert drawn.tobytes().hex() == TWELVE
    assert len(preview(TWELVE)) < 200


@pytest.mark.parametrize("tones", ["", "ff", TWELVE + "00", '"><script>'.ljust(72, "0")])
def test_what_is_no_colours_makes_no_preview(tones: str) -> None:
    assert preview(tones) == ""


def test_a_pictures_parts_are_told_upright() -> None:
    picture = Image.new("RGB", (40, 60), "red")
    picture.paste("blue", (0, 0, 20, 60))
    lying = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown turned by a quarter: what is left comes to be on top
    picture.save(lying, "PNG", exif=exif)
    rows = [tones_of(lying)[at : at + 24] for at in (0, 48)]
    assert rows == ["0000ff" * 4, "ff0000" * 4]


def test_large_pictures_and_what_is_none_are_shown_without() -> None:
    assert tones_of(encoded(Image.new("RGB", (701, 10)))) == ""
    assert tones_of(io.BytesIO(b"no picture")) == ""


def test_the_colours_are_for_those_who_may_see_the_picture(world: World) -> None:
    world.photo(ID, at=day(1), permission="friends")
    world.file(ID, tones=TWELVE)
    shown = preview(TWELVE)
    for path in (f"/photos/ada/{ID}", "/photos/ada"):
        assert shown in world.client(ADA).simulate_get(path).text
        assert shown in world.client(BOB).simulate_get(path).text
        for form in ("html", "json"):
            answer = world.client().simulate_get(path, params={"format": form})
            assert TWELVE not in answer.text
            assert shown not in answer.text
