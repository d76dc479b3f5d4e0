"""Steps, bars, calendar and the difference of two days: what changed, and who may know it."""

from typing import Any

import pytest

from tests.web.world import ADA, BOB, CLEO, DAN, EVE, FAY, Location, World, day

ID, OTHER = "53000000001", "53000000002"
STRANGER = ""
VIEWERS = (STRANGER, FAY, EVE, BOB, CLEO, DAN, ADA)
PERMISSIONS = {
    "public": set(VIEWERS),
    "friends": {BOB, DAN, ADA},
    "private": {ADA},
}


def shown(world: World, path: str, viewer: str = "", **params: str) -> Any:
    answer = world.client(viewer).simulate_get(path, params={"format": "json", **params})
    assert answer.status_code == 200, answer.text
    return answer.json


def changes(page: Any) -> int:
    return sum(bar["changes"] for bar in page["time"]["bars"])


@pytest.fixture
def retitled(world: World) -> World:
    world.photo(ID, at=day(1), title="First")
    world.photo(ID, at=day(100), after=day(99), title="Second")
    return world


@pytest.mark.parametrize("path", ["/", "/photos/ada", "/photos/ada/activity", f"/photos/ada/{ID}"])
def test_the_bar_counts_the_changes_by_month(retitled: World, path: str) -> None:
    bars = shown(retitled, path)["time"]["bars"]
    said = [bar["words"] for bar in bars if bar["changes"]]
    assert said == ["April 2019: 1 change", "August 2019: 1 change"]
    assert bars[-1]["words"] == "June 2020: 0 changes"
    assert [bar["here"] for bar in bars].index(True) == len(bars) - 1


def test_a_bar_leads_to_the_last_day_of_its_month(retitled: World) -> None:
    bars = shown(retitled, f"/photos/ada/{ID}")["time"]["bars"]
    [august] = [bar for bar in bars if bar["words"].startswith("August 2019")]
    assert august["path"] == f"/photos/ada/{ID}?as_of=2019-08-31"


def test_a_long_record_has_a_bar_for_several_months_each(world: World) -> None:
    for number in range(30):
        posted = str(day(-365 * number))
        world.photo(str(int(ID) + number), at=day(1), posted=posted)
    page = shown(world, "/photos/ada")
    assert 36 <= len(page["time"]["bars"]) <= 72
    assert changes(page) == 30


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_bars_steps_and_calendar_tell_of_nothing_that_the_viewer_may_not_see(
    world: World, permission: str
) -> None:
    world.photo(ID, at=day(1), permission=permission, title="First", posted=str(day(1)))
    world.photo(ID, at=day(100), after=day(99), title="Second")
    world.fave(FAY, ID, at=day(3))
    world.backup(FAY)
    world.album("721", (), at=day(0))
    world.album("721", (ID,), at=day(5))
    for viewer in VIEWERS:
        admitted = viewer in PERMISSIONS[permission]
        photostream = shown(world, "/photos/ada", viewer)
        assert changes(photostream) == (2 if admitted else 0), viewer
        assert bool(photostream["time"]["earlier_path"]) == admitted, viewer
        past = shown(world, "/photos/ada", viewer, as_of=f"@{day(50)}")["time"]
        assert past["since"] == ("1 change since" if admitted else "nothing has changed"), viewer
        assert bool(past["later_path"]) == admitted, viewer
        assert changes(shown(world, "/photos/66@N01/faves", viewer)) == int(admitted), viewer
        calendar = shown(world, "/photos/ada/calendar/2019", viewer)
        own = 4 if viewer == ADA else 0  # her contacts, which were read on the first day
        assert (calendar["uploads"], calendar["changes"]) == (
            (1, 1 + own) if admitted else (0, own)
        ), viewer
        told = shown(world, "/photos/ada/difference", viewer, since=f"@{day(50)}")
        assert [line["photo"]["id"] for line in told["changed"]] == [ID] * admitted, viewer
        told = shown(world, "/photos/ada/difference", viewer, since=f"@{day(0)}")
        assert [photo["id"] for photo in told["new"]] == [ID] * admitted, viewer
        kind = "changed" if viewer == ADA else "new"
        assert [line["kind"] for line in told["albums"]] == [kind] * admitted, viewer
        told = shown(world, "/photos/66@N01/difference", viewer, since=f"@{day(0)}")
        assert [photo["id"] for photo in told["faves_added"]] == [ID] * admitted, viewer


def test_what_was_changed_while_a_photo_was_private_stays_unknown(world: World) -> None:
    world.photo(ID, at=day(1), permission="private", title="A secret title", posted=str(day(1)))
    world.photo(ID, at=day(20), after=day(19), title="Another secret")
    world.photo(ID, at=day(40), after=day(39), permission="public")
    world.photo(ID, at=day(60), after=day(59), title="Open")
    page = shown(world, "/photos/ada")
    assert changes(page) == 2  # the photo came in sight, and then had another title
    assert page["time"]["earlier_path"] == f"/photos/ada?as_of=@{day(60)}"
    before = shown(world, "/photos/ada", as_of=f"@{day(60)}")
    assert before["time"]["earlier_path"] == f"/photos/ada?as_of=@{day(40)}"
    assert not shown(world, "/photos/ada", as_of=f"@{day(40)}")["time"]["earlier_path"]
    told = world.client().simulate_get("/photos/ada/difference", params={"since": f"@{day(2)}"})
    assert "secret" not in told.text
    assert [
        photo["title"]
        for photo in shown(world, "/photos/ada/difference", since=f"@{day(2)}")["new"]
    ] == ["Open"]
    assert changes(shown(world, "/photos/ada", ADA)) == 4


