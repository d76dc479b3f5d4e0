"""Pictures made where Flickr's own are missing, and what an original tells of its place."""

from __future__ import annotations

import io
import re
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.adapters.images.test_deriving import colours, flag
from tests.services.programs import program
from tests.web.world import ADA, BOB, FAY, Location, Picture, World, day

ID = "53000000001"
GPS = 0x8825
PLACE = Location(latitude="51.5", longitude="-0.12", accuracy="15")


def camera_file(colour: str = "teal", kind: str = "JPEG", turn: int = 1) -> bytes:
    """A file as a telephone writes it: with where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    exif[0x0112] = turn
    exif[GPS] = {1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0)}
    out = io.BytesIO()
    image = flag(1200, 800) if colour == "flag" else Image.new("RGB", (1200, 800), colour)
    image.save(out, kind, exif=exif)
    return out.getvalue()


def position(data: bytes) -> object:
    return dict(Image.open(io.BytesIO(data)).getexif().get_ifd(GPS))


def original(world: World, photo: str = ID, **more: Any) -> str:
    """Store an original, and nothing else; return its address."""
    data = camera_file()
    made = world.file(photo, size="o", data=more.pop("data", data), shape=(1200, 800), **more)
    return f"/static/{made.key}"


def named(path: str, size: str) -> str:
    return path.replace("_o.jpg", f"_{size}.jpg")


def test_a_photo_of_which_only_the_original_is_stored_is_shown_in_every_size(world: World) -> None:
    world.photo(ID, at=day(1))
    path = original(world)
    page = world.client().simulate_get(f"/photos/ada/{ID}").text
    shown = set(re.findall(r"/static/[\w/]+_\w\.jpg", page))
    assert {named(path, size) for size in ("z", "c", "h")} <= shown
    for size, side in {"t": 100, "z": 640, "c": 800, "h": 1200, "s": 75, "q": 150}.items():
        answer = world.client().simulate_get(named(path, size))
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/jpeg"
        assert max(Image.open(io.BytesIO(answer.content)).size) == side
        assert position(answer.content) == {}
        assert b"A camera" not in answer.content
    listed = world.client().simulate_get("/photos/ada").text
    assert named(path, "z") in listed
    assert f'"{path}"' not in listed


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [("HEIF", "image/heic"), ("TIFF", "image/tiff"), ("PNG", "image/png"), ("GIF", "image/gif")],
)
def test_an_original_of_any_kind_is_shown_as_a_jpeg(
    world: World, kind: str, content_type: str
) -> None:
    """Flickr turns these into JPEGs itself; of what came from elsewhere the archive does."""
    world.photo(ID, at=day(1))
    out = io.BytesIO()
    flag(1200, 800).save(out, kind)
    file = world.file(ID, size="o", data=out.getvalue(), shape=(1200, 800), kind=content_type)
    path = f"/static/{file.key}"
    answer = world.client().simulate_get(f"{path.rpartition('_')[0]}_z.jpg")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/jpeg"
    assert colours(answer.content) == ("red", "blue")
    assert world.client(ADA).simulate_get(path).content == out.getvalue()


@pytest.mark.parametrize("brand", [b"heix", b"hevx", b"hevs", b"mif1", b"msf1"])
def test_a_heic_picture_of_any_brand_is_no_film(world: World, brand: bytes) -> None:
    world.photo(ID, at=day(1))
    out = io.BytesIO()
    flag(1200, 800).save(out, "HEIF")
    data = out.getvalue().replace(b"ftypheic", b"ftyp" + brand, 1)
    path = original(world, data=data, kind="image/heic")
    assert world.client().simulate_get(named(path, "z")).status_code == 200


def test_a_gif_that_moves_goes_on_moving_in_every_size(world: World) -> None:
    world.photo(ID, at=day(1))
    frames = [Image.new("RGB", (900, 600), colour) for colour in ("navy", "teal", "tomato")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=100)
    path = original(world, data=out.getvalue(), kind="image/gif").rpartition("_")[0]
    for size in ("z", "q"):
        answer = world.client().simulate_get(f"{path}_{size}.jpg", headers={"Accept": "image/webp"})
        assert answer.headers["content-type"] == "image/gif"
        assert getattr(Image.open(io.BytesIO(answer.content)), "n_frames", 1) == 3


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("image/avif,image/webp,*/*", "image/avif"),
        ("image/webp,*/*;q=0.8", "image/webp"),
        ("image/webp;q=0.9, image/jpeg; q=0.5", "image/webp"),
        ("image/avif;q=0, image/webp;q=0.0, */*", "image/jpeg"),
        ("*/*", "image/jpeg"),
        ("", "image/jpeg"),
    ],
)
def test_a_made_picture_comes_in_the_smallest_form_that_a_browser_names(
    world: World, accept: str, kind: str
) -> None:
    world.photo(ID, at=day(1))
    path = named(original(world), "z")
    answer = world.client().simulate_get(path, headers={"Accept": accept})
    assert answer.headers["content-type"] == kind
    assert answer.headers["vary"] == "Accept"
    etag = {"If-None-Match": answer.headers["etag"], "Accept": accept}
    assert world.client().simulate_get(path, headers=etag).status_code == 304
    part = world.client().simulate_get(path, headers={"Accept": accept, "Range": "bytes=5-9"})
    assert (part.status_code, part.content) == (206, answer.content[5:10])


def test_what_flickr_made_is_served_as_it_came(world: World) -> None:
    world.photo(ID, at=day(1))
    path = original(world)
    world.file(ID, size="z", colour="navy")
    answer = world.client().simulate_get(named(path, "z"), headers={"Accept": "image/avif"})
    assert answer.headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(answer.content)).size == (640, 427)
    assert "vary" not in answer.headers


def test_a_made_picture_is_for_those_who_may_see_the_photo(world: World) -> None:
    world.photo(ID, at=day(1), permission="friends")
    path = named(original(world), "z")
    assert world.client().simulate_get(path).status_code == 404
    assert world.client(FAY).simulate_get(path).status_code == 404
    answer = world.client(BOB).simulate_get(path)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-cache"
    assert {v.strip() for v in answer.headers["vary"].split(",")} == {"Accept", "Cookie"}


def test_an_original_is_given_to_others_without_the_place_that_it_tells(world: World) -> None:
    """Flickr may know of no place, and the file may all the same."""
    data = camera_file("flag", turn=6)
    world.photo(ID, at=day(1))
    path = original(world, data=data)
    mine = world.client(ADA).simulate_get(path)
    assert mine.content == data
    answer = world.client().simulate_get(path)
    assert answer.status_code == 200
    assert position(answer.content) == {}
    assert b"A camera" not in answer.content
    theirs, ours = (Image.open(io.BytesIO(d)) for d in (answer.content, data))
    assert theirs.tobytes() == ours.tobytes()  # the picture itself is untouched
    assert theirs.getexif()[0x0112] == 6
    assert answer.headers["etag"] == f'"{sha256(answer.content).hexdigest()}"'
    assert mine.headers["etag"] == f'"{sha256(data).hexdigest()}"'
    part = world.client().simulate_get(path, headers={"Range": "bytes=0-99"})
    assert part.content == answer.content[:100]


def test_an_original_goes_out_whole_to_those_who_may_see_the_place(world: World) -> None:
    world.photo(ID, at=day(1), location=PLACE, geo_permission="public")
    path = original(world)
    assert world.client().simulate_get(path).content == camera_file()


@pytest.mark.parametrize(
    "closed", [{"location": PLACE, "geo_permission": "private"}, {"download": "0"}]
)
def test_an_original_that_is_closed_stays_so_when_there_is_no_other_file(
    world: World, closed: dict[str, Any]
) -> None:
    world.photo(ID, at=day(1), **closed)
    path = original(world)
    assert world.client().simulate_get(path).status_code == 404
    assert world.client().simulate_get(named(path, "h")).status_code == 200
    assert world.client(ADA).simulate_get(path).content == camera_file()


def test_an_original_that_tells_its_place_and_is_no_jpeg_is_not_given_to_others(
    world: World,
) -> None:
    world.photo(ID, at=day(1))
    path = original(world, data=camera_file(kind="PNG"))
    assert world.client().simulate_get(path).status_code == 404
    assert world.client().simulate_get(named(path, "z")).status_code == 200


def test_a_replaced_original_is_shown_on_its_day(world: World) -> None:
    world.photo(ID, at=day(1))
    old = original(world, data=camera_file("red"))
    world.photo(ID, at=day(5), after=day(4), picture=Picture(server="1", secret="new"))
    new = original(world, data=camera_file("blue"), secret="new")
    for when, path, other in ((day(2), old, new), (day(9), new, old)):
        page = world.client().simulate_get(f"/photos/ada/{ID}?as_of=@{when}").text
        assert named(path, "c") in page
        assert named(other, "c") not in page
    for path, colour in ((old, "red"), (new, "blue")):
        picture = world.client().simulate_get(named(path, "c")).content
        red, _, blue = Image.open(io.BytesIO(picture)).getpixel((9, 9))  # type: ignore[misc]
        assert ("red" if red > blue else "blue") == colour


def test_a_picture_is_made_once(world: World) -> None:
    world.photo(ID, at=day(1))
    path = original(world)
    first = world.client().simulate_get(named(path, "z")).content
    static = Path(world.archive.settings.flickr_static_path)
    (static / path.removeprefix("/static/")).unlink()
    assert world.client().simulate_get(named(path, "z")).content == first
    assert world.client().simulate_get(named(path, "t")).status_code == 200  # made beside it


@pytest.mark.parametrize(
    "name",
    [
        "{id}_s{id}_x.jpg",
        "{id}_s{id}_z.png",
        "{id}_other_z.jpg",
        "{id}_s{id}_zz.jpg",
        "{id}__z.jpg",
    ],
)
def test_what_is_not_the_name_of_a_size_is_not_found(world: World, name: str) -> None:
    world.photo(ID, at=day(1))
    folder = original(world).rpartition("/")[0]
    assert world.client().simulate_get(f"{folder}/{name.format(id=ID)}").status_code == 404
    assert world.client().simulate_get(f"/static/made/{ID}_s{ID}_z.jpg").status_code == 404


@pytest.mark.parametrize("data", [b"", b"not a picture", camera_file()[:300]])
def test_an_original_that_is_broken_makes_no_picture_and_no_fault(
    world: World, data: bytes
) -> None:
    world.photo(ID, at=day(1))
    path = original(world, data=data or b"\0")
    assert world.client().simulate_get(named(path, "z")).status_code == 404
    assert world.client(ADA).simulate_get(path).status_code == 200


def film(folder: Path, *notes: str) -> bytes:
    """A red film of a second, as a telephone writes it, with notes."""
    path = folder / "film.mp4"
    command = [program("ffmpeg"), "-y", "-v", "error"]
    command += ["-f", "lavfi", "-i", "color=red:s=1280x720:d=1"]
    command += [word for note in notes for word in ("-metadata", note)]
    subprocess.run([*command, "-c:v", "mpeg4", str(path)], check=True, timeout=60)
    return path.read_bytes()


def stored_film(world: World, data: bytes) -> str:
    made = world.file(ID, size="orig", data=data, shape=(1280, 720), kind="video/mp4")
    return f"/static/{made.key}"


def test_a_video_without_a_still_is_shown_by_its_first_picture(
    world: World, tmp_path: Path
) -> None:
    world.photo(ID, at=day(1), media="video")
    path = stored_film(world, film(tmp_path))
    still = path.replace("_orig.mp4", "_z.jpg")
    answer = world.client().simulate_get(still)
    assert answer.status_code == 200
    picture = Image.open(io.BytesIO(answer.content))
    assert picture.size == (640, 360)
    red, _, blue = picture.getpixel((9, 9))  # type: ignore[misc]
    assert red > blue + 100
    assert still in world.client().simulate_get("/photos/ada").text


def test_a_video_without_a_still_breaks_no_page_where_ffmpeg_is_not_there(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.photo(ID, at=day(1), media="video")
    path = stored_film(world, film(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    still = world.client().simulate_get(path.replace("_orig.mp4", "_z.jpg"))
    assert still.status_code == 404
    assert world.client().simulate_get(f"/photos/ada/{ID}").status_code == 200
    assert world.client().simulate_get(path).status_code == 200


def test_a_film_that_tells_no_place_is_played_to_all_who_see_the_photo(
    world: World, tmp_path: Path
) -> None:
    data = film(tmp_path, "title=Ducks")
    world.photo(ID, at=day(1), media="video", download="0")
    path = stored_film(world, data)
    assert world.client().simulate_get(path).content == data
    part = world.client().simulate_get(path, headers={"Range": "bytes=8-15"})
    assert (part.status_code, part.content) == (206, data[8:16])


def test_a_film_that_tells_its_place_is_for_those_who_may_see_the_place(
    world: World, tmp_path: Path
) -> None:
    data = film(tmp_path, "location=+51.5000-000.1200/")
    assert b"loci" in data  # as ISO base media have it
    world.photo(ID, at=day(1), media="video")
    path = stored_film(world, data)
    assert world.client().simulate_get(path).status_code == 404
    assert world.client(ADA).simulate_get(path).content == data
    assert world.client().simulate_get(path.replace("_orig.mp4", "_z.jpg")).status_code == 200
    page = world.client().simulate_get(f"/photos/ada/{ID}").text
    assert "<video" not in page
    assert path not in page
    assert path.replace("_orig.mp4", "_z.jpg") in page
    assert "may tell where it was taken" in page
    assert "<video" in world.client(ADA).simulate_get(f"/photos/ada/{ID}").text


def test_a_film_that_cannot_be_read_breaks_no_page(world: World, tmp_path: Path) -> None:
    world.photo(ID, at=day(1), media="video")
    path = stored_film(world, film(tmp_path))
    world.archive.storage.delete(path.removeprefix("/static/"))
    answer = world.client().simulate_get(f"/photos/ada/{ID}")
    assert answer.status_code == 200
    assert "<video" not in answer.text
