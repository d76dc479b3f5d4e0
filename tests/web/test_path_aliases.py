"""Path aliases that the archive keeps for its members."""

from urllib.parse import urlencode

import falcon.testing
import pytest

from tests.web.world import BOB, CLEO, World, day

HERE = "/account/pathaliases"


def send(world: World, nsid: str, **form: str) -> falcon.testing.Result:
    return world.client(nsid).simulate_post(
        HERE,
        body=urlencode({"crumb": world.crumb(nsid), **form}),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )


def status(world: World, path: str) -> int:
    return world.client().simulate_get(path).status_code


def names(world: World, alias: str) -> str:
    shown = world.client().simulate_get(f"/photos/{alias}", params={"format": "json"}).json
    return str(shown["person"]["nsid"])


def test_an_alias_that_is_kept_leads_to_the_members_photos(world: World) -> None:
    world.photo("53000000001", CLEO, at=day(1))
    assert status(world, "/photos/cleo-here") == 404
    assert send(world, CLEO, keep="cleo-here").status_code == 303
    for path in ("", "/53000000001", "/albums", "/activity", "/53000000001/history"):
        assert status(world, f"/photos/cleo-here{path}") == 200, path
    assert "cleo-here" in world.client(CLEO).simulate_get(HERE).text
    assert send(world, CLEO, drop="cleo-here").status_code == 303
    assert status(world, "/photos/cleo-here") == 404


@pytest.mark.parametrize("alias", ["me", "friends", "x", "a/b", "11@N01", "<b>", "a" * 33, ""])
def test_what_cannot_stand_in_an_address_is_refused(world: World, alias: str) -> None:
    answer = send(world, CLEO, keep=alias)
    assert answer.status_code == 400
    assert "A path alias has 2 to 32 letters" in answer.text


def test_what_leads_to_somebody_is_taken(world: World) -> None:
    assert send(world, CLEO, keep="ada").status_code == 409
    assert send(world, CLEO, keep="mine").status_code == 303
    assert send(world, BOB, keep="mine").status_code == 409
    assert send(world, BOB, keep="bob-here").status_code == 303


def test_an_alias_at_flickr_comes_first_and_one_kept_before_one_of_old(world: World) -> None:
    assert send(world, CLEO, keep="harbour").status_code == 303
    world.person(BOB, "Bob", "harbour", at=day(10))
    assert names(world, "harbour") == BOB
    world.person(BOB, "Bob", "bobby", at=day(20))
    assert names(world, "harbour") == CLEO
    assert status(world, "/photos/bobby") == 200


def test_an_alias_that_a_member_had_at_flickr_redirects_until_they_keep_it(world: World) -> None:
    world.backup(BOB)
    world.person(BOB, "Bob", "old-bob", at=day(10))
    world.person(BOB, "Bob", "new-bob", at=day(20))
    answer = world.client().simulate_get("/photos/old-bob/albums/?as_of=2019-06-01")
    assert answer.status_code == 302
    assert answer.headers["location"] == "/photos/new-bob/albums/?as_of=2019-06-01"
    assert send(world, CLEO, keep="old-bob").status_code == 409
    assert send(world, BOB, keep="old-bob").status_code == 303
    assert status(world, "/photos/old-bob/") == 200


def test_at_most_five_are_kept(world: World) -> None:
    for number in range(5):
        assert send(world, CLEO, keep=f"cleo{number}").status_code == 303
    assert send(world, CLEO, keep="cleo5").status_code == 400


def test_aliases_are_for_the_member_alone_and_a_form_needs_its_crumb(world: World) -> None:
    assert status(world, HERE) == 302
    answer = send(world, CLEO, keep="taken", crumb=world.crumb(BOB))
    assert answer.status_code == 403
    assert status(world, "/photos/taken") == 404
