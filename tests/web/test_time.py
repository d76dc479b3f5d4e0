"""Time on every page: how it is asked for, what a past page says, and how one gets back."""

from typing import Any

import pytest

from tests.web.world import ADA, World, day

ID = "53000000001"
PHOTO = f"/photos/ada/{ID}"


def shown(world: World, path: str, viewer: str = "", **params: str) -> Any:
    answer = world.client(viewer).simulate_get(path, params={"format": "json", **params})
    assert answer.status_code == 200, answer.text
    return answer.json


@pytest.fixture
def retitled(world: World) -> World:
    world.photo(ID, at=day(1), title="First")
    world.photo(ID, at=day(10), after=day(8), title="Second")
    return world


@pytest.mark.parametrize(
    ("as_of", "title"),
    [
        ("2019-05-05", "First"),
        ("2019-05-11", "Second"),
        ("2019-05-10T23:59:59Z", "First"),
        ("2019-05-11T00:00:00Z", "Second"),
        ("2019-05-11T02:00:00+02:00", "Second"),
        ("2019-05-11T01:59:59 02:00", "First"),
        (f"@{day(10) - 1}", "First"),
        (f"@{day(10)}", "Second"),
        ("2999-01-01", "Second"),
    ],
)
def test_a_photo_is_shown_as_it_was(retitled: World, as_of: str, title: str) -> None:
    assert shown(retitled, PHOTO, as_of=as_of)["name"] == title


def test_a_past_page_names_what_is_in_doubt_and_leads_back_to_now(retitled: World) -> None:
    page = retitled.client().simulate_get(PHOTO, params={"as_of": "2019-05-09"}).text
    assert "As it was on" in page
    assert "9 May 2019" in page
    assert "Not certain: title" in page
    assert f'href="{PHOTO}" data-key="n">Back to now' in page


def test_a_past_page_in_no_doubt_says_so(retitled: World) -> None:
    page = retitled.client().simulate_get(PHOTO, params={"as_of": "2019-05-05"}).text
    assert "The archive is sure of it" in page
    assert "Since then changed: title" in page


def test_a_page_of_now_has_no_sign_of_the_past(retitled: World) -> None:
    page = retitled.client().simulate_get(PHOTO).text
    assert "Back to now" not in page
    assert "See this page as it was on" in page


def test_the_time_is_kept_while_following_links(retitled: World) -> None:
    listed = shown(retitled, "/photos/ada", as_of="2019-05-05")
    path = listed["photos"][0]["path"]
    assert path == f"{PHOTO}/?as_of=2019-05-05"
    photo = shown(retitled, PHOTO, as_of="2019-05-05")
    assert photo["stream_path"] == "/photos/ada/?as_of=2019-05-05"
    assert "as_of=2019-05-05" in photo["history_path"]


def test_one_steps_from_change_to_change(retitled: World) -> None:
    now = shown(retitled, PHOTO)
    before = now["time"]["earlier_path"]
    assert before
    earlier = retitled.client().simulate_get(before, headers={"Accept": "application/json"}).json
    assert earlier["name"] == "First"
    later = earlier["time"]["later_path"]
    again = retitled.client().simulate_get(later, headers={"Accept": "application/json"}).json
    assert again["name"] == "Second"


def test_before_its_upload_a_photo_is_not_found_and_the_way_to_its_first_day_is_shown(
    retitled: World,
) -> None:
    answer = retitled.client().simulate_get(PHOTO, params={"as_of": "2001-01-01"})
    assert answer.status_code == 404
    assert "was posted on 21 April 2019" in answer.text
    assert "See it as it was first seen" in answer.text


def test_before_a_private_photos_upload_strangers_learn_nothing(world: World) -> None:
    world.photo(ID, at=day(1), permission="private")
    answer = world.client().simulate_get(PHOTO, params={"as_of": "2001-01-01"})
    assert answer.status_code == 404
    assert "posted" not in answer.text


def test_a_list_before_the_record_is_not_found_and_leads_to_the_first_day(
    retitled: World,
) -> None:
    for path in ("/photos/ada", "/photos/ada/faves", "/photos/ada/albums", "/photos/ada/activity"):
        answer = retitled.client().simulate_get(path, params={"as_of": "2018-01-01"})
        assert answer.status_code == 404, path
        assert "begins on 1 May 2019" in answer.text
        assert f"as_of=@{day(0)}" in answer.text
    assert retitled.client().simulate_get("/", params={"as_of": "2018-01-01"}).status_code == 404


def test_what_the_archive_knew_then_differs_from_what_is_known_now(world: World) -> None:
    world.photo(ID, at=day(1), title="First")
    world.photo(ID, at=day(5), observed=day(50), title="Learnt late", after=day(4))
    as_of = f"@{day(6)}"
    assert shown(world, PHOTO, as_of=as_of)["name"] == "Learnt late"
    assert shown(world, PHOTO, ADA, as_of=as_of, known_at=f"@{day(7)}")["name"] == "First"


def test_a_list_of_the_past_shows_the_photos_that_were_there(world: World) -> None:
    world.photo(ID, at=day(1))
    world.photo("53000000002", at=day(40), posted=str(day(30)), title="Later")
    listed = shown(world, "/photos/ada", as_of="2019-05-15")
    assert [photo["id"] for photo in listed["photos"]] == [ID]
    assert listed["time"]["since"].endswith("since")


def test_the_photos_that_may_have_been_otherwise_are_marked(retitled: World) -> None:
    listed = shown(retitled, "/photos/ada", as_of="2019-05-09")
    assert listed["photos"][0]["sure"] is False
    assert listed["time"]["doubts"] == ["1 photo on this page"]


def test_past_pages_say_their_time_in_a_header(retitled: World) -> None:
    answer = retitled.client().simulate_get(PHOTO, params={"as_of": "2019-05-05"})
    assert answer.headers["memento-datetime"] == "Sun, 05 May 2019 23:59:59 GMT"
    assert 'rel="original"' in answer.headers["link"]
    assert "memento-datetime" not in retitled.client().simulate_get(PHOTO).headers


def test_a_list_of_faves_does_not_speak_of_changes_of_other_things(retitled: World) -> None:
    retitled.fave(ADA, ID, at=day(2))
    listed = shown(retitled, "/photos/ada/faves", as_of="2019-05-09")
    assert listed["time"]["since"] == "nothing has changed"
    assert listed["time"]["doubts"] == ["1 photo on this page"]
