"""OAuth 1.0a is checked as Flickr checks it, and members sign in with a browser."""

import re
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
import requests
from requests_oauthlib import OAuth1, OAuth1Session

from tests.adapters.simulator.running import ApiKey, Flickr, Simulator, Token, shared_simulator

__all__ = ["shared_simulator"]

TIMEOUT = 30


@pytest.fixture(scope="module")
def key(shared_simulator: Simulator) -> ApiKey:
    return shared_simulator.key(title="Shadow")


@pytest.fixture(scope="module")
def ada(shared_simulator: Simulator) -> str:
    return shared_simulator.person("ada", realname="Ada Nowak")


@pytest.fixture
def token(shared_simulator: Simulator, key: ApiKey, ada: str) -> Token:
    return shared_simulator.token(ada, key, "read")


def test_a_signed_call_is_its_members(
    shared_simulator: Simulator, key: ApiKey, token: Token, ada: str
) -> None:
    user = shared_simulator.flickr(key, token).call("flickr.test.login")["user"]
    assert user["id"] == ada
    assert user["username"] == {"_content": "ada"}
    told = shared_simulator.flickr(key, token).call("flickr.auth.oauth.checkToken")["oauth"]
    assert told["perms"] == {"_content": "read"}
    assert told["user"]["nsid"] == ada


def test_a_call_that_was_tampered_with_is_refused(
    shared_simulator: Simulator, key: ApiKey, token: Token
) -> None:
    url = f"{shared_simulator.root}/services/rest/?method=flickr.test.login&user_id=me"
    auth = OAuth1(key.api_key, key.api_secret, token.token, token.secret)
    signed = auth(requests.Request("GET", url).prepare())
    signed.url = url.replace("user_id=me", "user_id=you")
    answer = requests.Session().send(signed, timeout=TIMEOUT)
    assert answer.status_code == 401
    problem = parse_qs(answer.text)
    assert problem["oauth_problem"] == ["signature_invalid"]
    assert "user_id%3Dyou" in problem["debug_sbs"][0]


@pytest.mark.parametrize("part", ["api_secret", "secret"])
def test_a_wrong_secret_is_refused(
    shared_simulator: Simulator, key: ApiKey, token: Token, part: str
) -> None:
    if part == "secret":
        token = token._replace(secret="wrong")
    else:
        key = key._replace(api_secret="wrong")
    answer = shared_simulator.flickr(key, token).get("flickr.test.login")
    assert answer.status_code == 401
    assert answer.text.startswith("oauth_problem=signature_invalid&debug_sbs=")


def test_a_request_is_not_answered_twice(
    shared_simulator: Simulator, key: ApiKey, token: Token
) -> None:
    url = f"{shared_simulator.root}/services/rest/?method=flickr.test.login"
    auth = OAuth1(key.api_key, key.api_secret, token.token, token.secret)
    signed = auth(requests.Request("GET", url).prepare())
    session = requests.Session()
    assert session.send(signed, timeout=TIMEOUT).status_code == 200
    again = session.send(signed, timeout=TIMEOUT)
    assert (again.status_code, again.text) == (401, "oauth_problem=nonce_used")


@pytest.mark.parametrize("where", ["AUTH_HEADER", "QUERY", "BODY"])
def test_a_signature_may_be_in_header_query_or_body(
    shared_simulator: Simulator, key: ApiKey, token: Token, where: str
) -> None:
    auth = OAuth1(key.api_key, key.api_secret, token.token, token.secret, signature_type=where)
    url = f"{shared_simulator.root}/services/rest/"
    arguments = {"method": "flickr.test.login", "note": "a b&c=d ü"}
    answer = requests.post(url, data=arguments, auth=auth, timeout=TIMEOUT)
    assert '<rsp stat="ok">' in answer.text


def test_a_withdrawn_token_is_an_invalid_one(
    shared_simulator: Simulator, key: ApiKey, token: Token
) -> None:
    shared_simulator.withdraw(token)
    answer = shared_simulator.flickr(key, token).call("flickr.test.login")
    assert (answer["stat"], answer["code"]) == ("fail", 98)


def test_a_token_belongs_to_one_application(
    shared_simulator: Simulator, key: ApiKey, token: Token
) -> None:
    other = shared_simulator.key()
    assert shared_simulator.flickr(other, token).call("flickr.test.login")["code"] == 98
    assert shared_simulator.flickr(key, token).call("flickr.test.login")["stat"] == "ok"


@pytest.mark.parametrize(
    ("api_key", "message"),
    [
        ("", "Invalid API Key (Key has invalid format)"),
        ("nonsense", "Invalid API Key (Key has invalid format)"),
        ("0" * 32, "Invalid API Key (Key not found)"),
    ],
)
def test_a_wrong_key_is_said_to_be_one(
    shared_simulator: Simulator, api_key: str, message: str
) -> None:
    unknown = Flickr(shared_simulator.root, ApiKey(api_key, ""))
    answer = unknown.call("flickr.photos.search")
    assert answer == {"stat": "fail", "code": 100, "message": message}


