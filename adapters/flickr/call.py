"""Calling Flickr's REST API: one narrow callable, on which everything else stands.

A `Call` takes a method and its arguments and gives the answer's tree. `Flickr` makes one call
over HTTP; `retrying` and `budgeted` each take a `Call` and give one that has more patience, or
keeps within the budget.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeAlias

import requests

from adapters.flickr.answers import Answer, answer_of
from adapters.flickr.credentials import Key, Token, signature
from adapters.flickr.endpoints import REAL, Endpoints
from adapters.flickr.errors import Refused
from adapters.flickr.exchange import API, Limits, Monotonic, Reply, exchange, new_session
from adapters.flickr.failures import bad_status, oauth_problem

Argument: TypeAlias = str | int | float | bool | None
"""None leaves an argument out; True and False are sent as 1 and 0."""

_READS: Final = re.compile(
    r"flickr\.(test|reflection)\.\w+|flickr\.[\w.]*\b(get|find|lookup|check|search|recently)\w*"
)


class Call(Protocol):
    """Calls a method of Flickr's and gives its answer. Raises FlickrError."""

    def __call__(self, method: str, /, **arguments: Argument) -> Answer:
        """Call `method`."""
        ...


@dataclass(frozen=True, slots=True)
class Flickr:
    """Flickr as a callable: one call is one HTTP request. Unsigned without a token."""

    key: Key
    monotonic: Monotonic
    token: Token | None = None
    endpoints: Endpoints = REAL
    limits: Limits = API
    session: requests.Session = field(default_factory=new_session, repr=False)

    def __call__(self, method: str, /, **arguments: Argument) -> Answer:
        """Call a method: GET for those that read, POST for those that write. Raises FlickrError."""
        sent = {"method": method, "format": "json", "nojsoncallback": "1", **as_sent(arguments)}
        auth = None
        if self.token is None:
            sent["api_key"] = self.key.api_key
        else:
            auth = signature(self.key, self.token)
        if reads(method):
            request = requests.Request("GET", self.endpoints.rest, params=sent, auth=auth)
        else:
            request = requests.Request("POST", self.endpoints.rest, data=sent, auth=auth)
        reply = exchange(
            self.session, request, what=method, monotonic=self.monotonic, limits=self.limits
        )
        return answered(method, reply)


def reads(method: str) -> bool:
    """Whether a method only looks, so that it may be called twice without harm."""
    return _READS.fullmatch(method) is not None


def as_sent(arguments: dict[str, Argument]) -> dict[str, str]:
    """Arguments as Flickr takes them."""
    return {
        name: str(int(value)) if isinstance(value, bool) else str(value)
        for name, value in arguments.items()
        if value is not None
    }


def answered(what: str, reply: Reply) -> Answer:
    """The tree of an answer. Raises the error that status and body stand for."""
    problem = bad_status(what, reply.status, reply.headers) or oauth_problem(what, reply.body)
    if problem is not None:
        raise problem
    if reply.status >= 400 and not reply.body.lstrip().startswith((b"{", b"<?xml", b"<rsp")):
        raise Refused(what, f"HTTP {reply.status}")
    return answer_of(what, reply.body)
