"""Repairs: from copies, from the digest alone, from Flickr, which may encode its sizes anew."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import IO

import msgspec
import pytest
from PIL import Image

from adapters.care.checking import check
from adapters.care.flipped import MOST_FOR_BITS, MOST_FOR_BYTES, turned_back
from adapters.care.repairing import Sources, repair
from adapters.flickr.errors import FileGone
from adapters.storage import open_storage
from domain import streams
from tests.adapters.care.test_checking import flip, manifest, mend, static, whole
from tests.adapters.flickr.poll.visited import Visited
from tests.adapters.flickr.test_whole_files import FILM


def keys_of(world: Visited, kind: str) -> list[str]:
    return [key for key, file in manifest(world).items() if file.kind == kind]


def lose(world: Visited, *keys: str) -> None:
    """Remove stored files, and let a check find out."""
    for key in keys:
        (static(world) / key).unlink()
    check(world.archive.care, everything=True)


def fetching(
    world: Visited, changed: Callable[[bytes], bytes]
) -> Callable[[str, IO[bytes]], object]:
    """Flickr, which gives today what is made of its files."""
    downloads = world.archive.flickr.downloads()

    def fetch(address: str, into: IO[bytes]) -> None:
        downloads(address, into)
        into.seek(0)
        data = changed(into.read())
        into.seek(0)
        into.truncate()
        into.write(data)

    return fetch


def mend_by(world: Visited, fetch: Callable[[str, IO[bytes]], object]) -> dict[str, str]:
    sources = Sources(fetch, world.archive.flickr.endpoints.static)
    return {f.key: f.how or f.why for f in repair(world.archive.care, sources)}


def encoded_anew(data: bytes, scale: float = 1) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(data)) as image:
        size = (round(image.width * scale), round(image.height * scale))
        image.convert("RGB").resize(size).save(out, "JPEG", quality=60)
    return out.getvalue()


def gone(address: str, _into: IO[bytes]) -> None:
    raise FileGone(address, "there is no such file (HTTP 404)")


def test_an_answer_of_which_more_is_lost_comes_from_a_copy(world: Visited, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    other = open_storage("fs", root=tmp_path / "copy")
    key = keys_of(world, "raw")[0]
    before = (static(world) / key).read_bytes()
    other.put(key, before)
    flip(static(world) / key, 3)
    flip(static(world) / key, 30)
    check(world.archive.care, everything=True)
    assert "only once" in mend(world)[key]
    assert mend(world, other) == {key: "copy"}
    assert (static(world) / key).read_bytes() == before
    assert whole(world)


def test_a_size_that_flickr_encoded_anew_counts_from_now_on(world: Visited) -> None:
    sized = [key for kind in ("z", "t", "icon") for key in keys_of(world, kind)]
    before = manifest(world)
    lose(world, *sized)
    assert mend_by(world, fetching(world, encoded_anew)) == dict.fromkeys(sized, "flickr anew")
    after = manifest(world)
    for key in sized:
        data = (static(world) / key).read_bytes()
        assert after[key].sha256 == sha256(data).hexdigest() != before[key].sha256
        assert after[key].bytes == len(data)
    assert whole(world)


def test_a_film_that_is_lost_is_fetched_again(world: Visited) -> None:
    """From where it is played: a film's address does not name its file."""
    shape = msgspec.json.encode({"duration": 1, "width": 1280, "height": 720}).decode()
    bob = world.join("bob")
    photo = world.flickr.photo(bob, file=FILM, video=shape)
    world.visit(bob, ["photos"])
    key = world.files(photo)["orig"].key
    lose(world, key)
    assert mend(world) == {key: "flickr"}
    assert (static(world) / key).read_bytes() == FILM


def test_an_original_is_its_bytes_and_nothing_stands_for_it(world: Visited) -> None:
    key = keys_of(world, "o")[0]
    lose(world, key)
    assert "was not stored" in mend_by(world, fetching(world, encoded_anew))[key]
    assert not (static(world) / key).exists()


@pytest.mark.parametrize(
    "changed",
    [
        lambda data: encoded_anew(data, 0.5),
        lambda data: encoded_anew(data)[:-200],
        lambda _: b"<html>try again</html>",
    ],
    ids=["of another size", "cut off", "no picture"],
)
def test_another_picture_is_not_taken_and_one_is_made_from_the_original(
    world: Visited, changed: Callable[[bytes], bytes]
) -> None:
    key = keys_of(world, "z")[0]
    lose(world, key)
    assert mend_by(world, fetching(world, changed)) == {key: "original"}
    with Image.open(static(world) / key) as image:
        assert max(image.size) == 640
    assert whole(world)
    photo = streams.parts_of(manifest(world)[key].stream)[0]
    assert world.files(photo)["z"].why == "made from the original"


def test_what_flickr_has_no_more_is_made_from_the_original_if_that_is_whole(world: Visited) -> None:
    first, second = sorted(keys_of(world, "z"))
    lose(world, first, second)
    flip(static(world) / original_of(world, second), 5_000)
    said = mend_by(world, gone)
    assert said[first] == "original"
    assert "there is no such file" in said[second]
    assert "the original is broken as well" in said[second]


def original_of(world: Visited, key: str) -> str:
    stream = manifest(world)[key].stream
    return next(k for k, f in manifest(world).items() if (f.stream, f.kind) == (stream, "o"))


@pytest.mark.parametrize(
    ("size", "change", "found"),
    [
        (1, 255, True),
        (MOST_FOR_BYTES, 255, True),
        (MOST_FOR_BYTES + 1, 0x5A, False),
        (MOST_FOR_BYTES + 1, 128, True),
        (MOST_FOR_BITS + 1, 1, False),
    ],
)
def test_the_digest_tells_which_byte_changed_in_a_small_file(
    size: int, change: int, found: bool
) -> None:
    data = os.urandom(size)
    changed = bytearray(data)
    changed[size // 3] ^= change
    assert turned_back(bytes(changed), sha256(data).hexdigest()) == (data if found else None)
