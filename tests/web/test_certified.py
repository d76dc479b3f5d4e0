"""What a member is shown of how complete their archive is."""

from __future__ import annotations

from typing import Any

from domain.backup import Certificate, Count
from tests.web.world import ADA, NOW, World


def told(world: World) -> dict[str, Any]:
    shown = world.client(ADA).simulate_get("/account?format=json").json["certificates"]
    return {each["kind"]: each for each in shown}


def page(world: World) -> str:
    return world.client(ADA).simulate_get("/account").text


def test_a_backup_that_is_whole_says_so_and_when_it_was_last_confirmed(world: World) -> None:
    assert "Is the archive whole?" not in page(world)
    whole = Certificate((Count("permission public", 3, 3), Count("year 2020", 3, 3)))
    world.backup(ADA, at=NOW - 600, certificate=whole, certified=NOW - 600)
    world.backup(ADA, at=NOW - 60, certified=NOW - 600)
    photos = told(world)["photos"]
    assert (photos["whole"], photos["made"], photos["confirmed"]) == (True, NOW - 600, NOW - 60)
    assert (photos["compared"], photos["differing"], photos["odd"]) == (2, [], [])
    assert "<strong>Whole</strong>" in page(world)


def test_what_differs_is_told_by_count_and_photo_by_photo(world: World) -> None:
    world.photo("1", title="Boat", permission="private")
    made = Certificate(
        (Count("permission private", 1, 2), Count("year 2019", 4, 4), Count("year 2020", 5, 3)),
        lacking=("77",),
        unlisted=("1",),
    )
    world.backup(ADA, at=NOW - 60, certificate=made, certified=NOW - 60)
    photos = told(world)["photos"]
    assert not photos["whole"]
    assert [count["what"] for count in photos["differing"]] == ["permission private", "year 2020"]
    assert [(odd["id"], odd["title"]) for odd in photos["odd"]] == [("77", "77"), ("1", "Boat")]
    shown = page(world)
    assert "Not whole" in shown
    assert "5 at Flickr, 3 here" in shown
    assert 'href="https://www.flickr.com/photo.gne?id=77"' in shown
    assert 'href="/photos/ada/1/"' in shown


def test_albums_and_contacts_that_differ_are_named(world: World) -> None:
    albums = Certificate((Count("album 5", 2, 0),), lacking=("5",))
    contacts = Certificate((Count("contacts", 1, 0),), lacking=("99@N00",))
    for kind, made in (("albums", albums), ("contacts", contacts)):
        world.backup(ADA, at=NOW - 60, kind=kind, certificate=made, certified=NOW - 60)
    found = told(world)
    assert f"https://www.flickr.com/photos/{ADA}/albums/5/" in page(world)
    assert found["contacts"]["odd"][0]["path"] == "https://www.flickr.com/people/99@N00/"


def test_of_many_differences_the_first_are_named_and_the_rest_counted(world: World) -> None:
    made = Certificate(lacking=tuple(str(number) for number in range(70)))
    world.backup(ADA, at=NOW - 60, certificate=made, certified=NOW - 60)
    photos = told(world)["photos"]
    assert (len(photos["odd"]), photos["more"]) == (50, 20)
    assert "And 20 more such differences" in page(world)
