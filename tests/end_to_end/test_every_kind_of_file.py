"""Files of every kind that Flickr takes: from a member's disk by a backup to a browser."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
import requests
from PIL import Image

from adapters.settings import Settings
from domain.photo.made import made_key
from tests.adapters.simulator.running import Simulator, running
from tests.bin.running import command
from tests.end_to_end.serving import served
from tests.services.programs import program
from web.asking.session import SESSION_COOKIE, Sessions

_COLOURS = ("navy", "teal", "tomato")
KEPT = {"gif": "image/gif", "png": "image/png", "jpg": "image/jpeg"}
"""What Flickr keeps byte for byte, by the ending of the original's name."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What was uploaded, by kind; what the simulator keeps of each; and the archive's site."""

    flickr: Simulator
    uploaded: dict[str, bytes]
    kept: dict[str, Any]
    static: Path
    site: str
    cookie: dict[str, str]

    def get(self, key: str, **headers: str) -> requests.Response:
        """Ask for a stored file as its owner."""
        address = f"{self.site}/static/{key}"
        return requests.get(address, headers={**self.cookie, **headers}, timeout=20)

    def key(self, kind: str, pattern: str) -> str:
        """The key of the one stored file of a photo whose name is like that."""
        [path] = self.static.glob(f"**/{self.kept[kind]['id']}_{pattern}")
        return str(path.relative_to(self.static))


def pictures() -> dict[str, bytes]:
    """The same sort of picture in each kind; the GIF moves."""
    frames = [Image.new("RGB", (900, 600), colour) for colour in _COLOURS]
    made: dict[str, bytes] = {}
    for kind in ("GIF", "PNG", "JPEG", "TIFF"):
        out = io.BytesIO()
        more = {"save_all": True, "append_images": frames[1:], "duration": 100}
        frames[0].save(out, kind, **(more if kind == "GIF" else {}))
        made[{"JPEG": "jpg"}.get(kind, kind.lower())] = out.getvalue()
    out = io.BytesIO()
    pillow_heif.from_pillow(frames[0]).save(out)
    return made | {"heic": out.getvalue()}


def film(folder: Path) -> bytes:
    """A red film of a second; without ffmpeg bytes that only pass for one."""
    path = folder / "film.mp4"
    drawn = ["-f", "lavfi", "-i", "color=red:s=640x360:d=1", "-c:v", "mpeg4"]
    if shutil.which("ffmpeg") is None:
        return bytes(range(256)) * 40
    subprocess.run(["ffmpeg", "-v", "error", *drawn, str(path)], check=True, timeout=60)
    return path.read_bytes()


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    folder = tmp_path_factory.mktemp("archive")
    with running(folder / "flickr") as flickr:
        key, ada = flickr.key(), flickr.person("ada")
        token = flickr.token(ada, key, perms="read")
        keys = ("--flickr-api-key", key.api_key, "--flickr-api-secret", key.api_secret)
        run(folder, "init", *keys, "--flickr-endpoint", flickr.root)
        sent = ("--oauth-token", token.token, "--oauth-token-secret", token.secret)
        run(folder, "accounts", "add", *sent)
        uploaded = pictures()
        ids = {kind: flickr.photo(ada, data) for kind, data in uploaded.items()}
        run(folder, "backup", "all")
        uploaded["film"] = film(folder)
        video = json.dumps({"duration": 1, "width": 640, "height": 360})
        ids["film"] = flickr.photo(ada, uploaded["film"], video=video)
        run(folder, "backup", "photos", backup_sizes="t")  # so that its stills are made here
        static = folder / "var" / "static"
        settings = Settings(
            database_url=f"sqlite:///{folder}/var/parallel-flickr.db",
            flickr_static_path=str(static),
            flickr_endpoint=flickr.root,
            flickr_api_key=key.api_key,
            flickr_api_secret=key.api_secret,
        )
        cookie = {"Cookie": f"{SESSION_COOKIE}={Sessions('c' * 32).write(ada)}"}
        kept = {kind: flickr.kept(photo) for kind, photo in ids.items()}
        with served(settings, folder, command="up") as site:
            yield Shown(flickr, uploaded, kept, static, site, cookie)


def run(folder: Path, *arguments: str, **settings: str) -> None:
    done = command(folder, *arguments, **settings)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("kind", KEPT)
def test_an_original_is_stored_and_given_byte_for_byte(shown: Shown, kind: str) -> None:
    key = shown.key(kind, f"*_o.{kind}")
    assert (shown.static / key).read_bytes() == shown.uploaded[kind]
    answer = shown.get(key)
    assert answer.content == shown.uploaded[kind]
    assert answer.headers["Content-Type"] == KEPT[kind]
    assert answer.headers["ETag"] == f'"{sha256(shown.uploaded[kind]).hexdigest()}"'


@pytest.mark.parametrize("kind", ["tiff", "heic"])
def test_of_what_flickr_turns_into_a_jpeg_the_jpeg_is_stored(shown: Shown, kind: str) -> None:
    answer = shown.get(shown.key(kind, "*_o.jpg"))
    assert sha256(answer.content).hexdigest() == shown.kept[kind]["file"]
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (900, 600))


@pytest.mark.parametrize("kind", [*KEPT, "tiff", "heic"])
def test_sizes_are_shown_whether_flickr_made_them_or_the_archive(shown: Shown, kind: str) -> None:
    photo = shown.kept[kind]
    page = requests.get(
        f"{shown.site}/photos/{photo['owner']}/{photo['id']}/", headers=shown.cookie, timeout=20
    )
    stored = shown.key(kind, f"{photo['secret']}_z.jpg")
    assert f"/static/{stored}" in page.text
    assert Image.open(io.BytesIO(shown.get(stored).content)).size == (640, 427)
    square = shown.get(made_key(photo["id"], photo["secret"], "q"))
    with Image.open(io.BytesIO(square.content)) as made:
        assert made.size == (150, 150)
        assert getattr(made, "n_frames", 1) == (len(_COLOURS) if kind == "gif" else 1)


def test_a_film_is_stored_whole_and_played_by_ranges(shown: Shown) -> None:
    key, data = shown.key("film", "*.mp4"), shown.uploaded["film"]
    assert (shown.static / key).read_bytes() == data
    part = shown.get(key, Range="bytes=100-199")
    assert (part.status_code, part.content) == (206, data[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(data)}"
    assert part.headers["Content-Type"] == "video/mp4"


def test_a_film_without_stills_is_shown_by_its_first_picture(shown: Shown) -> None:
    program("ffmpeg")
    photo = shown.kept["film"]
    still = shown.get(made_key(photo["id"], photo["secret"], "z"))
    with Image.open(io.BytesIO(still.content)) as made:
        assert made.size == (640, 360)
        red, green, blue = made.convert("RGB").resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]
    assert red > 200 > 50 > max(green, blue)
