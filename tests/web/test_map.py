"""The map: where photos were taken, gathered into places, as far as the viewer may see."""

from pathlib import Path
from typing import Any

import pytest

from adapters.settings import Settings
from tests.web.world import ADA, BOB, EVE, Location, World, circle, day

LONDON, GREENWICH, FIJI, CLOSED, SECRET = (f"5300000000{n}" for n in (1, 2, 3, 4, 5))
MAP = "/photos/ada/map"


def at(latitude: str, longitude: str, town: str = "") -> Location:
    return Location(latitude=latitude, longitude=longitude, accuracy="15", locality=town)


@pytest.fixture
def mapped(world: World) -> World:
    """Two public places near each other, one beyond the date line, and two that are closed."""
    circle(world)
    for photo, place in (
        (LONDON, at("51.5", "-0.12", "London")),
        (GREENWICH, at("51.48", "-0.01", "Greenwich")),
        (FIJI, at("-17.8", "-179.9")),
    ):
        world.photo(photo, at=day(1), location=place, geo_permission="public")
    world.photo(CLOSED, at=day(1), location=at("48.86", "2.35", "Paris"),
                geo_permission="contacts")  # fmt: skip
    world.photo(SECRET, at=day(1), location=at("52.37", "4.9", "Amsterdam"), permission="private",
                geo_permission="public")  # fmt: skip
    return world


def view(world: World, viewer: str = "", path: str = MAP, **query: str) -> Any:
    answer = world.client(viewer).simulate_get(path, params={"format": "json", **query})
    assert answer.status_code == 200, answer.text
    return answer.json


def newest(shown: Any) -> set[str]:
    return {place["newest"]["id"] for place in shown["places"]}


def test_photos_near_each_other_are_one_place_until_one_comes_near(mapped: World) -> None:
    far = view(mapped)
    assert sorted(place["photos"] for place in far["places"]) == [1, 2]
    near = view(mapped, zoom="13", box="-1,51,1,52")
    assert newest(near) == {LONDON, GREENWICH}
    assert {place["path"] for place in near["places"]} == {
        f"/photos/ada/{LONDON}/", f"/photos/ada/{GREENWICH}/"
    }  # fmt: skip


def test_a_place_of_several_photos_leads_to_all_of_them(mapped: World) -> None:
    [place] = [place for place in view(mapped)["places"] if place["photos"] == 2]
    found = view(mapped, path=place["path"].partition("?")[0],
                 q=f"owner:{ADA} near:51.49,-0.06,100")  # fmt: skip
    assert {photo["id"] for photo in found["photos"]} == {LONDON, GREENWICH}
    assert place["path"].startswith("/search?q=owner")


@pytest.mark.parametrize(
    ("viewer", "photos"), [("", 3), (EVE, 4), (BOB, 4), (ADA, 5)]
)  # fmt: skip
def test_everybody_sees_the_places_that_are_theirs_to_see(
    mapped: World, viewer: str, photos: int
) -> None:
    for path in (MAP, "/map"):
        shown = view(mapped, viewer, path)
        assert shown["photos"] == photos
        assert ("Paris" in str(shown)) == (photos > 3)
        assert ("Amsterdam" in str(shown)) == (photos > 4)
        assert (CLOSED in str(shown)) == (photos > 3)


def test_a_place_that_was_closed_stays_closed_in_the_past_and_one_opened_was_not_before(
    mapped: World,
) -> None:
    mapped.photo(LONDON, at=day(20), after=day(19), geo_permission="private")
    mapped.photo(CLOSED, at=day(20), after=day(19), geo_permission="public")
    for when, photos in (("2019-05-10", 2), ("", 3)):
        shown = view(mapped, as_of=when)
        assert shown["photos"] == photos
        assert LONDON not in str(shown)
        assert ("Paris" in str(shown)) == (not when)


def test_a_part_of_the_world_may_lie_over_the_date_line(mapped: World) -> None:
    assert newest(view(mapped, box="170,-30,-170,0")) == {FIJI}
    assert view(mapped, box="-170,-30,170,0")["places"] == []


@pytest.mark.parametrize(
    "query",
    [{"box": "1,2,3"}, {"box": "1,2,3,4,5"}, {"box": "a,b,c,d"}, {"box": "0,10,5,5"},
     {"box": "0,-91,5,5"}, {"box": "0,0,0,1e9"}, {"box": "1,2,3,4,"}, {"zoom": "19"},
     {"zoom": "-1"}, {"zoom": "²"}],
)  # fmt: skip
def test_what_is_no_part_of_the_world_is_refused_in_words(
    mapped: World, query: dict[str, str]
) -> None:
    answer = mapped.client().simulate_get(MAP, params=query)
    assert answer.status_code == 400
    assert "box=" in answer.text or "number from 0 to 18" in answer.text


def test_without_scripts_places_are_listed_by_name_with_their_counts(mapped: World) -> None:
    page = mapped.client().simulate_get(MAP).text
    assert "London" in page
    assert 'town:"London' in page.replace("%22", '"').replace("&#34;", '"')
    assert "Paris" not in page
    assert "Around 51° N" in page


def test_the_map_asks_no_other_server_unless_tiles_are_set(tmp_path: Path, mapped: World) -> None:
    policy = mapped.client().simulate_get(MAP).headers["content-security-policy"]
    assert "http" not in policy
    tiles = {"map_tiles": "https://tiles.example.org/{z}/{x}/{y}.png", "map_attribution": "Them"}
    folder = tmp_path / "tiles"
    folder.mkdir()
    other = World(folder, tiles)
    circle(other)
    other.photo(LONDON, at=day(1), location=at("51.5", "-0.12"), geo_permission="public")
    answer = other.client().simulate_get(MAP)
    assert "img-src 'self' https://tiles.example.org" in answer.headers["content-security-policy"]
    assert 'data-tiles="https://tiles.example.org/{z}/{x}/{y}.png"' in answer.text
    other.close()


@pytest.mark.parametrize(
    "address", ["tiles", "https://x/{z}/{x}.png", "https://x y/{z}/{x}/{y}", "https://x/{z}{x}{y};"]
)
def test_an_address_of_tiles_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="map_tiles"):
        Settings(map_tiles=address)
