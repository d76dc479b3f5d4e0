"""Places that members keep for themselves."""

from typing import Any
from urllib.parse import urlencode

import falcon.testing
import pytest

from adapters.assembly import bookmarks
from adapters.log import StoredLog
from domain import streams
from domain.bookmark import Spot
from domain.recorded import Append
from tests.web.world import ADA, BOB, DAY, NOW, Location, World, day

HERE = "/account/bookmarks"
PHOTO = "53000000001"
HARBOUR = {
    "do": "keep", "name": " The  harbour", "latitude": "52.3791894", "longitude": "4.9",
    "accuracy": "16",
}  # fmt: skip


def send(world: World, nsid: str, path: str = HERE, **form: str) -> falcon.testing.Result:
    return world.client(nsid).simulate_post(
        path,
        body=urlencode({"crumb": world.crumb(nsid), **form}),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )


def shown(world: World, nsid: str, path: str = HERE, **params: str) -> Any:
    answer = world.client(nsid).simulate_get(path, params={"format": "json", **params})
    assert answer.status_code == 200, answer.text
    return answer.json


def names(world: World, nsid: str = ADA, **params: str) -> list[str]:
    return [place["name"] for place in shown(world, nsid, **params)["places"]]


def test_a_place_is_kept_renamed_and_dropped_and_other_days_are_remembered(world: World) -> None:
    assert send(world, ADA, **HARBOUR).status_code == 303
    [place] = shown(world, ADA)["places"]
    assert (place["name"], place["latitude"], place["longitude"], place["accuracy"]) == (
        "The harbour", 52.379189, 4.9, 16,
    )  # fmt: skip
    world.now += DAY
    assert send(world, ADA, do="rename", number="1", name="Quay").status_code == 303
    world.now += DAY
    assert send(world, ADA, do="drop", number="1").status_code == 303
    assert names(world) == []
    assert [names(world, as_of=f"@{NOW + n * DAY + 1}") for n in (-1, 0, 1)] == [
        [],
        ["The harbour"],
        ["Quay"],
    ]
    facts = world.facts(streams.bookmark(ADA, 1))
    assert [type(fact.event).__name__ for fact in facts] == [
        "BookmarkKept",
        "BookmarkRenamed",
        "BookmarkDropped",
    ]
    assert {(fact.via, fact.account) for fact in facts} == {("member", ADA)}


def test_the_page_is_its_own_timegate_for_its_member_alone(world: World) -> None:
    send(world, ADA, **HARBOUR)
    world.now += DAY
    links = world.client(ADA).simulate_get(f"/timemap/link{HERE}")
    assert f"as_of=@{NOW}" in links.text
    for nsid in ("", BOB):
        assert f"@{NOW}" not in world.client(nsid).simulate_get(f"/timemap/link{HERE}").text


def test_a_place_dropped_and_kept_again_is_another_one(world: World) -> None:
    send(world, ADA, **HARBOUR)
    send(world, ADA, do="drop", number="1")
    send(world, ADA, **HARBOUR)
    assert [place["number"] for place in shown(world, ADA)["places"]] == [2]
    assert send(world, ADA, do="rename", number="1", name="Quay").status_code == 400


def test_two_that_are_kept_at_the_same_time_are_two(world: World) -> None:
    spot = Spot(latitude=1.0, longitude=2.0, accuracy=3)
    for name in ("Here", "There"):
        bookmarks.keep(world.archive.log, ADA, name, spot, 0, world.now)
    world.follow()
    assert names(world) == ["Here", "There"]


def test_nobody_else_sees_or_changes_what_a_member_keeps(world: World) -> None:
    world.photo(PHOTO, at=day(1), location=Location(latitude="52", longitude="4", accuracy="16"),
                geo_permission="public")  # fmt: skip
    send(world, ADA, **HARBOUR)
    assert world.client().simulate_get(HERE).status_code == 302
    assert send(world, BOB, do="drop", number="1").status_code == 400
    assert send(world, ADA, crumb="forged", do="drop", number="1").status_code == 403
    assert names(world) == ["The harbour"]
    for nsid in ("", BOB):
        for path in (HERE, "/map", "/photos/ada/map", "/search", f"/photos/ada/{PHOTO}"):
            for form in ("html", "json"):
                answer = world.client(nsid).simulate_get(path, params={"format": form})
                assert "harbour" not in answer.text, (nsid, path)


