"""Signing in with Flickr: OAuth 1.0a in three steps (https://www.flickr.com/services/api/auth.oauth.html).

Ask for a request token, send the member to `authorize_url`, and exchange the verifier that they
come back with (or, out of band, type in) for a token of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias
from urllib.parse import parse_qsl, urlencode

import requests

from adapters.flickr.call import Call
from adapters.flickr.credentials import Key, Perms, Token, signature
from adapters.flickr.endpoints import REAL, Endpoints
from adapters.flickr.errors import Refused, Unreadable
from adapters.flickr.exchange import API, Limits, Monotonic, exchange, new_session
from adapters.flickr.failures import bad_status, oauth_problem
from adapters.flickr.reading import child, text

OUT_OF_BAND: Final = "oob"
"""The callback of an application that cannot be called back: Flickr shows the code instead."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A member who let the archive in, and their token."""

    nsid: str
    username: str
    fullname: str
    token: Token


@dataclass(frozen=True, slots=True)
class Allowed:
    """Whose token it is and what it allows."""

    nsid: str
    username: str
    fullname: str
    perms: Perms | Literal["none"]


_Fields: TypeAlias = dict[str, str]


@dataclass(frozen=True, slots=True)
class SignIn:
    """Flickr's side of signing in."""

    key: Key
    monotonic: Monotonic
    endpoints: Endpoints = REAL
    limits: Limits = API
    session: requests.Session = field(default_factory=new_session, repr=False)

    def request_token(self, callback: str = OUT_OF_BAND) -> Token:
        """A request token; Flickr will send the member to `callback`. Raises FlickrError."""
        said = self._asked("request_token", callback_uri=callback)
        return Token(said["oauth_token"], said["oauth_token_secret"])

    def authorize_url(self, request_token: Token, perms: Perms = "read") -> str:
        """Where the member goes to let the archive in."""
        query = urlencode({"oauth_token": request_token.token, "perms": perms})
        return f"{self.endpoints.oauth}/authorize?{query}"

    def access_token(self, request_token: Token, verifier: str) -> SignedIn:
        """The member's own token, once they have agreed. Raises FlickrError.

        VerifierRefused and InvalidToken mean that the sign-in must begin again.
        """
        said = self._asked("access_token", request_token, verifier=verifier.strip())
        return SignedIn(
            nsid=said.get("user_nsid", ""),
            username=said.get("username", ""),
            fullname=said.get("fullname", ""),
            token=Token(said["oauth_token"], said["oauth_token_secret"]),
        )

    def _asked(self, step: str, token: Token | None = None, **signed: str) -> _Fields:
        url = f"{self.endpoints.oauth}/{step}"
        request = requests.Request("POST", url, auth=signature(self.key, token, **signed))
        what = f"oauth/{step}"
        reply = exchange(
            self.session, request, what=what, monotonic=self.monotonic, limits=self.limits
        )
        problem = bad_status(what, reply.status, reply.headers) or oauth_problem(what, reply.body)
        if problem is not None:
            raise problem
        if reply.status >= 400:
            raise Refused(what, f"HTTP {reply.status}")
        said = dict(parse_qsl(reply.body.decode("utf-8", "replace"), keep_blank_values=True))
        if not said.get("oauth_token") or not said.get("oauth_token_secret"):
            raise Unreadable(what, "an answer without a token")
        return said


def check_token(call: Call) -> Allowed:
    """Whose token signs `call`, and what it allows. Raises InvalidToken if it was withdrawn."""
    answer = call("flickr.auth.oauth.checkToken")
    said = child(answer, "oauth")
    return Allowed(
        nsid=text(said, "user", "nsid") or "",
        username=text(said, "user", "username") or "",
        fullname=text(said, "user", "fullname") or "",
        perms=_perms(text(said, "perms")),
    )


def _perms(said: str | None) -> Perms | Literal["none"]:
    match said:
        case "read" | "write" | "delete":
            return said
        case _:
            return "none"
