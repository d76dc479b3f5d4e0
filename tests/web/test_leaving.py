"""A member leaves: by a form that cannot be sent by mistake, and what they had is not shown."""

from __future__ import annotations

import pytest

from adapters.assembly import forgetting
from domain import streams
from domain.account import AccountDeleted
from tests.web.test_account import send
from tests.web.world import ADA, BOB, World
from web.asking.session import SESSION_COOKIE

TYPED = "Ada%20Lovelace"


def left(world: World) -> bool:
    return isinstance(world.facts(streams.account(ADA))[-1].event, AccountDeleted)


def test_the_page_says_what_goes_and_what_stays(world: World) -> None:
    page = world.client(ADA).simulate_get("/account/delete").text
    assert "cannot be undone" in page
    assert "Identifiers inside what others did" in page
    assert "type <strong>Ada Lovelace</strong>" in page
    assert 'name="crumb"' in page
    assert "/account/delete" in world.client(ADA).simulate_get("/account").text


def test_nobody_leaves_who_is_not_signed_in(world: World) -> None:
    answer = world.client().simulate_get("/account/delete")
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("/signin")
    assert send(world, "/account/delete", "", name=TYPED, crumb=world.crumb(ADA)) == 403


@pytest.mark.parametrize("name", ["", "Bob", "ada%20lovelace", ADA])
def test_who_does_not_type_their_name_stays(world: World, name: str) -> None:
    assert send(world, "/account/delete", ADA, name=name, crumb=world.crumb(ADA)) == 400
    assert not left(world)


def test_a_form_that_is_not_ours_lets_nobody_leave(world: World) -> None:
    for crumb in ("", "forged", world.crumb(BOB)):
        assert send(world, "/account/delete", ADA, name=TYPED, crumb=crumb) == 403
    assert not left(world)


def test_who_leaves_is_signed_out_and_forgotten(world: World) -> None:
    world.photo("5", title="garden")
    world.follow()
    assert "garden" in world.client(ADA).simulate_get("/photos/ada").text
    body = f"crumb={world.crumb(ADA)}&name={TYPED}"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = world.client(ADA).simulate_post("/account/delete", body=body, headers=headers)
    assert answer.status_code == 303
    assert answer.cookies[SESSION_COOKIE].value == ""
    assert left(world)
    assert forgetting(world.archive).finish()
    world.follow()
    for viewer in (ADA, BOB, ""):
        assert "garden" not in world.client(viewer).simulate_get("/photos/ada").text
        assert world.client(viewer).simulate_get("/photos/ada/5").status_code == 404


def test_an_old_session_of_who_left_changes_nothing(world: World) -> None:
    assert send(world, "/account/delete", ADA, name=TYPED, crumb=world.crumb(ADA)) == 303
    assert world.client(ADA).simulate_get("/account").status_code == 302
    send(world, "/account/flickr/backups", ADA, backups="photos", crumb=world.crumb(ADA))
    assert left(world)