def test_a_place_is_kept_from_the_page_of_a_photo(world: World) -> None:
    at = Location(latitude="52.371", longitude="4.899", accuracy="16", locality="Amsterdam")
    world.photo(PHOTO, at=day(1), location=at, geo_permission="public")
    way = shown(world, BOB, f"/photos/ada/{PHOTO}")["keep_place_path"]
    assert way.startswith(HERE)
    draft = world.client(BOB).simulate_get(way, headers={"Accept": "application/json"}).json
    assert draft["draft"] == {
        "name": "Amsterdam", "latitude": 52.371, "longitude": 4.899, "accuracy": 16,
    }  # fmt: skip
    assert 'value="52.371000"' in world.client(BOB).simulate_get(way).text
    assert shown(world, "", f"/photos/ada/{PHOTO}")["keep_place_path"] == ""


def test_a_place_that_one_may_not_see_cannot_be_kept(world: World) -> None:
    at = Location(latitude="52.371", longitude="4.899", accuracy="16")
    world.photo(PHOTO, at=day(1), location=at, geo_permission="private")
    assert shown(world, BOB, f"/photos/ada/{PHOTO}")["keep_place_path"] == ""


def test_a_photo_is_put_at_a_place_that_its_owner_keeps(world: World) -> None:
    world.photo(PHOTO, at=day(1), location=None, geo_permission=None)
    send(world, ADA, **HARBOUR)
    send(world, BOB, **{**HARBOUR, "latitude": "1"})
    path = f"/photos/ada/{PHOTO}/place"
    assert "The harbour" in world.client(ADA).simulate_get(path).text
    assert send(world, ADA, path, do="correct", bookmark="2").status_code == 400
    assert send(world, ADA, path, do="correct", bookmark="1").status_code == 303
    place = shown(world, ADA, f"/photos/ada/{PHOTO}")["place"]
    assert (place["latitude"], place["longitude"], place["corrected"]) == (52.379189, 4.9, True)


def test_maps_and_the_search_lead_to_what_is_around_a_place(world: World) -> None:
    at = Location(latitude="52.3792", longitude="4.8999", accuracy="16")
    world.photo(PHOTO, at=day(1), location=at, geo_permission="public")
    send(world, ADA, **HARBOUR)
    for path in ("/map", "/photos/ada/map", "/search"):
        [kept] = shown(world, ADA, path)["kept"]
        found = world.client(ADA).simulate_get(kept["path"], headers={"Accept": "application/json"})
        assert [photo["id"] for photo in found.json["photos"]] == [PHOTO]
        assert "The harbour" in world.client(ADA).simulate_get(path).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "under a name"),
        ({"name": "x" * 101}, "longer than 100"),
        ({"latitude": "90.1"}, "A latitude is a number from -90 to 90"),
        ({"longitude": "nan"}, "A longitude is a number from -180 to 180"),
        ({"accuracy": "17"}, "An accuracy is a whole number from 1"),
        ({"do": ""}, "does not say"),
        ({"do": "drop", "number": "1"}, "none of the places"),
        ({"do": "rename", "number": "²"}, "none of the places"),
    ],
)
def test_what_cannot_be_is_refused_and_said(world: World, wrong: dict[str, str], said: str) -> None:
    head = world.archive.log.head()
    answer = send(world, ADA, **{**HARBOUR, **wrong})
    assert answer.status_code == 400
    assert said in answer.text
    assert world.archive.log.head() == head


def test_who_has_left_keeps_nothing_any_more(world: World) -> None:
    world.archive.accounts.leave(ADA)
    send(world, ADA, **HARBOUR)
    assert world.facts(streams.bookmark(ADA, 1)) == []


def test_what_happens_at_the_same_time_is_decided_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(world, ADA, **HARBOUR)
    stream, append = streams.bookmark(ADA, 1), StoredLog.append
    before = [("do", "rename")]

    def after_another(log: StoredLog, batch: Any) -> int:
        if before:
            before.pop()
            held = world.facts(stream)
            other = held[0].__class__(
                event=held[0].event.__class__(name="Pier", spot=held[0].event.spot),  # type: ignore[attr-defined]
                happened=held[0].happened,
                observed=held[0].observed,
                via="member",
            )
            append(log, [Append(stream, 1, (other,))])
        return append(log, batch)

    monkeypatch.setattr(StoredLog, "append", after_another)
    assert send(world, ADA, do="rename", number="1", name="Quay").status_code == 303
    assert names(world) == ["Quay"]
