"""One HTTP exchange within limits of time and size, its troubles as typed errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, TypeAlias

import requests
from requests import exceptions as trouble
from urllib3.exceptions import NewConnectionError

from adapters.flickr import errors as e

Monotonic: TypeAlias = Callable[[], float]
"""A clock in seconds that never goes back."""

CHUNK: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to connect, between two reads, and for the whole; bytes of a body, decoded."""

    connect: float = 10.0
    read: float = 30.0
    whole: float = 120.0
    size: int = 32 << 20


API: Final = Limits()
FILES: Final = Limits(read=60.0, whole=3600.0, size=1100 << 20)
"""Flickr takes photos of up to 200 MB and videos of up to 1 GB."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def new_session(user_agent: str = "parallel-flickr") -> requests.Session:
    """A pool of connections that says who is calling."""
    session = requests.Session()
    session.headers["User-Agent"] = user_agent
    return session


def exchange(
    session: requests.Session,
    request: requests.Request,
    *,
    what: str,
    monotonic: Monotonic,
    limits: Limits = API,
) -> Reply:
    """Sends a request and reads the whole answer, whatever its status.

    `what` names the call in errors. Raises Unreachable, Interrupted, TimedOut, TooLarge and
    WrongAddress. Redirects are not followed.
    """
    with opened(session, request, what=what, limits=limits) as response:
        body = b"".join(chunks(response, what=what, limits=limits, monotonic=monotonic))
        return Reply(response.status_code, response.headers, body)


@contextmanager
def opened(
    session: requests.Session, request: requests.Request, *, what: str, limits: Limits
) -> Iterator[requests.Response]:
    """Sends a request and gives its answer before the body has been read."""
    if request.auth is None:
        request.auth = _unsigned  # else requests would send what ~/.netrc has for the host
    with _typed(what):
        prepared = session.prepare_request(request)
        settings = session.merge_environment_settings(prepared.url, {}, True, None, None)
        response = session.send(
            prepared,
            timeout=(limits.connect, limits.read),
            allow_redirects=False,
            **settings,
        )
    try:
        yield response
    finally:
        response.close()


def chunks(
    response: requests.Response, *, what: str, limits: Limits, monotonic: Monotonic
) -> Iterator[bytes]:
    """The body in pieces. Raises what `exchange` does."""
    until = monotonic() + limits.whole
    read = 0
    with _typed(what):
        for chunk in response.iter_content(CHUNK):
            read += len(chunk)
            if read > limits.size:
                raise e.TooLarge(what, f"an answer of more than {limits.size} bytes")
            if monotonic() > until:
                raise e.TimedOut(what, f"no whole answer within {limits.whole:g} seconds")
            yield chunk


def _unsigned(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


@contextmanager
def _typed(what: str) -> Iterator[None]:
    """Turns the troubles of `requests` into ours. Theirs tell whole addresses: they end here."""
    try:
        yield
    except (trouble.ConnectTimeout, trouble.ProxyError, trouble.SSLError) as error:
        raise e.Unreachable(what, _IN_WORDS[type(error)]) from None
    except trouble.Timeout:
        raise e.TimedOut(what, "no answer in time") from None
    except (trouble.InvalidURL, trouble.MissingSchema, trouble.InvalidSchema):
        raise e.WrongAddress(what, "the address is none") from None
    except trouble.ConnectionError as error:
        reason = getattr(error.args[0] if error.args else None, "reason", None)
        if isinstance(reason, NewConnectionError):
            raise e.Unreachable(what, "no connection") from None
        if "timed out" in str(error):  # how requests passes on a timeout inside a body
            raise e.TimedOut(what, "no whole answer in time") from None
        raise e.Interrupted(what, "the connection broke") from None
    except trouble.RequestException:
        raise e.Interrupted(what, "the answer broke off") from None


_IN_WORDS: Final = {
    trouble.ConnectTimeout: "no connection in time",
    trouble.ProxyError: "the proxy does not answer",
    trouble.SSLError: "no trusted connection (TLS)",
}
