"""Search as a person has it: pages of results and suggestions of the site, among many photos.

`python -m bench.asking PHOTOS` asks a site of 10,000 photos, and one of so many, by a visitor and
by the photos' owner, and the index alone beside it. Every answer is made anew. At a million
photos, as `make bench` asks, it takes five minutes and four gigabytes of disk.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from random import Random
from typing import Final
from urllib.parse import urlencode

from falcon import testing

from adapters.assembly import Archive
from bench.pages import archive_in
from bench.searching import documents, in_turns, p95, seconds_of_questions
from bench.years import ENDED, OWNER, fact, fill
from domain import streams
from domain.permission import EVERYBODY
from domain.photo import events as e
from domain.photo.values import (
    DateTaken,
    Exif,
    ExifTag,
    GeoPermission,
    Location,
    Permission,
    Picture,
    Size,
    Tag,
)
from domain.recorded import Append
from domain.search.index import Document
from projections.rebuilding import rebuild
from projections.searching import rebuild_search
from web.app import create_app
from web.asking.session import SESSION_COOKIE, Sessions

FEW: Final = 10_000
MANY: Final = 1_000_000
_BATCH: Final = 1000


def seconds_among(count: int) -> dict[str, list[float]]:
    """Return how long each answer of a site of so many photos took, by its sort, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        archive = archive_in(folder)
        fill(archive.log, 0)
        rest = photos(count)
        while some := list(islice(rest, _BATCH)):
            archive.log.append(some)
        rebuild(archive.log, archive.generations)
        rebuild_search(archive.log, archive.search, archive.zone)
        took = _asked(archive)
        alone = seconds_of_questions(archive.search, OWNER, ENDED)
        took |= {f"{what}, the index alone": seconds for what, seconds in alone.items()}
        archive.close()
    return took


def photos(count: int) -> Iterator[Append]:
    """Return so many photos as events, which say what the documents of `bench.searching` do."""
    random = Random(2011)  # noqa: S311 - the same numbers every time are wanted
    for made in documents(count):
        posted = made.posted - 60_000_000  # before the end of the years
        exif = Exif(camera=made.terms["camera"][0], tags=tuple(_camera(made)))
        facts = (
            fact(e.PhotoSeen(photo=_facets(made, posted, random), member=OWNER), 0, posted),
            fact(e.PhotoExifSeen(exif=exif), posted, posted),
        )
        yield Append(streams.photo(made.photo), 0, facts)


def _asked(archive: Archive) -> dict[str, list[float]]:
    """Ask each question as a visitor and as the owner, in turns."""
    app = create_app(archive)
    session = Sessions(archive.settings.crypto_cookie_secret).write(OWNER)
    visitor = testing.TestClient(app)
    owner = testing.TestClient(app, headers={"Cookie": f"{SESSION_COOKIE}={session}"})
    addresses: dict[str, Callable[[str, str], str]] = {
        "page of results with facets": lambda query, _: f"/search?{urlencode({'q': query})}",
        "tags of a person": lambda *_: f"/photos/{OWNER}/tags/",
        "cameras of a person": lambda *_: f"/photos/{OWNER}/cameras/",
        "suggestions": lambda _, word: (
            f"/search/suggestions?{urlencode({'q': word, 'format': 'json'})}"
        ),
    }
    took: dict[str, list[float]] = {what: [] for what in addresses}
    for client, *asked in in_turns(visitor, owner):
        for what, address in addresses.items():
            begun = time.perf_counter()
            answer = client.simulate_get(address(*asked))
            took[what].append(time.perf_counter() - begun)
            if answer.status_code != 200:
                raise RuntimeError(f"{address(*asked)}: {answer.status}")
    return took


def _facets(made: Document, posted: int, random: Random) -> e.Facets:
    secret = f"{random.getrandbits(40):010x}"
    is_public = made.viewers == EVERYBODY
    source = f"https://live.staticflickr.com/65535/{made.photo}_{secret}_z.jpg"
    return e.Facets(
        owner=OWNER,
        title=" ".join(made.texts["title"]),
        description=" ".join(made.texts["description"]),
        tags=tuple(Tag(raw=tag, clean=tag, author=OWNER) for tag in made.terms["tag"]),
        permission=Permission(ispublic=str(int(is_public)), isfriend="0", isfamily="0"),
        geo_permission=GeoPermission(
            ispublic=str(int(is_public)), iscontact="0", isfriend="0", isfamily="0"
        ),
        location=Location(
            latitude=str(made.latitude), longitude=str(made.longitude), accuracy="15",
            locality=made.texts["place"][0], country=made.terms["country"][0],
        ),
        license=made.terms["licence"][0],
        date_taken=DateTaken(taken=made.taken),
        posted=str(posted),
        media="photo",
        safety_level="0",
        rotation="0",
        picture=Picture(server="65535", secret=secret),
        download="1",
        sizes=(Size(label="Medium 640", width="640", height="427", source=source),),
    )  # fmt: skip


def _camera(made: Document) -> Iterator[ExifTag]:
    make, model = made.terms["camera"][0].split("/")
    yield ExifTag(tagspace="IFD0", tag="Make", raw=make)
    yield ExifTag(tagspace="IFD0", tag="Model", raw=f"Model {model}")


def _main(count: int) -> None:
    before, then = seconds_among(FEW), seconds_among(count)
    for what, seconds in then.items():
        few, many = p95(before[what]), p95(seconds)
        print(
            f"{what}: p95 {many * 1000:.1f} ms among {count} photos, {many / few:.1f} times that"
            f" among {FEW} ({few * 1000:.1f} ms); the slowest took {max(seconds) * 1000:.0f}"
        )


if __name__ == "__main__":
    _main(int(sys.argv[1]) if sys.argv[1:] else MANY)
