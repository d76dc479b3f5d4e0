"""What one's contacts post, fave and change."""

from urllib.parse import quote

import pytest

from tests.web.world import ADA, BOB, CLEO, FAY, World, day

FIRST, SECOND, SECRET = "53000000001", "53000000002", "53000000003"


@pytest.fixture
def among_friends(world: World) -> World:
    """Ada's contacts post, and fave each other's photos; Fay is nobody's contact."""
    world.photo(FIRST, BOB, at=day(1), title="Boats")
    world.photo(FIRST, BOB, at=day(5), after=day(4), title="Ships")
    world.photo(SECOND, FAY, at=day(2), title="Stars")
    world.photo(SECRET, BOB, at=day(2), permission="private", title="Secret")
    world.fave(BOB, SECOND, at=day(3))
    world.fave(CLEO, FIRST, at=day(4))
    world.fave(FAY, FIRST, at=day(6))
    world.fave(CLEO, SECRET, at=day(7))
    return world


def test_activity_is_that_of_contacts_and_of_nobody_else(among_friends: World) -> None:
    client = among_friends.client(ADA)
    shown = client.simulate_get("/photos/friends/activity", params={"format": "json"}).json
    told = [(line["photo"]["title"], line["what"]) for line in shown["changes"]]
    assert told == [("Ships", ["title changed"]), ("Ships", ["posted"])]
    text = client.simulate_get("/photos/friends/activity").text
    assert "Ships" in text
    assert "Secret" not in text


def test_faves_are_those_of_contacts_latest_first(among_friends: World) -> None:
    client = among_friends.client(ADA)
    shown = client.simulate_get("/photos/friends/faves", params={"format": "json"}).json
    told = [(line["by"]["name"], line["photo"]["title"]) for line in shown["faves"]]
    assert told == [("Cleo", "Ships"), ("Bob", "Stars")]
    then = {"format": "json", "as_of": f"@{day(3) + 60}"}
    shown = client.simulate_get("/photos/friends/faves", params=then).json
    told = [(line["by"]["name"], line["photo"]["title"]) for line in shown["faves"]]
    assert told == [("Bob", "Stars")]


@pytest.mark.parametrize("page", ["activity", "faves"])
def test_they_are_pages_feeds_and_mementos(among_friends: World, page: str) -> None:
    client = among_friends.client(ADA)
    path = f"/photos/friends/{page}"
    assert client.simulate_get(path).status_code == 200
    feed = client.simulate_get(path, params={"format": "atom"})
    assert feed.headers["content-type"] == "application/atom+xml"
    assert "Ships" in feed.text
    assert client.simulate_get(f"/timemap/link{path}").status_code == 200
    stranger = among_friends.client().simulate_get(path)
    assert stranger.status_code == 302
    assert stranger.headers["location"] == f"/signin?go_on={quote(path, safe='')}"


def test_long_lists_go_on(world: World) -> None:
    for number in range(70):
        world.photo(f"53{number:09}", BOB, at=day(1) + number)
        world.fave(CLEO, f"53{number:09}", at=day(2) + number)
    client = world.client(ADA)
    for page, name in (("activity", "changes"), ("faves", "faves")):
        path, ids = f"/photos/friends/{page}", list[str]()
        while path:
            shown = client.simulate_get(path, headers={"Accept": "application/json"}).json
            ids += [line["photo"]["id"] for line in shown[name]]
            path = shown["pager"]["older_path"]
        assert sorted(ids) == [f"53{number:09}" for number in range(70)], page