def _begin(simulator: Simulator, key: ApiKey, callback: str) -> tuple[OAuth1Session, str, str]:
    session = OAuth1Session(key.api_key, key.api_secret, callback_uri=callback)
    given = session.fetch_request_token(f"{simulator.root}/services/oauth/request_token")
    assert given["oauth_callback_confirmed"] == "true"
    url = f"{simulator.root}/services/oauth/authorize"
    page = requests.get(
        url, params={"oauth_token": given["oauth_token"], "perms": "write"}, timeout=TIMEOUT
    )
    return session, given["oauth_token"], page.text


def _decide(simulator: Simulator, token: str, nsid: str, answer: str) -> requests.Response:
    return requests.post(
        f"{simulator.root}/services/oauth/authorize",
        data={"oauth_token": token, "perms": "write", "nsid": nsid, "answer": answer},
        timeout=TIMEOUT,
        allow_redirects=False,
    )


def test_a_member_signs_in_and_comes_back(
    shared_simulator: Simulator, key: ApiKey, ada: str
) -> None:
    session, token, page = _begin(shared_simulator, key, "http://shadow.test/auth?next=%2F")
    assert "Shadow wants to use your Flickr account" in page
    assert f'value="{ada}"' in page
    sent_back = _decide(shared_simulator, token, ada, "allow")
    assert sent_back.status_code == 302
    back = urlsplit(sent_back.headers["Location"])
    assert (back.netloc, back.path) == ("shadow.test", "/auth")
    arguments = dict(parse_qsl(back.query))
    assert arguments["next"] == "/"
    session.parse_authorization_response(sent_back.headers["Location"])
    got = session.fetch_access_token(f"{shared_simulator.root}/services/oauth/access_token")
    assert (got["user_nsid"], got["username"], got["fullname"]) == (ada, "ada", "Ada Nowak")
    credentials = Token(got["oauth_token"], got["oauth_token_secret"])
    told = shared_simulator.flickr(key, credentials).call("flickr.auth.oauth.checkToken")
    assert told["oauth"]["perms"] == {"_content": "write"}


def test_a_code_is_shown_to_applications_out_of_band(
    shared_simulator: Simulator, key: ApiKey, ada: str
) -> None:
    session, token, _ = _begin(shared_simulator, key, "oob")
    page = _decide(shared_simulator, token, ada, "allow").text
    shown = re.search(r'id="verifier">(\d{3}-\d{3}-\d{3})<', page)
    assert shown is not None
    url = f"{shared_simulator.root}/services/oauth/access_token"
    got = session.fetch_access_token(url, verifier=shown[1])
    assert got["user_nsid"] == ada


def _guess(simulator: Simulator, session: OAuth1Session, code: str) -> requests.Response:
    """Asks for an access token with a code that was not given."""
    session.auth.client.verifier = code
    answer: requests.Response = session.post(
        f"{simulator.root}/services/oauth/access_token", timeout=TIMEOUT
    )
    return answer


def test_a_wrong_code_lets_nobody_in(shared_simulator: Simulator, key: ApiKey, ada: str) -> None:
    session, token, _ = _begin(shared_simulator, key, "oob")
    _decide(shared_simulator, token, ada, "allow")
    answer = _guess(shared_simulator, session, "000-000-00x")
    assert (answer.status_code, answer.text) == (401, "oauth_problem=verifier_invalid")


def test_a_request_token_that_nobody_allowed_is_worth_nothing(
    shared_simulator: Simulator, key: ApiKey
) -> None:
    session, _, _ = _begin(shared_simulator, key, "oob")
    answer = _guess(shared_simulator, session, "123-456-789")
    assert (answer.status_code, answer.text) == (401, "oauth_problem=token_rejected")


def test_who_denies_is_sent_back_without_a_code(
    shared_simulator: Simulator, key: ApiKey, ada: str
) -> None:
    _, token, _ = _begin(shared_simulator, key, "http://shadow.test/auth")
    back = dict(
        parse_qsl(urlsplit(_decide(shared_simulator, token, ada, "deny").headers["Location"]).query)
    )
    assert back == {"oauth_token": token, "oauth_problem": "user_refused"}


def test_an_unknown_key_gets_no_request_token(shared_simulator: Simulator) -> None:
    auth = OAuth1("0" * 32, "x", callback_uri="oob")
    url = f"{shared_simulator.root}/services/oauth/request_token"
    answer = requests.get(url, auth=auth, timeout=TIMEOUT)
    assert (answer.status_code, answer.text) == (401, "oauth_problem=consumer_key_unknown")


def test_no_secret_is_remembered_with_a_call(
    shared_simulator: Simulator, key: ApiKey, token: Token
) -> None:
    shared_simulator.forget_calls()
    shared_simulator.flickr(key, token).get("flickr.test.login")
    (call,) = shared_simulator.calls()
    assert (call["method"], call["status"], call["code"]) == ("flickr.test.login", 200, None)
    assert token.token not in str(call)
