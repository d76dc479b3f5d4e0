"""Lists and what happened as Atom, read as feed readers do."""

from typing import Any

import feedparser
import pytest
from defusedxml import ElementTree

from tests.web.world import ADA, BOB, World, day

ID = "53000000001"
ROOT = "http://falconframework.org"
FEEDS = (
    "/",
    "/photos/ada",
    "/photos/ada/activity",
    "/photos/ada/albums",
    "/photos/ada/albums/721",
    "/photos/bob/faves",
    f"/photos/ada/{ID}/history",
)
EVIL = "<script>alert(1)</script> & \x0b \x00 \ud7ff 𐍈"
ATOM = "{http://www.w3.org/2005/Atom}"


def feed(world: World, path: str, viewer: str = "", **params: str) -> Any:
    answer = world.client(viewer).simulate_get(path, params={"format": "atom", **params})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/atom+xml"
    read = feedparser.parse(answer.content)
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    _is_atom(answer.content)
    return read


def _is_atom(content: bytes) -> None:
    """Hold a feed against what RFC 4287 asks of every feed and every entry."""
    root = ElementTree.fromstring(content)
    assert root.tag == f"{ATOM}feed"
    for part in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(part.findall(f"{ATOM}{name}")) == 1, name
        assert all(link.get("href", "").startswith(ROOT) for link in part.findall(f"{ATOM}link"))
    entries = root.findall(f"{ATOM}entry")
    assert all(entry.find(f"{ATOM}author/{ATOM}name") is not None for entry in entries)
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)


@pytest.fixture
def lived(world: World) -> World:
    world.photo(ID, at=day(1), title="First", posted=str(day(1)))
    world.photo(ID, at=day(10), after=day(8), title="Second")
    world.photo("53000000002", at=day(1), permission="private", title="Secret")
    world.file(ID)
    world.backup(BOB)
    world.fave(BOB, ID, at=day(2))
    world.album("721", (ID,), at=day(3), title="Horses")
    return world


@pytest.mark.parametrize("path", FEEDS)
def test_a_list_is_a_feed_that_feed_readers_read(lived: World, path: str) -> None:
    read = feed(lived, path)
    assert read.entries
    assert read.feed.link == ROOT + path
    assert [link.href for link in read.feed.links if link.rel == "self"] == [
        f"{ROOT}{path}?format=atom"
    ]
    page = lived.client().simulate_get(path).text
    assert 'type="application/atom+xml"' in page
    told = lived.client().simulate_get(path, headers={"Accept": "application/atom+xml"})
    assert told.headers["content-type"] == "application/atom+xml"


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_has_only_what_the_viewer_may_see(lived: World, path: str) -> None:
    assert "Secret" not in str(feed(lived, path))
    own = str(feed(lived, path, ADA))
    assert ("Secret" in own) == (path in ("/", "/photos/ada", "/photos/ada/activity"))


def test_a_feed_of_what_happened_says_what_and_when(lived: World) -> None:
    for path in ("/photos/ada/activity", f"/photos/ada/{ID}/history"):
        latest = feed(lived, path).entries[0]
        assert "itle changed" in latest.title
        assert "between 9 and 11 May 2019" in latest.content[0].value
        assert latest.updated == "2019-05-11T00:00:00Z"
        assert latest.id == f"{ROOT}/photos/{ADA}/{ID}/?as_of=@{day(10)}"


def test_an_entry_of_a_photo_shows_it_and_keeps_its_name_when_its_owner_does_not(
    lived: World,
) -> None:
    before = feed(lived, "/photos/ada").entries[0]
    assert before.title == "Second"
    assert before.link == f"{ROOT}/photos/ada/{ID}/"
    assert f'src="{ROOT}/static/' in before.content[0].value
    lived.person(ADA, "Ada Lovelace", "countess", at=day(50))
    after = feed(lived, "/photos/countess").entries[0]
    assert after.link != before.link
    assert after.id == before.id


def test_what_no_xml_can_hold_and_what_it_could_mistake_is_harmless(world: World) -> None:
    world.photo(ID, at=day(1), title=EVIL)
    world.album("721", (ID,), title=EVIL)
    for path in FEEDS:
        if "faves" not in path:
            read = feed(world, path)
            assert "<script" not in str([entry.content for entry in read.entries]), path


def test_a_page_that_is_no_list_has_no_feed(lived: World) -> None:
    answer = lived.client().simulate_get(f"/photos/ada/{ID}?format=atom")
    assert answer.status_code == 406
    assert "application/atom+xml" not in lived.client().simulate_get(f"/photos/ada/{ID}").text


def test_a_feed_of_the_past_is_as_of_then(lived: World) -> None:
    assert feed(lived, "/photos/ada", as_of="2019-05-05").entries[0].title == "First"


def test_an_empty_feed_is_a_feed(world: World) -> None:
    assert feed(world, "/photos/ada").entries == []


def test_a_strangers_feed_may_be_asked_for_again_by_its_etag(lived: World) -> None:
    answer = lived.client().simulate_get("/photos/ada?format=atom")
    again = {"If-None-Match": answer.headers["etag"]}
    path = "/photos/ada?format=atom"
    assert lived.client().simulate_get(path, headers=again).status_code == 304
    member = lived.client(ADA).simulate_get(path)
    assert member.headers["cache-control"] == "private, no-store"


def test_what_is_otherwise_between_two_days_is_a_feed(lived: World) -> None:
    told = feed(lived, "/photos/ada/difference", since=f"@{day(5)}", as_of=f"@{day(20)}")
    assert [entry.title for entry in told.entries] == ["Second: title changed"]
    faves = feed(lived, "/photos/bob/difference", since=f"@{day(1)}", as_of=f"@{day(5)}")
    assert [entry.title for entry in faves.entries] == ["First: faved"]


def test_a_page_that_is_no_list_of_photos_has_no_feed(lived: World) -> None:
    """The map counts photos, and lists none."""
    for path in ("/map", "/photos/ada/map", "/photos/ada/calendar"):
        answer = lived.client().simulate_get(path, params={"format": "atom"})
        assert answer.status_code == 406, path
