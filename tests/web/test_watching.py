"""What a member sees of the work done for them: what is due, what failed, how to ask again."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.assembly import looks
from projections.reactions.looks import LeftAlone
from tests.web.test_account import send
from tests.web.world import ADA, BOB, DAY, NOW, World


def watched(world: World) -> dict[str, Any]:
    told: dict[str, Any] = world.client(ADA).simulate_get("/account?format=json").json["watched"]
    return told


def kinds(world: World) -> dict[str, dict[str, Any]]:
    return {kind["name"]: kind for kind in watched(world)["kinds"]}


def ask(world: World, kind: str) -> int:
    return send(world, "/account/flickr/backups", ADA, again=kind, crumb=world.crumb(ADA))


def test_a_kind_is_due_until_a_day_after_it_ended(world: World) -> None:
    world.backup(ADA, at=NOW - DAY // 2)
    assert kinds(world)["photos"]["state"] == "up to date"
    assert kinds(world)["photos"]["finished"] == NOW - DAY // 2
    assert kinds(world)["faves"]["state"] == "due"
    assert kinds(world)["albums"]["state"] == ""
    world.now += DAY
    assert kinds(world)["photos"]["state"] == "due"


def test_what_failed_is_told_with_its_reason_and_a_button_to_try_it_again(world: World) -> None:
    world.photo("1", title="Boat")
    missing = ("1 truncated answer", "2 105: Service currently unavailable")
    world.backup(ADA, at=NOW - 60, missing=missing)
    first, second = watched(world)["failed"]
    assert (first["id"], first["why"], first["photo"]["title"]) == ("1", "truncated answer", "Boat")
    assert (second["id"], second["photo"]) == ("2", None)
    page = world.client(ADA).simulate_get("/account").text
    assert "105: Service currently unavailable" in page
    assert "Try the photos again" in page
    world.backup(ADA, at=NOW)
    assert watched(world)["failed"] == []


def test_of_many_failures_the_first_are_told_and_the_rest_counted(world: World) -> None:
    world.backup(ADA, at=NOW, missing=tuple(f"{number} no" for number in range(70)))
    told = watched(world)
    assert (len(told["failed"]), told["more"]) == (50, 20)


def test_asking_makes_a_look_due_for_the_worker(world: World) -> None:
    assert ask(world, "photos") == 303
    [due] = looks(world.archive).of(ADA)
    assert (due.subject, due.under_way) == ("photos", False)
    assert kinds(world)["photos"]["state"] == "asked for"
    assert kinds(world)["faves"]["state"] == "due"


def test_a_try_that_failed_says_why_until_a_run_ends(world: World) -> None:
    class Refusing:
        def look(self, account: str, subject: str) -> None:
            raise LeftAlone(f"98: Invalid auth token ({account}, {subject})")

    ask(world, "photos")
    assert looks(world.archive).make_one(Refusing())
    assert kinds(world)["photos"]["why"] == f"98: Invalid auth token ({ADA}, photos)"
    world.backup(ADA, at=2_000_000_000)
    assert kinds(world)["photos"]["why"] == ""


@pytest.mark.parametrize("kind", ["dreams", "", "albums"])
def test_what_is_no_backup_of_theirs_is_not_asked_for(world: World, kind: str) -> None:
    assert ask(world, kind) == 400
    assert looks(world.archive).of(ADA) == []


def test_while_backups_rest_nothing_is_asked_for(world: World) -> None:
    send(world, "/account/flickr/backups", ADA, paused="1", crumb=world.crumb(ADA))
    assert ask(world, "photos") == 400
    page = world.client(ADA).simulate_get("/account").text
    assert "Look now" not in page
    assert looks(world.archive).of(ADA) == []


def test_a_form_that_says_nothing_changes_nothing(world: World) -> None:
    head = world.archive.log.head()
    assert send(world, "/account/flickr/backups", ADA, crumb=world.crumb(ADA)) == 400
    assert world.archive.log.head() == head


def test_without_a_good_crumb_nothing_is_asked_for(world: World) -> None:
    crumb = world.crumb(BOB)
    assert send(world, "/account/flickr/backups", ADA, again="photos", crumb=crumb) == 403
    assert looks(world.archive).of(ADA) == []


def test_the_calls_that_are_left_are_told(world: World) -> None:
    before = watched(world)["calls_left"]
    world.archive.flickr.budget.take("flickr.test.login")
    assert watched(world)["calls_left"] == before - 1


def test_which_changes_flickr_tells_of_is_told(world: World) -> None:
    world.subscription("s1", ADA, "my_photos")
    assert kinds(world)["photos"]["told"] == "asked"
    assert kinds(world)["albums"]["told"] == ""
