"""Places that owners correct in the archive, without Flickr."""

from typing import Any
from urllib.parse import urlencode

import falcon.testing
import pytest

from adapters.log import StoredLog
from domain import streams
from domain.clock import exactly
from domain.fact import Fact
from domain.photo.events import PhotoTitleChanged
from domain.recorded import Append
from tests.web.world import ADA, BOB, DAY, NOW, Location, World, day

PHOTO = "53000000001"
HERE = f"/photos/ada/{PHOTO}"
AT_FLICKR = Location(latitude="52.371", longitude="4.899", accuracy="16", locality="Amsterdam")
PARIS = {"do": "correct", "latitude": "48.8566", "longitude": "2.3522", "accuracy": "11"}


@pytest.fixture
def placed(world: World) -> World:
    """A photo of Ada's whose place everybody may see."""
    world.photo(PHOTO, at=day(1), location=AT_FLICKR, geo_permission="public")
    return world


def send(world: World, nsid: str, **form: str) -> falcon.testing.Result:
    return world.client(nsid).simulate_post(
        f"{HERE}/place",
        body=urlencode({"crumb": world.crumb(nsid), **form}),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )


def shown(world: World, nsid: str = "", rest: str = "", **params: str) -> Any:
    answer = world.client(nsid).simulate_get(HERE + rest, params={"format": "json", **params})
    assert answer.status_code == 200, answer.text
    return answer.json


def test_the_owners_correction_wins_until_it_is_taken_back(placed: World) -> None:
    assert send(placed, ADA, **PARIS).status_code == 303
    place = shown(placed)["place"]
    assert (place["latitude"], place["longitude"], place["accuracy"]) == (48.8566, 2.3522, 11)
    assert place["corrected"]
    assert "as corrected in this archive" in placed.client().simulate_get(HERE).text
    assert shown(placed, as_of=f"@{NOW - DAY}")["place"]["latitude"] == 52.371
    last = placed.facts(streams.photo(PHOTO))[-1]
    assert (last.via, last.account) == ("member", ADA)
    placed.now += 60
    assert "Take the correction back" in placed.client(ADA).simulate_get(f"{HERE}/place").text
    assert send(placed, ADA, do="take-back").status_code == 303
    place = shown(placed)["place"]
    assert (place["latitude"], place["corrected"]) == (52.371, False)


def test_the_history_tells_a_correction_and_that_it_was_taken_back(placed: World) -> None:
    send(placed, ADA, **PARIS)
    placed.now += 60
    send(placed, ADA, do="take-back")
    told = [c for s in shown(placed, rest="/history")["steps"] for c in s["changes"]]
    assert {c["headline"] for c in told} == {"Place as corrected in this archive"}
    there = "48.85660, 2.35220"
    assert [(c["before"], c["after"]) for c in told] == [
        (there, "not corrected"),
        ("not corrected", there),
    ]


def test_the_same_correction_twice_is_one(placed: World) -> None:
    send(placed, ADA, **PARIS)
    held = placed.facts(streams.photo(PHOTO))
    assert send(placed, ADA, **PARIS).status_code == 303
    assert placed.facts(streams.photo(PHOTO)) == held


def test_a_place_that_flickr_has_not_is_for_its_owner_alone(world: World) -> None:
    world.photo(PHOTO, at=day(1), location=None, geo_permission=None)
    assert send(world, ADA, **PARIS).status_code == 303
    assert shown(world, ADA)["place"]["corrected"]
    for nsid in ("", BOB):
        assert shown(world, nsid)["place"] is None
        assert "48.85" not in world.client(nsid).simulate_get(f"{HERE}/history").text


def test_a_photo_that_is_gone_from_flickr_can_be_corrected(placed: World) -> None:
    placed.gone(PHOTO, at=day(9))
    assert shown(placed, ADA)["correct_path"]
    assert send(placed, ADA, **PARIS).status_code == 303
    assert shown(placed, ADA)["place"]["corrected"]


def test_nobody_corrects_what_is_anothers(placed: World) -> None:
    held = placed.facts(streams.photo(PHOTO))
    assert send(placed, BOB, **PARIS).status_code == 403
    assert send(placed, ADA, **{**PARIS, "crumb": "forged"}).status_code == 403
    assert placed.client().simulate_get(f"{HERE}/place").status_code == 403
    assert shown(placed, BOB)["correct_path"] == ""
    assert placed.facts(streams.photo(PHOTO)) == held


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"latitude": "90.1"}, "A latitude is a number from -90 to 90"),
        ({"latitude": "north"}, "A latitude is a number from -90 to 90"),
        ({"longitude": "-181"}, "A longitude is a number from -180 to 180"),
        ({"longitude": "nan"}, "A longitude is a number from -180 to 180"),
        ({"accuracy": "0"}, "An accuracy is a whole number from 1"),
        ({"accuracy": "17"}, "An accuracy is a whole number from 1"),
        ({"accuracy": ""}, "An accuracy is a whole number from 1"),
        ({"do": ""}, "does not say"),
    ],
)
def test_what_is_no_place_is_refused_and_said(
    placed: World, wrong: dict[str, str], said: str
) -> None:
    held = placed.facts(streams.photo(PHOTO))
    answer = send(placed, ADA, **{**PARIS, **wrong})
    assert answer.status_code == 400
    assert said in answer.text
    assert placed.facts(streams.photo(PHOTO)) == held


def test_the_form_for_flickr_offers_flickrs_place_and_not_the_correction(placed: World) -> None:
    send(placed, ADA, **PARIS)
    assert shown(placed, ADA, "/change")["place"] == "52.371, 4.899"


def test_a_correction_is_decided_again_where_the_photo_moved_on(
    placed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    append, stream = StoredLog.append, streams.photo(PHOTO)
    others = [
        Fact(event=PhotoTitleChanged(title="Ship"), happened=exactly(NOW), observed=NOW, via="poll")
    ]

    def after_another(log: StoredLog, batch: Any) -> int:
        if others:
            held = log.read(stream)[-1].version
            append(log, [Append(stream, held, (others.pop(),))])
        return append(log, batch)

    monkeypatch.setattr(StoredLog, "append", after_another)
    assert send(placed, ADA, **PARIS).status_code == 303
    names = [type(fact.event).__name__ for fact in placed.facts(stream)]
    assert names[-2:] == ["PhotoTitleChanged", "PhotoLocationCorrected"]
