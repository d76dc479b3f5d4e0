from __future__ import annotations

import re
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from adapters.flickr import endpoints, errors
from adapters.flickr.call import Flickr
from adapters.flickr.credentials import Key, Perms, Token
from adapters.flickr.signing_in import SignIn, check_token
from tests.adapters.flickr import clients
from tests.adapters.flickr.odd_server import Odd, OddServer
from tests.adapters.simulator.running import Simulator


def sign_in_at(root: str, key: Key) -> SignIn:
    return SignIn(key=key, monotonic=time.monotonic, endpoints=endpoints.under(root))


def allow(url: str, nsid: str, answer: str = "allow") -> requests.Response:
    """What the member's browser does on Flickr's page."""
    assert requests.get(url, timeout=10).status_code == 200
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    form = {**asked, "nsid": nsid, "answer": answer}
    return requests.post(url.partition("?")[0], data=form, timeout=10, allow_redirects=False)


@pytest.mark.parametrize("perms", ["read", "write", "delete"])
def test_a_member_signs_in_by_being_sent_to_flickr_and_back(
    simulator: Simulator, perms: Perms
) -> None:
    ada = simulator.person("ada", realname="Ada L. 写真")
    sign_in = sign_in_at(simulator.root, Key(*simulator.key()))
    asked = sign_in.request_token("https://archive.example/auth/?next=/photos/")
    back = allow(sign_in.authorize_url(asked, perms), ada).headers["Location"]
    assert back.startswith("https://archive.example/auth/?next=/photos/")
    came = parse_qs(urlsplit(back).query)
    assert came["oauth_token"] == [asked.token]

    member = sign_in.access_token(asked, came["oauth_verifier"][0])
    assert (member.nsid, member.username, member.fullname) == (ada, "ada", "Ada L. 写真")
    call = Flickr(sign_in.key, time.monotonic, member.token, sign_in.endpoints)
    allowed = check_token(call)
    assert (allowed.nsid, allowed.username, allowed.perms) == (ada, "ada", perms)


def test_a_member_signs_in_by_typing_the_code(simulator: Simulator) -> None:
    ada = simulator.person("ada")
    sign_in = sign_in_at(simulator.root, Key(*simulator.key()))
    asked = sign_in.request_token()
    page = allow(sign_in.authorize_url(asked), ada).text
    found = re.search(r"\d{3}-\d{3}-\d{3}", page)
    assert found is not None
    assert sign_in.access_token(asked, f"  {found[0]}\n").nsid == ada


def test_a_wrong_code_and_a_denied_request_are_refused(simulator: Simulator) -> None:
    ada = simulator.person("ada")
    sign_in = sign_in_at(simulator.root, Key(*simulator.key()))
    asked = sign_in.request_token()
    allow(sign_in.authorize_url(asked), ada)
    with pytest.raises(errors.VerifierRefused, match="Begin the sign-in again"):
        sign_in.access_token(asked, "000-000-000")
    denied = sign_in.request_token()
    allow(sign_in.authorize_url(denied), ada, "deny")
    with pytest.raises(errors.InvalidToken):
        sign_in.access_token(denied, "000-000-000")


def test_a_wrong_key_or_secret_cannot_begin(simulator: Simulator) -> None:
    good = simulator.key()
    with pytest.raises(errors.InvalidApiKey, match="Check flickr_api_key"):
        sign_in_at(simulator.root, Key("0" * 32, good.api_secret)).request_token()
    with pytest.raises(errors.InvalidSignature, match="Check flickr_api_secret"):
        sign_in_at(simulator.root, Key(good.api_key, "0" * 16)).request_token()


def test_a_withdrawn_token_is_found_out(simulator: Simulator) -> None:
    call = clients.member(simulator, simulator.person("ada"))
    assert call.token is not None
    simulator.ask("DELETE", "tokens", {"oauth_token": call.token.token})
    with pytest.raises(errors.InvalidToken, match="Sign in with Flickr again"):
        check_token(call)


@pytest.mark.parametrize("body", [b"", b"<html>", b"oauth_token=only", b"\xff\xfe"])
def test_an_answer_without_a_token_is_no_sign_in(odd: OddServer, body: bytes) -> None:
    odd.answers = [Odd(body)]
    with pytest.raises(errors.Unreadable):
        sign_in_at(odd.root, Key("k", "s")).request_token()


def test_what_a_member_holds_shows_no_secret() -> None:
    assert "hush" not in repr(Token("hush", "hush")) + repr(Key("key", "hush"))
