"""From what Flickr sends to what it means: the typed error for each way of saying no."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import parse_qsl

from adapters.flickr import errors as e

EVERYWHERE: Final[Mapping[int, type[e.FlickrError]]] = {
    95: e.SslRequired,
    96: e.InvalidSignature,
    97: e.MissingSignature,
    98: e.InvalidToken,
    99: e.InsufficientPermissions,
    100: e.InvalidApiKey,
    105: e.ServiceUnavailable,
    106: e.WriteFailed,
    111: e.FormatNotFound,
    112: e.MethodNotFound,
    116: e.BadUrl,
    201: e.ServiceUnavailable,
}
"""Codes that mean the same in every method."""

# Low codes mean something else in every method: 1 is "Photo not found" here and "Required
# parameter missing" there. A photo is only called gone on Flickr's explicit word.
_IN_WORDS: Final[tuple[tuple[re.Pattern[str], type[e.FlickrError]], ...]] = tuple(
    (re.compile(words, re.IGNORECASE), error)
    for words, error in (
        # Seen with code 201 and, by the Flickr Foundation's client, with code 0.
        (r"not currently available|temporarily unavailable", e.ServiceUnavailable),
        (r"parameter(s)? missing|missing (required )?(argument|parameter)", e.ArgumentMissing),
        (r"\b(photo)?set (\S+ )?not found", e.AlbumNotFound),
        (r"\b(user|owner|account) (is |was )?deleted", e.PersonDeleted),
        (r"\b(user|person) not found|unknown user|invalid nsid", e.PersonNotFound),
        (r"\bphoto (\S+ )?not found", e.PhotoNotFound),
        (r"permission|not allowed|not authori[sz]ed|cannot see", e.PermissionDenied),
        (r"not found", e.NotFound),
    )
)

_OAUTH_PROBLEMS: Final[Mapping[str, type[e.FlickrError]]] = {
    "signature_invalid": e.InvalidSignature,
    "signature_method_rejected": e.InvalidSignature,
    "parameter_absent": e.MissingSignature,
    "timestamp_refused": e.ClockRefused,
    "nonce_used": e.NonceUsed,
    "consumer_key_unknown": e.InvalidApiKey,
    "consumer_key_rejected": e.InvalidApiKey,
    "consumer_key_refused": e.InvalidApiKey,
    "token_used": e.InvalidToken,
    "token_expired": e.InvalidToken,
    "token_revoked": e.InvalidToken,
    "token_rejected": e.InvalidToken,
    "verifier_invalid": e.VerifierRefused,
    "permission_unknown": e.InsufficientPermissions,
    "permission_denied": e.InsufficientPermissions,
    "user_refused": e.PermissionDenied,
}


def refusal(method: str, code: int, said: str) -> e.FlickrError:
    """The error for an answer with stat="fail"."""
    everywhere = EVERYWHERE.get(code)
    if everywhere is not None:
        return everywhere(method, said, code=code)
    for words, error in _IN_WORDS:
        if words.search(said):
            return error(method, said, code=code)
    return e.Refused(method, said, code=code)


def oauth_problem(what: str, body: bytes) -> e.FlickrError | None:
    """The error for a form-encoded `oauth_problem=…`; None where the body is something else.

    Of the body only the problem's name is kept: `debug_sbs` repeats the key and the token.
    """
    if not body.startswith(b"oauth_problem=") and b"&oauth_problem=" not in body:
        return None
    problem = dict(parse_qsl(body.decode("utf-8", "replace"))).get("oauth_problem", "")
    return _OAUTH_PROBLEMS.get(problem, e.Refused)(what, problem.replace("_", " "))


def bad_status(what: str, status: int, headers: Mapping[str, str]) -> e.FlickrError | None:
    """The error that a status alone tells: 429, 5xx, redirects. None where the body decides."""
    pause = retry_after(headers)
    if status == 429:
        return e.RateLimited(what, "too many calls (HTTP 429)", retry_after=pause)
    if status >= 500:
        return e.ServiceUnavailable(what, f"HTTP {status}", retry_after=pause)
    if 300 <= status < 400:
        return e.WrongAddress(what, f"answered with a redirect (HTTP {status})")
    return None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """How long to wait, in seconds, by Retry-After (RFC 9110, 10.2.3); None where unsaid.

    A date is compared with the answer's own Date, not with a clock of ours.
    """
    asked = headers.get("Retry-After", "").strip()
    if asked.isdigit():
        return float(asked)
    try:
        until = parsedate_to_datetime(asked)
        return max((until - parsedate_to_datetime(headers.get("Date", ""))).total_seconds(), 0.0)
    except (TypeError, ValueError):
        return None
