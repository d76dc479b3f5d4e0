"""Places that other members suggest to a photo's owner: between the two until one is accepted."""

from __future__ import annotations

import pytest

from domain import streams
from domain.photo.suggesting import MOST_OF_ONE
from tests.web.test_correcting import AT_FLICKR, HERE, PARIS, PHOTO, send, shown
from tests.web.world import ADA, BOB, CLEO, DAY, NOW, World, day

ROME = {"latitude": "41.902800", "longitude": "12.496400", "accuracy": "12"}


@pytest.fixture
def placed(world: World) -> World:
    """A photo of Ada's whose place everybody may see."""
    world.photo(PHOTO, at=day(1), location=AT_FLICKR, geo_permission="public")
    return world


def suggested(world: World, nsid: str, **params: str) -> list[str]:
    found = shown(world, nsid, "/place", **params)["suggestions"]
    return [
        f"{each['person']['nsid']} {each['place']['latitude']} {each['answer']}" for each in found
    ]


def test_the_owner_and_who_suggested_it_see_it_and_nobody_else(placed: World) -> None:
    assert send(placed, BOB, do="suggest", **ROME).status_code == 303
    mine = [f"{BOB} 41.9028 "]
    assert suggested(placed, ADA) == mine
    assert suggested(placed, BOB) == mine
    assert suggested(placed, CLEO) == []
    assert [shown(placed, nsid)["suggestions"] for nsid in (ADA, BOB, CLEO, "")] == [1, 1, 0, 0]
    assert f"{HERE}/place" in placed.client(ADA).simulate_get("/account").text
    for nsid in ("", CLEO):
        for rest in ("", "/history", "/exif"):
            assert "41.90" not in placed.client(nsid).simulate_get(HERE + rest).text
    assert shown(placed)["place"]["latitude"] == 52.371
    assert suggested(placed, ADA, as_of=f"@{NOW - DAY}") == []


def test_what_is_accepted_is_the_correction_that_wins(placed: World) -> None:
    send(placed, BOB, do="suggest", **ROME)
    placed.now += 60
    assert send(placed, ADA, do="accept", member=BOB, **ROME).status_code == 303
    place = shown(placed)["place"]
    assert (place["latitude"], place["corrected"]) == (41.9028, True)
    assert suggested(placed, BOB) == [f"{BOB} 41.9028 accepted"]
    assert f"{HERE}/place" not in placed.client(ADA).simulate_get("/account").text
    names = [type(fact.event).__name__ for fact in placed.facts(streams.photo(PHOTO))[-2:]]
    assert names == ["PhotoPlaceSuggestionAnswered", "PhotoLocationCorrected"]
    assert suggested(placed, ADA, as_of=f"@{placed.now - 30}") == [f"{BOB} 41.9028 "]


def test_what_is_refused_stays_refused_and_changes_nothing(placed: World) -> None:
    send(placed, BOB, do="suggest", **ROME)
    placed.now += 60
    assert send(placed, ADA, do="refuse", member=BOB, **ROME).status_code == 303
    assert shown(placed)["place"]["latitude"] == 52.371
    assert suggested(placed, BOB) == [f"{BOB} 41.9028 refused"]
    assert send(placed, BOB, do="suggest", **ROME).status_code == 409
    assert send(placed, ADA, do="accept", member=BOB, **ROME).status_code == 409


def test_who_may_not_see_the_place_is_not_told_whether_theirs_is_it(world: World) -> None:
    world.photo(PHOTO, at=day(1), location=AT_FLICKR, geo_permission="private")
    page = world.client(BOB).simulate_get(f"{HERE}/place").text
    assert "52.37" not in page
    send(world, BOB, do="suggest", **ROME)
    world.now += 60
    send(world, ADA, do="accept", member=BOB, **ROME)
    assert suggested(world, BOB) == [f"{BOB} 41.9028 answered"]
    assert shown(world, BOB)["place"] is None


def test_a_suggestion_is_replaced_and_taken_back(placed: World) -> None:
    send(placed, BOB, do="suggest", **ROME)
    held = placed.facts(streams.photo(PHOTO))
    assert send(placed, BOB, do="suggest", **ROME).status_code == 303
    assert placed.facts(streams.photo(PHOTO)) == held
    placed.now += 60
    send(placed, BOB, **{**PARIS, "do": "suggest"})
    assert suggested(placed, ADA) == [f"{BOB} 48.8566 "]
    assert send(placed, ADA, do="accept", member=BOB, **ROME).status_code == 409
    placed.now += 60
    assert send(placed, BOB, do="withdraw").status_code == 303
    assert suggested(placed, ADA) == suggested(placed, BOB) == []


def test_one_member_suggests_so_many_places_for_a_photo_and_no_more(placed: World) -> None:
    for number in range(MOST_OF_ONE):
        send(placed, BOB, do="suggest", **{**ROME, "latitude": f"4{number}.5"})
        placed.now += 1
    held = placed.facts(streams.photo(PHOTO))
    answer = send(placed, BOB, do="suggest", **ROME)
    assert (answer.status_code, "that is all" in answer.text) == (409, True)
    assert placed.facts(streams.photo(PHOTO)) == held


@pytest.mark.parametrize(
    ("nsid", "form", "status"),
    [
        ("", {"do": "suggest", **ROME}, 403),
        (BOB, {"do": "suggest", **ROME, "crumb": "forged"}, 403),
        (BOB, {"do": "suggest", **ROME, "latitude": "91"}, 400),
        (BOB, {"do": "accept", **ROME, "member": BOB}, 403),
        (ADA, {"do": "suggest", **ROME}, 400),
        (ADA, {"do": "accept", **ROME, "member": BOB}, 409),
        ("1234@N00", {"do": "suggest", **ROME}, 403),
    ],
)
def test_what_may_not_be_is_refused(
    placed: World, nsid: str, form: dict[str, str], status: int
) -> None:
    held = placed.facts(streams.photo(PHOTO))
    assert send(placed, nsid, **form).status_code == status
    assert placed.facts(streams.photo(PHOTO)) == held


def test_nobody_suggests_a_place_for_what_they_may_not_see(world: World) -> None:
    world.photo(PHOTO, at=day(1), permission="private")
    assert send(world, BOB, do="suggest", **ROME).status_code == 404
    assert world.client(BOB).simulate_get(f"{HERE}/place").status_code == 404
