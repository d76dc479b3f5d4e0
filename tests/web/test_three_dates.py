"""Every answer shows its three dates: became so on Flickr, seen by the archive, shown as of."""

from __future__ import annotations

from typing import Any

from tests.web.world import ADA, BOB, DAY, NOW, START, Location, World, day

ID = "53000000001"
HERE = f"/photos/ada/{ID}"


def time_of(world: World, path: str, nsid: str = "", **params: str) -> Any:
    answer = world.client(nsid).simulate_get(path, params={"format": "json", **params})
    assert answer.status_code == 200, answer.text
    return answer.json["time"]


def test_a_photo_tells_since_when_it_is_so_and_when_that_was_seen(world: World) -> None:
    world.photo(ID, at=day(1), title="Pier")
    world.photo(ID, at=day(9), after=day(8), title="Ship")
    now = time_of(world, HERE)
    assert (now["so"]["after"], now["so"]["until"]) == (day(8), day(9))
    assert now["seen"]["until"] == day(9)
    page = world.client().simulate_get(HERE).text
    assert "<dt>Became so on Flickr</dt>" in page
    assert f"<dd>{now['so']['words']}</dd>" in page
    assert f"<dd>on {now['seen']['words']}</dd>" in page
    then = time_of(world, HERE, as_of=f"@{day(5)}")
    assert then["at"] == day(5)
    assert then["so"]["until"] <= day(1)
    assert then["seen"]["until"] == day(1)


def test_a_version_that_was_opened_tells_from_when_on_it_is_shown_and_no_more(
    world: World,
) -> None:
    world.photo(ID, at=day(1), permission="private")
    world.photo(ID, at=day(9), after=day(8), permission="public")
    opened = time_of(world, HERE, BOB)
    assert opened["so"]["words"].startswith("shown to you from")
    assert opened["seen"] is None
    assert time_of(world, HERE, ADA)["seen"]["until"] == day(9)


def test_a_change_of_place_moves_no_date_of_who_may_not_see_the_place(world: World) -> None:
    world.photo(ID, at=day(1), geo_permission="private")
    before = time_of(world, HERE, BOB)
    world.photo(ID, at=day(9), after=day(8), location=None, geo_permission="private")
    assert time_of(world, HERE, BOB)["so"] == before["so"]
    assert time_of(world, HERE, BOB)["seen"] == before["seen"]


def test_a_list_tells_its_last_change_and_the_last_look(world: World) -> None:
    world.photo(ID, at=day(1), title="Pier")
    world.photo(ID, at=day(9), after=day(8), title="Ship")
    world.backup(ADA)
    now = time_of(world, "/photos/ada")
    assert now["so"]["until"] == day(9)
    assert START - DAY <= now["seen"]["until"] <= NOW
    assert time_of(world, "/photos/ada", as_of=f"@{day(9)}")["so"]["until"] == day(9)
    assert time_of(world, "/photos/ada", as_of=f"@{day(9) - 1}")["so"]["until"] < day(9) - DAY
    for path in ("/", "/search", "/photos/ada/tags", "/photos/ada/activity", "/photos/ada/map"):
        assert time_of(world, path)["so"]["until"] == day(9), path


def test_the_account_and_the_forms_tell_when_flickr_was_last_looked_at(world: World) -> None:
    world.photo(ID, at=day(1), title="Pier", location=Location(latitude="1", longitude="2"))
    world.photo(ID, at=day(9), after=day(8), title="Ship")
    world.backup(ADA, at=day(12))
    world.roles(ADA, "admin")
    for path in ("/account", "/god", "/god/users"):
        assert time_of(world, path, ADA)["seen"]["until"] == day(12) - 60, path
    form = time_of(world, f"{HERE}/place", ADA)
    assert (form["so"]["until"], form["seen"]["until"]) == (day(9), day(9))
    # These are of the archive alone, and say nothing about Flickr.
    for path in ("/account/pathaliases", "/account/delete", "/god/push/subscriptions"):
        assert time_of(world, path, ADA)["seen"] is None, path
