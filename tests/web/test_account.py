"""Sessions, forms and their crumbs, and what a member chooses."""

from typing import Any

import pytest

from domain import streams
from domain.account import account_history
from tests.web.world import ADA, BOB, World
from web.asking.forms import LONGEST
from web.asking.session import SESSION_COOKIE, Sessions


def chosen(world: World) -> Any:
    past = account_history(world.facts(streams.account(ADA)))
    assert past.now is not None
    return past.now.state


def send(world: World, path: str, viewer: str, **form: str) -> int:
    body = "&".join(f"{key}={value}" for key, value in form.items())
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return world.client(viewer).simulate_post(path, body=body, headers=headers).status_code


def test_a_member_chooses_what_is_backed_up(world: World) -> None:
    crumb = world.crumb(ADA)
    assert send(world, "/account/flickr/backups", ADA, backups="albums", crumb=crumb) == 303
    assert chosen(world).backups == ("albums",)
    assert send(world, "/account/flickr/backups", ADA, paused="1", crumb=crumb) == 303
    assert chosen(world).paused is True
    page = world.client(ADA).simulate_get("/account").text
    assert "Your backups rest" in page


def test_choosing_nothing_registers_nothing(world: World) -> None:
    assert send(world, "/account/flickr/backups", ADA, backups="", crumb=world.crumb(ADA)) == 303
    assert chosen(world).backups == ()


def test_an_unknown_backup_is_refused(world: World) -> None:
    form = {"backups": "dreams", "crumb": world.crumb(ADA)}
    assert send(world, "/account/flickr/backups", ADA, **form) == 400
    assert chosen(world).backups == ("photos", "faves")


@pytest.mark.parametrize("path", ["/account/flickr/backups", "/signout"])
def test_a_form_without_a_good_crumb_changes_nothing(world: World, path: str) -> None:
    for crumb in ("", "forged", world.crumb(BOB)):
        assert send(world, path, ADA, paused="1", crumb=crumb) == 403
    assert send(world, path, "", paused="1", crumb=world.crumb(ADA)) == 403
    assert chosen(world).paused is not True


def test_every_form_that_is_sent_carries_a_crumb(world: World) -> None:
    page = world.client(ADA).simulate_get("/account").text
    forms = page.split('<form method="post"')[1:]
    assert forms
    assert all('name="crumb"' in form.partition("</form>")[0] for form in forms)


def test_signing_out_ends_the_session(world: World) -> None:
    body = f"crumb={world.crumb(ADA)}"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = world.client(ADA).simulate_post("/signout", body=body, headers=headers)
    assert answer.status_code == 303
    assert answer.cookies[SESSION_COOKIE].value == ""


def test_a_forged_session_is_nobodys(world: World) -> None:
    value = Sessions("another secret").write(ADA)
    headers = {"Cookie": f"{SESSION_COOKIE}={value}"}
    answer = world.client().simulate_get("/photos/ada/contacts", headers=headers)
    assert answer.status_code == 403


def test_nothing_secret_is_on_the_account_page(world: World) -> None:
    page = world.client(ADA).simulate_get("/account").text
    for secret in ("app-secret-of-this-archive", "cookie-secret", "crumb-secret"):
        assert secret not in page


def test_the_account_of_nobody_leads_to_signing_in(world: World) -> None:
    answer = world.client().simulate_get("/account")
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("/signin")


def test_a_form_that_is_too_large_is_refused(world: World) -> None:
    form = {"crumb": world.crumb(ADA), "backups": "x" * (LONGEST + 1)}
    assert send(world, "/account/flickr/backups", ADA, **form) == 413
