"""A served archive with something on every kind of page, and a browser to look at each."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext

from domain import streams
from domain.photo import observe_stored, photo_history
from domain.photo.values import Comment, Exif, ExifTag, Location, Note, PersonTag, StoredFile, Tag
from tests.end_to_end.serving import served
from tests.web.test_made_pictures import film
from tests.web.world import ADA, BOB, World, circle, day, look
from web.asking.session import SESSION_COOKIE, Sessions

FIRST = 53_000_000_001
PHOTO, TALL, FILM, GONE = (str(FIRST + n) for n in (0, 1, 2, 3))
_MANY = 70
_COLOURS = ("teal", "coral", "slateblue", "goldenrod", "#20262c", "#e8e4dc")
_SHAPES = ((1024, 683), (683, 1024), (900, 900), (1024, 400), (1024, 768))
_PARTS = {
    "user": "ada", "photo_id": PHOTO, "album_id": "721", "year": "2019", "by": "ada",
    "subscription": "s1",
}  # fmt: skip
NO_PAGES = ("/api/", "/oembed", "/timemap/")
STATES = {
    "photo-past": f"/photos/ada/{PHOTO}/?as_of=2019-05-05",
    "photo-in-album": f"/photos/ada/{PHOTO}/?in=album-721",
    "photo-film": f"/photos/ada/{FILM}/",
    "photo-deleted": f"/photos/ada/{GONE}/",
    "photo-tall": f"/photos/ada/{TALL}/",
    "photostream-past": "/photos/ada/?as_of=2019-05-05",
    "photostream-deleted": "/photos/ada/?deleted=1",
    "search-found": "/search?q=tag:horse",
    "search-wrong": "/search?q=tagg:horse",
    "not-found": "/nowhere/",
    "before-the-record": "/photos/ada/?as_of=1999-01-01",
}
"""States of pages that look otherwise than the page does by itself."""


@dataclass(frozen=True, slots=True)
class Gallery:
    """A served archive; `pages` are the addresses of every kind of page, by name."""

    address: str
    pages: dict[str, str]

    def visitor(self, browser: Browser, *, member: str = ADA, wide: int = 1280, high: int = 900,
                **more: object) -> BrowserContext:  # fmt: skip
        """Return a browser of a member's, or of a stranger's where none is named."""
        context = browser.new_context(viewport={"width": wide, "height": high}, **more)  # type: ignore[arg-type]
        if member:
            value = Sessions("c" * 32).write(member)
            context.add_cookies([{"name": SESSION_COOKIE, "value": value, "url": self.address}])
        return context


@contextmanager
def gallery(folder: Path) -> Iterator[Gallery]:
    """Fill an archive in a folder, and serve it."""
    world = World(folder)
    try:
        _fill(world)
        paths = world.client().simulate_get("/api/openapi.json").json["paths"]
        pages = {name_of(path): _filled(path) for path in paths if not path.startswith(NO_PAGES)}
        with served(world.archive.settings, folder) as address:
            yield Gallery(address, pages | STATES)
    finally:
        world.close()


def name_of(path: str) -> str:
    """Return what a page is called after its address: `photos-user-albums`."""
    return path.strip("/").replace("{", "").replace("}", "").replace("/", "-") or "front"


def _filled(path: str) -> str:
    for name, value in _PARTS.items():
        path = path.replace(f"{{{name}}}", value)
    assert "{" not in path, f"{path}: give its parts something in _PARTS"
    return path


def _fill(world: World) -> None:
    circle(world)
    for nsid in (ADA, BOB):
        world.backup(nsid, at=day(0.5))
    for number in range(_MANY):
        _picture(world, str(FIRST + number), number)
    said = Comment(
        id="c1", author=BOB, authorname="Bob", datecreate=str(day(2)), text="<b>Fine</b>"
    )
    world.photo(
        PHOTO,
        at=day(3),
        title="A horse at the fence",
        description="Seen <em>twice</em> that day, and <a href='https://example.org/'>told of</a>.",
        license="4",
        tags=(Tag(raw="horse"), Tag(raw="geo:lat=51.5", machine_tag="1")),
        comments={"c1": said},
        notes={"n1": Note(id="n1", author=BOB, x="120", y="90", w="80", h="60", text="An ear")},
        people={BOB: PersonTag(nsid=BOB, username="Bob", x="300", y="100", w="90", h="120")},
        exif=Exif(camera="Canon EOS 5D", tags=(
            ExifTag(tagspace="ExifIFD", tag="ExposureTime", label="Exposure", raw="1/200"),
            ExifTag(tagspace="ExifIFD", tag="FNumber", label="Aperture", raw="2.8"),
        )),
        location=Location(latitude="51.5", longitude="-0.12", accuracy="15", locality="London",
                          country="United Kingdom"),
        geo_permission="public",
    )  # fmt: skip
    world.photo(TALL, at=day(3), permission="friends", after=day(2))
    _film(world)
    world.photo(PHOTO, at=day(10), after=day(8), title="A horse, and a fence")
    world.gone(GONE, at=day(12), after=day(10))
    world.photo("54000000001", BOB, at=day(2))
    world.fave(BOB, PHOTO, at=day(4))
    world.fave(ADA, "54000000001", at=day(5))
    world.fave(ADA, TALL, at=day(5))
    world.contact(ADA, BOB, friend=True, family=True, at=day(20))
    world.album("721", tuple(str(FIRST + n) for n in range(12)), at=day(3), title="By the sea")
    world.bookmark(ADA, "The harbour", at=day(3))
    world.roles(ADA, "admin")
    world.subscription("s1", ADA)


def _picture(world: World, photo: str, number: int) -> None:
    world.photo(photo, at=day(1), posted=str(day(-1 - number)))
    wide, high = _SHAPES[number % len(_SHAPES)]
    ground = Image.new("RGB", (wide, high), _COLOURS[number % len(_COLOURS)])
    out = io.BytesIO()
    ground.save(out, "JPEG")
    small = ground.resize((wide * 5 // 16, high * 5 // 16))
    world.file(photo, size="b", shape=(wide, high), data=out.getvalue(), at=day(1))
    out = io.BytesIO()
    small.save(out, "JPEG")
    world.file(photo, size="n", shape=small.size, data=out.getvalue(), at=day(1))


def _film(world: World) -> None:
    """Store a moving picture and a still of it."""
    world.photo(FILM, at=day(4), media="video")
    data = film(world.folder)
    still = world.file(FILM, size="z", at=day(4))
    key = still.key.replace("_z.jpg", "_hd.mp4")
    world.archive.storage.put(key, io.BytesIO(data))
    moving = StoredFile(
        key=key,
        size="hd",
        secret=still.secret,
        sha256=sha256(data).hexdigest(),
        bytes=len(data),
        width=1280,
        height=720,
        content_type="video/mp4",
    )
    past = photo_history(world.facts(streams.photo(FILM)))
    world.tell(streams.photo(FILM), observe_stored(past, moving, look(day(4), ADA)))
