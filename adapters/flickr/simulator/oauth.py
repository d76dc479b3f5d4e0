"""OAuth 1.0a as Flickr gives it, by oauthlib's provider side: HMAC-SHA1 and nothing else.

Timestamps are not compared with any clock, for the world's may stand elsewhere; a nonce is
accepted once. Refusals are HTTP 401 with a form-encoded `oauth_problem`.
"""

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec
from msgspec.structs import replace
from oauthlib.common import Request
from oauthlib.oauth1 import (
    AccessTokenEndpoint,
    RequestTokenEndpoint,
    ResourceEndpoint,
    SignatureOnlyEndpoint,
)
from oauthlib.oauth1.rfc5849 import signature
from oauthlib.oauth1.rfc5849.errors import OAuth1Error

from adapters.flickr.simulator.oauth_rules import Rules
from adapters.flickr.simulator.values import AccessToken, RequestToken
from adapters.flickr.simulator.world import World


class Asked(msgspec.Struct, frozen=True):
    """A request as it was signed: address with query, method, form body, headers."""

    uri: str
    http_method: str
    body: str
    headers: Mapping[str, str]


class RefusedError(Exception):
    """A signature or a token that is not accepted; `body` is the form-encoded `oauth_problem`."""

    def __init__(self, problem: str, **more: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.body = urlencode({"oauth_problem": problem, **more})


class Provider:
    """Gives tokens and checks signatures. Used under the world's lock."""

    def __init__(self, world: World) -> None:
        self._world = world
        rules = Rules(world)
        self._request_tokens = RequestTokenEndpoint(rules)
        self._access_tokens = AccessTokenEndpoint(rules)
        self._resources = ResourceEndpoint(rules)
        self._keys_alone = SignatureOnlyEndpoint(rules)

    def request_token(self, asked: Asked) -> str:
        """A fresh request token, form-encoded. Raises `RefusedError`."""
        request = _checked(self._request_tokens, "validate_request_token_request", asked)
        token = RequestToken(
            token=_token(),
            secret=secrets.token_hex(8),
            api_key=str(request.client_key),
            callback=str(request.redirect_uri),
        )
        self._world.request_tokens.put(token)
        return urlencode(
            {
                "oauth_callback_confirmed": "true",
                "oauth_token": token.token,
                "oauth_token_secret": token.secret,
            }
        )

    def access_token(self, asked: Asked) -> str:
        """The member's token in exchange for an allowed request token. Raises `RefusedError`."""
        request = _checked(self._access_tokens, "validate_access_token_request", asked)
        allowed = self._world.request_tokens.drop(str(request.resource_owner_key))
        if allowed is None:
            raise RefusedError("token_used")
        token = AccessToken(
            token=_token(),
            secret=secrets.token_hex(8),
            api_key=allowed.api_key,
            nsid=allowed.nsid,
            perms=allowed.perms,
        )
        self._world.access_tokens.put(token)
        person = self._world.known_person(token.nsid)
        return urlencode(
            {
                "fullname": person.realname or "",
                "oauth_token": token.token,
                "oauth_token_secret": token.secret,
                "user_nsid": person.nsid,
                "username": person.username,
            }
        )

    def signer(self, asked: Asked) -> AccessToken | str:
        """The token that signed a call, or the API key that signed alone. Raises `RefusedError`."""
        if not _names_token(asked):
            request = _checked(self._keys_alone, "validate_request", asked)
            return str(request.client_key)
        request = _checked(self._resources, "validate_protected_resource_request", asked)
        token = self._world.access_tokens.get(str(request.resource_owner_key))
        if token is None:
            raise RefusedError("token_rejected")
        return token


def is_signed(asked: Asked, arguments: Mapping[str, str]) -> bool:
    """Whether a request says that it is signed."""
    return "Authorization" in asked.headers or "oauth_signature" in arguments


def _names_token(asked: Asked) -> bool:
    try:
        given = signature.collect_parameters(
            uri_query=asked.uri.partition("?")[2], body=asked.body, headers=dict(asked.headers)
        )
    except ValueError as error:
        raise RefusedError("parameter_rejected") from error
    return any(name == "oauth_token" and value for name, value in given)


def _token() -> str:
    return f"{72_157_700_000_000_000 + secrets.randbelow(10**12)}-{secrets.token_hex(8)}"


def _checked(endpoint: Any, check: str, asked: Asked) -> Request:
    """Runs one of oauthlib's checks; the request it made of what was asked."""
    given = (asked.uri, asked.http_method, asked.body, dict(asked.headers))
    try:
        # oauthlib has no public way to these two; they say what is missing where checks do not.
        request: Request = endpoint._create_request(*given)
        endpoint._check_mandatory_parameters(request)
        if check in ("validate_protected_resource_request", "validate_request"):
            valid, request = getattr(endpoint, check)(*given)
        else:
            valid, request = getattr(endpoint, check)(request)
    except OAuth1Error as error:
        absent = {"oauth_parameters_absent": error.description}
        raise RefusedError("parameter_absent", **absent) from error
    except ValueError as error:
        raise RefusedError("parameter_rejected") from error
    if not valid:
        raise _refusal(request)
    return request


def _refusal(request: Request) -> RefusedError:
    failed = [what for what, passed in request.validator_log.items() if not passed]
    if not request.validator_log:
        return RefusedError("nonce_used" if request.nonce else "parameter_absent")
    for what, problem in _PROBLEMS:
        if what in failed:
            return RefusedError(problem)
    base_string = signature.signature_base_string(
        request.http_method,
        signature.base_string_uri(request.uri),
        signature.normalize_parameters(request.params),  # type: ignore[arg-type]
    )
    return RefusedError("signature_invalid", debug_sbs=base_string)


_PROBLEMS = (
    ("client", "consumer_key_unknown"),
    ("resource_owner", "token_rejected"),
    ("verifier", "verifier_invalid"),
    ("callback", "parameter_rejected"),
)


def allow(world: World, token: RequestToken, nsid: str, perms: str) -> RequestToken:
    """A member agrees: the request token gets a verifier of three times three digits."""
    digits = f"{secrets.randbelow(10**9):09d}"
    verifier = f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    agreed = replace(token, nsid=nsid, perms=perms, verifier=verifier)
    world.request_tokens.put(agreed)
    return agreed
