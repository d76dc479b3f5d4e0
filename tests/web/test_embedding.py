"""What other sites may show of a photo: oEmbed, OpenGraph, schema.org; public ones only."""

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from defusedxml import ElementTree

from tests.web.world import ADA, BOB, Location, Tag, World, circle, day

ID = "53000000001"
ROOT = "http://falconframework.org"
PHOTO = f"{ROOT}/photos/ada/{ID}/"


class Head(HTMLParser):
    """Reads what a page says for others: OpenGraph, links, and microdata."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.graph: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.types: list[str] = []
        self.items: dict[str, list[str]] = {}
        self.inline_scripts = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if said.get("property", "").startswith("og:"):
            self.graph[said["property"]] = said["content"]
        if tag == "link" and said.get("rel") == "alternate":
            self.links[said["type"]] = said["href"]
        if "itemtype" in said:
            self.types.append(said["itemtype"])
        if "itemprop" in said:
            value = said.get("content", said.get("href", ""))
            self.items.setdefault(said["itemprop"], []).append(value)
        self.inline_scripts += tag == "script" and "src" not in said


def head(world: World, path: str, viewer: str = "", **params: str) -> Head:
    answer = world.client(viewer).simulate_get(path, params=params)
    assert answer.status_code == 200
    return Head(answer.text)


def embedded(world: World, url: str = PHOTO, viewer: str = "", **params: str) -> Any:
    answer = world.client(viewer).simulate_get("/oembed", params={"url": url, **params})
    assert answer.status_code == 200, answer.text
    return answer.json


@pytest.fixture
def shown(world: World) -> World:
    place = Location(latitude="51.5", longitude="-0.12", accuracy="15", locality="London")
    world.photo(
        ID,
        at=day(1),
        title="Ἵππος <b>",
        license="4",
        tags=(Tag(raw="horse"), Tag(raw="grey")),
        location=place,
        geo_permission="contacts",
    )
    for size, shape in (("n", (320, 214)), ("z", (640, 427)), ("h", (1600, 1067))):
        world.file(ID, size=size, shape=shape)
    return world


def test_a_public_photo_can_be_embedded(shown: World) -> None:
    told = embedded(shown)
    assert told["version"] == "1.0"
    assert told["type"] == "photo"
    assert (told["width"], told["height"]) == (640, 427)
    assert told["url"].startswith(f"{ROOT}/static/")
    assert told["author_name"] == "Ada Lovelace"
    assert told["author_url"] == f"{ROOT}/photos/ada/"
    assert told["license_url"] == "https://creativecommons.org/licenses/by/2.0/"
    assert (told["thumbnail_width"], told["thumbnail_height"]) == (320, 214)


@pytest.mark.parametrize(
    ("most", "width"),
    [
        ({}, 640),
        ({"maxwidth": "500"}, 320),
        ({"maxheight": "300"}, 320),
        ({"maxwidth": "99"}, None),
    ],
)
def test_the_picture_is_no_larger_than_was_asked_for(
    shown: World, most: dict[str, str], width: int | None
) -> None:
    told = embedded(shown, **most)
    assert told.get("width") == width
    assert told["type"] == ("photo" if width else "link")


def test_the_same_is_told_in_xml(shown: World) -> None:
    params = {"url": PHOTO, "format": "xml"}
    answer = shown.client().simulate_get("/oembed", params=params)
    assert answer.headers["content-type"].startswith("text/xml")
    told = {one.tag: one.text for one in ElementTree.fromstring(answer.content)}
    assert told == {name: str(value) for name, value in embedded(shown).items()}


@pytest.mark.parametrize("permission", ["friends", "family", "both", "private"])
@pytest.mark.parametrize("viewer", ["", BOB, ADA])
def test_a_photo_that_is_not_public_is_shown_by_no_other_site(
    shown: World, permission: str, viewer: str
) -> None:
    shown.photo(ID, at=day(20), after=day(19), permission=permission)
    client = shown.client(viewer)
    assert client.simulate_get("/oembed", params={"url": PHOTO}).status_code == 404
    if viewer == ADA:
        for params in ({}, {"as_of": "2019-05-05"}):
            said = head(shown, f"/photos/ada/{ID}", viewer, **params)
            assert not said.graph
            assert not said.items
            assert not [kind for kind in said.links if "oembed" in kind]


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({}, 400),
        ({"url": ""}, 400),
        ({"url": "x"}, 404),
        ({"url": "http://[::1"}, 400),
        ({"url": f"http://elsewhere.example/photos/ada/{ID}/"}, 404),
        ({"url": f"{ROOT}/photos/ada/"}, 404),
        ({"url": f"{ROOT}/photos/ada/1"}, 404),
        ({"url": f"{ROOT}/photos/bob/{ID}"}, 404),
        ({"url": f"{PHOTO}?as_of=1998-01-01"}, 404),
        ({"url": f"{PHOTO}?as_of=x"}, 400),
        ({"url": PHOTO, "maxwidth": "wide"}, 400),
        ({"url": PHOTO, "maxheight": "-1"}, 400),
        ({"url": PHOTO, "format": "yaml"}, 501),
    ],
)
def test_what_cannot_be_embedded_is_refused(
    shown: World, params: dict[str, str], status: int
) -> None:
    assert shown.client().simulate_get("/oembed", params=params).status_code == status


def test_an_old_alias_still_embeds(shown: World) -> None:
    shown.person(ADA, "Ada Lovelace", "countess", at=day(50))
    client = shown.client()
    moved = client.simulate_get("/oembed", params={"url": PHOTO, "maxwidth": "500"})
    assert moved.status_code == 302
    assert client.simulate_get(moved.headers["location"]).json["width"] == 320


def test_a_public_photos_page_says_what_other_sites_may_show(shown: World) -> None:
    said = head(shown, f"/photos/ada/{ID}")
    assert said.graph["og:title"] == "Ἵππος"
    assert said.graph["og:url"] == PHOTO
    assert said.graph["og:image"].startswith(f"{ROOT}/static/")
    assert (said.graph["og:image:width"], said.graph["og:image:height"]) == ("1600", "1067")
    for kind in ("application/json+oembed", "text/xml+oembed"):
        address = said.links[kind].removeprefix(ROOT)
        assert shown.client().simulate_get(address).status_code == 200


def test_a_public_photo_is_a_photograph_of_schema_org_without_a_script(shown: World) -> None:
    said = head(shown, f"/photos/ada/{ID}")
    assert said.types[0] == "https://schema.org/Photograph"
    assert said.items["name"] == ["Ἵππος", "Ada Lovelace"]
    assert said.items["url"] == [PHOTO, f"{ROOT}/photos/ada/"]
    assert said.items["datePublished"] == ["2019-04-21T00:00:00Z"]
    assert said.items["license"] == ["https://creativecommons.org/licenses/by/2.0/"]
    assert said.items["keywords"] == ["horse, grey"]
    assert said.inline_scripts == 0
    assert "latitude" not in said.items
    assert head(shown, f"/photos/ada/{ID}", BOB).items["latitude"] == ["51.5"]


def test_under_a_path_the_addresses_are_whole(tmp_path: Path) -> None:
    world = World(tmp_path, {"root_url": "https://example.org/ours/"})
    circle(world)
    world.photo(ID, at=day(1))
    world.file(ID)
    url = f"https://example.org/ours/photos/ada/{ID}/"
    answer = world.client().simulate_get("/ours/oembed", params={"url": url})
    assert answer.json["url"].startswith("https://example.org/ours/static/")
    assert answer.json["web_page"] == url
    world.close()
