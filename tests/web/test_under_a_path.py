"""The site under a path (`root_url` with one): every link on every page stays under it."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.web.world import ADA, BOB, CLEO, DAN, EVE, FAY, Location, Tag, World, circle, day

PREFIX = "/of/ours"
HOST = "falconframework.org"
MANY = 600
"""More addresses than a walk comes to; one that had no end would."""
SHELVES = ("places", "cameras", "tags", "machine-tags", "archives", "albums", "faves", "activity")
STARTS = (
    "/",
    "/photos/ada/",
    "/photos/friends/",
    *(f"/photos/ada/{shelf}/" for shelf in SHELVES),
)
PAST = STARTS[1:]
"""The front page has no record from before the first day of any member."""
TIMELESS = (
    "/signin",
    "/oembed",
    "/account",
    "/assets",
    "/static",
    "/buddyicon",
    "/api",
    "/signout",
)
"""What has no times, or is asked as by a stranger."""


class Links(HTMLParser):
    """The addresses that a page has in it: where it leads, and what it shows."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.leads: list[str] = []
        self.sends: list[str] = []
        self.feed(text)

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value and name in ("href", "src"):
                self.leads.append(value)
            elif value and name == "action":
                self.sends.append(value)
            elif value and name == "srcset":
                self.leads += [part.split()[0] for part in value.split(",")]


@pytest.fixture
def under(tmp_path: Path) -> Iterator[World]:
    """A world that is served under a path, with something on every page."""
    world = World(tmp_path, {"root_url": f"http://{HOST}{PREFIX}/"})
    circle(world)
    place = Location(latitude="52.5", longitude="13.4", accuracy="15", locality="Berlin")
    tags = (Tag(raw="tree", clean="tree"), Tag(raw="osm:way=1", clean="osm:way=1"))
    for number in range(2):
        photo = f"5300000000{number}"
        world.photo(photo, at=day(1), tags=tags, location=place, geo_permission="public")
        world.photo(photo, at=day(5), after=day(4), title="Another title")
        world.file(photo)
    world.album("721", ("53000000000", "53000000001"), at=day(2))
    world.fave(BOB, "53000000001", at=day(3))
    world.photo("53000000009", BOB, at=day(3))
    for member in (BOB, CLEO, DAN, EVE, FAY):
        world.backup(member)
    yield world
    world.close()


@pytest.mark.parametrize("viewer", ["", ADA])
def test_every_link_leads_on_under_the_path(under: World, viewer: str) -> None:
    walked = walk(under, viewer, [PREFIX + path for path in (*STARTS, "/account/pathaliases")])
    assert len(walked) > 80
    kinds = {urlsplit(address).path.split("/")[3] for address in walked if address != "/of/ours"}
    assert {"photos", "static", "assets", "buddyicon", "search"} <= kinds


def test_links_on_a_page_of_the_past_keep_its_time(under: World) -> None:
    at = day(6)
    walk(under, ADA, [f"{PREFIX}{path}?as_of=@{at}" for path in PAST], at=at)


def walk(world: World, viewer: str, starts: list[str], at: int = 0) -> set[str]:
    """Follow every link but those through time, and return where that led."""
    client = world.client(viewer)
    waiting, seen = starts, set[str]()
    while waiting:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        assert len(seen) < MANY, "the walk comes to no end"
        answer = client.simulate_get(address, headers={"Accept": "text/html"})
        assert answer.status_code in (200, 302, 303), (address, answer.status_code)
        moved = answer.headers.get("location")
        is_page = "html" in answer.headers["content-type"]
        page = Links(answer.text if is_page and not moved else "")
        for link in [*([moved] if moved else page.leads), *page.sends]:
            parts = urlsplit(link)
            if not parts.path or parts.netloc not in ("", HOST):
                continue
            assert f"{parts.path}/".startswith(f"{PREFIX}/"), (address, link)
            onward = link.removeprefix(f"http://{HOST}").partition("#")[0]
            timeless = parts.path.removeprefix(PREFIX).startswith(TIMELESS)
            if "/search" in address and "/search" in link:
                continue  # each narrows what the one before found, without an end
            if timeless or link in page.sends:
                waiting += [] if at or "/sign" in link or link in page.sends else [onward]
            elif f"as_of=@{at}" in link if at else "as_of" not in link:
                waiting.append(onward)
            elif at:
                kept = "as_of" in link or "since" in link or parts.path in ways_to_now(address)
                assert kept, (address, link)
    return seen


def ways_to_now(address: str) -> tuple[str, ...]:
    """Return the ways from a page of the past to the same page now, and to all that happened."""
    path = urlsplit(address).path
    return path, path.rstrip("/"), f"{path}history/"


def test_a_path_that_only_begins_alike_is_another(under: World) -> None:
    assert under.client().simulate_get("/of/ours").status_code == 200
    assert under.client().simulate_get("/of/oursphotos/ada").status_code == 404