def test_a_friend_made_later_learns_nothing_of_the_changes_before(world: World) -> None:
    world.photo(ID, at=day(1), permission="friends", posted=str(day(1)))
    world.photo(ID, at=day(20), after=day(19), title="Second")
    world.contact(ADA, FAY, friend=True, family=False, at=day(45))
    world.photo(ID, at=day(70), after=day(69), title="Third")
    assert changes(shown(world, "/photos/ada", FAY)) == 1
    assert shown(world, "/photos/ada/calendar/2019", FAY)["changes"] == 1
    told = shown(world, "/photos/ada/difference", FAY, since=f"@{day(10)}", as_of=f"@{day(30)}")
    assert (told["new"], told["changed"]) == ([], [])


def test_a_place_changed_is_no_news_to_others_than_the_owner(world: World) -> None:
    there = Location(latitude="52.5", longitude="13.4", accuracy="15", locality="Berlin")
    world.photo(ID, at=day(1), location=there, geo_permission="private")
    place = Location(latitude="51.5", longitude="-0.12", accuracy="15", locality="London")
    world.photo(ID, at=day(20), after=day(19), location=place)
    for viewer in VIEWERS:
        told = shown(world, "/photos/ada/difference", viewer, since=f"@{day(10)}")
        assert bool(told["changed"]) == (viewer == ADA), viewer


def test_an_album_steps_to_what_changed_in_it_of_what_the_viewer_sees(world: World) -> None:
    world.photo(ID, at=day(1), permission="public")
    world.photo(OTHER, at=day(1), permission="private", posted=str(day(0)))
    world.album("721", (ID,), at=day(5))
    world.album("721", (ID, OTHER), at=day(30))
    path = "/photos/ada/albums/721"
    owner, stranger = shown(world, path, ADA), shown(world, path)
    assert owner["time"]["earlier_path"] == f"{path}?as_of=@{day(30)}"
    assert stranger["time"]["earlier_path"] == f"{path}?as_of=@{day(0)}"
    told = shown(world, "/photos/ada/difference", since=f"@{day(20)}")
    assert told["albums"] == []
    [album] = shown(world, "/photos/ada/difference", ADA, since=f"@{day(20)}")["albums"]
    assert (album["kind"], album["added"]) == ("changed", 1)


def test_faves_step_to_when_one_was_added_and_dropped(world: World) -> None:
    world.backup(BOB)
    world.photo(ID, at=day(1))
    world.fave(BOB, ID, at=day(9))
    path = "/photos/bob/faves"
    assert shown(world, path)["time"]["earlier_path"] == f"{path}?as_of=@{day(9)}"
    past = shown(world, path, as_of=f"@{day(4)}")["time"]
    assert past["since"] == "1 change since"
    assert past["since_path"] == f"/photos/bob/difference/?since=@{day(4)}#faves"
    assert past["later_path"] == f"{path}?as_of=@{day(9)}"


def test_contacts_and_their_steps_are_the_owners_alone(world: World) -> None:
    world.no_contact(ADA, EVE, at=day(30))
    step = shown(world, "/photos/ada/contacts", ADA)["time"]["earlier_path"]
    assert step == f"/photos/ada/contacts?as_of=@{day(30)}"
    for viewer in VIEWERS:
        told = shown(world, "/photos/ada/difference", viewer, since=f"@{day(20)}")
        lost = [(line["person"]["name"], line["before"]) for line in told["contacts"]]
        assert lost == ([("Eve", "contact")] if viewer == ADA else []), viewer


def test_a_deleted_photo_is_gone_for_its_owner_and_was_never_there_for_others(
    world: World,
) -> None:
    world.photo(ID, at=day(1))
    world.gone(ID, at=day(20), after=day(19))
    told = shown(world, "/photos/ada/difference", ADA, since=f"@{day(10)}")
    assert [photo["id"] for photo in told["gone"]] == [ID]
    assert told["gone"][0]["path"] == f"/photos/ada/{ID}/?as_of=@{day(10)}"
    assert shown(world, "/photos/ada/difference", since=f"@{day(10)}")["gone"] == []


def test_a_day_of_the_calendar_leads_to_what_changed_on_it(retitled: World) -> None:
    calendar = shown(retitled, "/photos/ada/calendar/2019")
    [august] = [month for month in calendar["months"] if month["name"] == "August"]
    [found] = [d for week in august["weeks"] for d in week if d and d["changes"]]
    assert (found["day"], found["words"]) == (9, "9 August: 1 change")
    path, _, query = found["path"].partition("?")
    told = retitled.client().simulate_get(path, query_string=query + "&format=json").json
    assert [line["what"] for line in told["changed"]] == [["title changed"]]


def test_the_difference_of_two_days_names_what_a_person_was_called(world: World) -> None:
    world.person(ADA, "The Countess", "ada", at=day(30))
    told = shown(world, "/photos/ada/difference", since=f"@{day(20)}")
    assert told["called_before"] == "Ada Lovelace"
    assert shown(world, "/photos/ada/difference", since=f"@{day(31)}")["called_before"] == ""


def test_two_days_must_be_in_their_order_and_within_the_record(retitled: World) -> None:
    client = retitled.client()
    for query in ("since=tomorrow", "since=2019-08-01&as_of=2019-07-01"):
        assert client.simulate_get(f"/photos/ada/difference?{query}").status_code == 400, query
    told = shown(retitled, "/photos/ada/difference", since="2001-01-01")
    assert (told["since"], told["clamped"]) == (day(0), True)
    assert client.simulate_get("/photos/ada/calendar/19").status_code == 404


def test_the_chosen_two_days_stay_while_one_steps(retitled: World) -> None:
    told = shown(retitled, "/photos/ada/difference", since="2019-05-10")
    assert "since=2019-05-10" in told["time"]["earlier_path"]
    assert told["time"]["kept"] == [["since", "2019-05-10"]]
