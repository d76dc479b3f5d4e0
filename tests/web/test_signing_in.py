"""Signing in, against a simulated Flickr: real OAuth 1.0a over real HTTP."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import falcon.testing
import pytest
import requests

from domain import streams
from domain.account import account_history
from tests.adapters.simulator.running import Simulator
from tests.web.world import World
from web.asking.session import SESSION_COOKIE, SIGNING_IN_COOKIE


@pytest.fixture
def at_flickr(tmp_path: Path, simulator: Simulator) -> Iterator[World]:
    """An archive whose Flickr is the simulator."""
    key = simulator.key()
    chosen = {
        "flickr_endpoint": simulator.root,
        "flickr_api_key": key.api_key,
        "flickr_api_secret": key.api_secret,
    }
    world = World(tmp_path, chosen)
    yield world
    world.close()


def begin(client: falcon.testing.TestClient, go_on: str = "/photos/me") -> tuple[str, str]:
    """Begin to sign in; return Flickr's page, and the cookie that the browser keeps."""
    answer = client.simulate_get("/signin", params={"go_on": go_on})
    assert answer.status_code == 302, answer.text
    kept = answer.cookies[SIGNING_IN_COOKIE]
    assert kept.http_only
    return answer.headers["location"], f"{SIGNING_IN_COOKIE}={kept.value}"


def answered(page: str, nsid: str, what: str = "allow") -> str:
    """Answer at Flickr's page as the member does; return the address that it leads to."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(page).query).items()}
    form = {**asked, "nsid": nsid, "answer": what}
    back = requests.post(page.partition("?")[0], data=form, timeout=10, allow_redirects=False)
    address = urlsplit(back.headers["Location"])
    return f"{address.path}?{address.query}"


def test_a_member_signs_in_joins_and_goes_on_to_where_they_were(
    at_flickr: World, simulator: Simulator
) -> None:
    ada = simulator.person("ada")
    client = at_flickr.client()
    page, cookie = begin(client)
    answer = client.simulate_get(answered(page, ada), headers={"Cookie": cookie})
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == "/photos/me"
    session = answer.cookies[SESSION_COOKIE]
    assert session.http_only
    assert session.same_site == "Lax"

    past = account_history(at_flickr.facts(streams.account(ada)))
    assert past.now is not None
    assert past.now.state.username == "ada"
    assert past.now.state.perms == "read"
    token = at_flickr.archive.tokens.of(ada)
    assert token is not None
    at_flickr.follow()
    signed_in = {"Cookie": f"{SESSION_COOKIE}={session.value}"}
    account = client.simulate_get("/account", headers=signed_in)
    assert account.status_code == 200
    assert token.oauth_token not in account.text


def test_the_secret_of_a_sign_in_cannot_be_read_from_its_cookie(at_flickr: World) -> None:
    page, cookie = begin(at_flickr.client())
    token = parse_qs(urlsplit(page).query)["oauth_token"][0]
    assert token not in cookie


def test_one_never_goes_on_to_another_site(at_flickr: World, simulator: Simulator) -> None:
    ada = simulator.person("ada")
    client = at_flickr.client()
    for elsewhere in ("https://evil.example/", "//evil.example/", "/\\evil.example"):
        page, cookie = begin(client, elsewhere)
        answer = client.simulate_get(answered(page, ada), headers={"Cookie": cookie})
        assert answer.headers["location"] == "/"


def test_a_member_who_denies_is_told_so_and_not_signed_in(
    at_flickr: World, simulator: Simulator
) -> None:
    page, cookie = begin(at_flickr.client())
    back = answered(page, simulator.person("ada"), "deny")
    answer = at_flickr.client().simulate_get(back, headers={"Cookie": cookie})
    assert answer.status_code == 403
    assert SESSION_COOKIE not in answer.cookies


def test_a_sign_in_begun_elsewhere_cannot_be_ended_here(
    at_flickr: World, simulator: Simulator
) -> None:
    ada = simulator.person("ada")
    client = at_flickr.client()
    page, _ = begin(client)
    _, other = begin(client)
    back = answered(page, ada)
    for cookie in ("", other, f"{SIGNING_IN_COOKIE}=forged"):
        answer = client.simulate_get(back, headers={"Cookie": cookie})
        assert answer.status_code == 400
        assert SESSION_COOKIE not in answer.cookies


def test_a_wrong_verifier_is_refused_in_plain_words(at_flickr: World) -> None:
    page, cookie = begin(at_flickr.client())
    token = parse_qs(urlsplit(page).query)["oauth_token"][0]
    params = {"oauth_token": token, "oauth_verifier": "wrong"}
    answer = at_flickr.client().simulate_get("/auth", params=params, headers={"Cookie": cookie})
    assert answer.status_code == 502
    assert token not in answer.text


def test_where_no_members_are_taken_strangers_are_refused_and_nothing_is_kept(
    tmp_path: Path, simulator: Simulator
) -> None:
    key = simulator.key()
    ada = simulator.person("ada")
    closed = World(
        tmp_path,
        {
            "flickr_endpoint": simulator.root,
            "flickr_api_key": key.api_key,
            "flickr_api_secret": key.api_secret,
            "enable_feature_backups_registration": False,
        },
    )
    page, cookie = begin(closed.client())
    answer = closed.client().simulate_get(answered(page, ada), headers={"Cookie": cookie})
    assert answer.status_code == 403
    assert "takes no new members" in answer.text
    assert closed.archive.tokens.of(ada) is None
    assert closed.facts(streams.account(ada)) == []
    closed.close()


def test_without_a_key_the_page_says_who_can_mend_it(tmp_path: Path) -> None:
    world = World(tmp_path, {"flickr_api_key": ""})
    answer = world.client().simulate_get("/signin")
    assert answer.status_code == 503
    assert "flickr_api_key" in answer.text
    world.close()
