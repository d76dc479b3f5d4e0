"""The list that one came to a photo from: what is beside the photo in it, and the way up."""

from typing import Any

import pytest

from domain.photo.values import Tag
from tests.web.world import ADA, BOB, CLEO, World, circle, day

ONE, TWO, THREE, FOUR, HIDDEN = (f"5300000000{n}" for n in (1, 2, 3, 4, 9))
ALBUM = "721"


@pytest.fixture
def lists(world: World) -> World:
    """Four public photos, one private between them; an album of them in an order of its own."""
    circle(world)
    for number, photo in enumerate((ONE, TWO, THREE, FOUR), 1):
        world.photo(photo, at=day(1), posted=str(day(-20 + number)), tags=(Tag(raw="sea"),))
    world.photo(HIDDEN, at=day(1), posted=str(day(-17.5)), permission="private",
                tags=(Tag(raw="sea"),))  # fmt: skip
    world.album(ALBUM, (THREE, HIDDEN, ONE, FOUR), title="By the sea")
    world.fave(BOB, FOUR, at=day(2))
    world.fave(BOB, ONE, at=day(3))
    world.fave(BOB, THREE, at=day(4))
    return world


def shown(world: World, photo: str, viewer: str = "", **query: str) -> Any:
    client = world.client(viewer)
    params = {"format": "json", **query}
    answer = client.simulate_get(f"/photos/ada/{photo}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json


def beside(view: Any) -> tuple[str, str]:
    before, after = ((view[side] or {"id": ""})["id"] for side in ("previous", "next"))
    return before, after


@pytest.mark.parametrize(
    ("context", "photo", "expected", "words"),
    [
        ({}, TWO, (THREE, ONE), "Ada Lovelace’s photos"),
        ({"in": "album-721"}, ONE, (THREE, FOUR), "By the sea"),
        ({"in": "album-721"}, THREE, ("", ONE), "By the sea"),
        ({"in": f"faves-{BOB}"}, ONE, (THREE, FOUR), "Bob’s faves"),
        ({"in": f"faves-{BOB}-{ADA}"}, FOUR, (ONE, ""), "Bob’s faves by Ada Lovelace"),
        ({"in": "search-2", "q": "tag:sea", "sort": "posted"}, THREE, (FOUR, TWO), "tag:sea"),
        ({"in": "latest"}, TWO, (THREE, ONE), "Latest photos"),
    ],
)
def test_what_is_beside_a_photo_is_so_in_the_list_one_came_from(
    lists: World, context: dict[str, str], photo: str, expected: tuple[str, str], words: str
) -> None:
    view = shown(lists, photo, **context)
    assert beside(view) == expected
    assert words in view["context"]["words"]


def test_the_list_is_kept_while_one_steps_through_it_and_through_time(lists: World) -> None:
    view = shown(lists, ONE, **{"in": "album-721", "as_of": "2019-05-20"})
    for way in (view["next"]["path"], view["history_path"], view["exif_path"]):
        assert "in=album-721" in way
        assert "as_of=2019-05-20" in way
    assert "in=album-721" in view["time"]["now_path"]
    found = shown(lists, THREE, **{"in": "search-2", "q": "tag:sea"})
    assert "in=search-3" in found["next"]["path"]
    assert "q=tag" in found["next"]["path"]


def test_a_number_in_a_search_that_has_shifted_a_little_is_found_again(lists: World) -> None:
    view = shown(lists, TWO, **{"in": "search-1", "q": "tag:sea"})
    assert (view["context"]["number"], view["context"]["total"]) == (3, 4)


@pytest.mark.parametrize(
    "context",
    ["album-722", "album-x", f"faves-{CLEO}", "faves-nobody", "search-0", "search-99999", "deleted",
     "latest-1", "contacts", "pool-1", "<script>", "-"],
)  # fmt: skip
def test_a_list_that_does_not_hold_the_photo_is_the_photostream(lists: World, context: str) -> None:
    view = shown(lists, TWO, **{"in": context})
    assert (view["context"]["name"], beside(view)) == ("", (THREE, ONE))


def test_a_list_tells_nothing_of_what_the_viewer_may_not_see(lists: World) -> None:
    for query in ({"in": "album-721"}, {"in": "search-2", "q": "tag:sea"}, {"in": "latest"}, {}):
        view = shown(lists, THREE, **query)
        assert HIDDEN not in str(view)
        assert view["context"]["total"] in (None, 3, 4)
    own = shown(lists, THREE, ADA, **{"in": "album-721"})
    assert (own["next"]["id"], own["context"]["total"]) == (HIDDEN, 4)


def test_lists_link_to_photos_as_parts_of_themselves(lists: World) -> None:
    client = lists.client(BOB)
    for path, context in (
        ("/photos/ada/albums/721/", "in=album-721"),
        ("/photos/bob/faves/", f"in=faves-{BOB}"),
        ("/search?q=tag:sea", "in=search-1&amp;q=tag:sea"),
        ("/", "in=latest"),
    ):
        assert context in client.simulate_get(path).text, path


def test_the_way_up_leads_to_the_page_of_the_list_on_which_the_photo_is(world: World) -> None:
    for number in range(150):
        world.photo(str(53_000_000_000 + number), at=day(1), posted=str(day(-number)))
    client = world.client()
    middle, first = "53000000100", "53000000003"
    for photo in (middle, first):
        way = shown(world, photo)["context"]["path"]
        assert way.endswith(f"#p{photo}")
        page = client.simulate_get(way.partition("#")[0]).text
        assert f'id="p{photo}"' in page
    assert 'id="p53000000000"' in page


def test_addresses_of_flickr_lead_to_the_photo_in_its_list(lists: World) -> None:
    answer = lists.client().simulate_get(f"/photos/ada/{ONE}/in/album-721/")
    assert answer.status_code == 302
    assert answer.headers["location"] == f"/photos/ada/{ONE}/?in=album-721"
