"""Everything that can go wrong with Flickr, each failure a type of its own.

A message is one line: what was asked, what Flickr said, how to mend it. It never holds a token,
a secret or an address with its arguments. Two questions decide what happens next: may the same be
asked again (`retryable`), and did Flickr surely do nothing (`undone`), so that even a write may be
sent once more.

The codes are those of https://www.flickr.com/services/api/ (the foot of each method's page); the
messages of one code differ from method to method.
"""

# ruff: noqa: N818 - these are named after what happened, as Flickr and HTTP name it

from __future__ import annotations

import re
from typing import ClassVar

LONGEST_SAYING = 200
_CREDENTIAL = re.compile(r"\b\d+-[0-9a-f]{16}\b|\b(?=\d*[a-f])[0-9a-f]{16,}\b")


def in_one_line(said: str) -> str:
    """Flickr's words as one short line, with whatever looks like a key or a token taken out."""
    printable = "".join(c if c.isprintable() else " " for c in said)
    line = _CREDENTIAL.sub("…", " ".join(printable.split()))
    return line if len(line) <= LONGEST_SAYING else line[: LONGEST_SAYING - 1] + "…"


class FlickrError(Exception):
    """What was asked of Flickr did not come about.

    `what` is the method, or an address without its arguments. `code` and `said` are Flickr's own,
    where it gave any: an answer that showed something gone is kept with that fact. `retry_after`
    is in seconds, where Flickr asked for a pause.
    """

    mend: ClassVar[str] = ""
    retryable: ClassVar[bool] = False
    undone: ClassVar[bool] = False

    def __init__(
        self,
        what: str,
        said: str = "",
        *,
        code: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        self.what = what
        self.code = code
        self.said = in_one_line(said)
        self.retry_after = retry_after
        super().__init__(f"{what}: {self.answer or 'failed'}{self.mend and f'. {self.mend}'}")

    @property
    def answer(self) -> str:
        """What Flickr said, in short: `1: Photo not found`."""
        return self.said if self.code is None else f"{self.code}: {self.said}".rstrip(": ")


class Refused(FlickrError):
    """Flickr understood and said no. Asking again gives the same answer."""


class NotFound(Refused):
    """There is no such thing, or this token may not know of it: the two look alike."""


class PhotoNotFound(NotFound):
    """No such photo, or one that was deleted, or one that this token may not see."""


class PersonNotFound(NotFound):
    """No such member."""


class AlbumNotFound(NotFound):
    """No such photoset, or one that this token may not see."""


class PersonDeleted(NotFound):
    """The member has left Flickr."""


class PermissionDenied(Refused):
    """The thing is there, and this token may not have it."""


class ArgumentMissing(Refused):
    """The call lacked an argument."""


class SslRequired(Refused):
    """Flickr's API is on https alone."""

    mend = "Let flickr_endpoint begin with https://, or leave it out"


class SignatureRefused(Refused):
    """The signature is missing or does not match: 96, 97, or HTTP 401."""

    mend = "Check flickr_api_secret; if it is right, sign in again for a new token"


class InvalidSignature(SignatureRefused):
    """The signature does not match."""


class MissingSignature(SignatureRefused):
    """The call was not signed."""


class ClockRefused(SignatureRefused):
    """The signature's time is too far from Flickr's."""

    mend = "Set this machine's clock"


class NonceUsed(SignatureRefused):
    """The same signed call arrived twice. A new one has a new nonce."""

    mend = ""
    retryable = True


class InvalidToken(Refused):
    """The token is unknown, or its member has withdrawn it."""

    mend = "Sign in with Flickr again"


class VerifierRefused(InvalidToken):
    """The code that Flickr showed was mistyped, or belongs to another request."""

    mend = "Begin the sign-in again and use the code that Flickr shows then"


class InsufficientPermissions(Refused):
    """Nobody is signed in, or the token allows less than the method needs."""

    mend = "Sign in with Flickr again and allow what flickr_api_perms asks for"


class InvalidApiKey(Refused):
    """Flickr does not know the API key."""

    mend = "Check flickr_api_key; keys are at https://www.flickr.com/services/api/keys/"


class FormatNotFound(Refused):
    """The response format is unknown to Flickr."""


class MethodNotFound(Refused):
    """There is no such method."""


class BadUrl(Refused):
    """A URL among the arguments is on Flickr's list of abuse."""


class WrongAddress(FlickrError):
    """The address is none, or leads elsewhere."""

    mend = "Check flickr_endpoint"


class TooLarge(FlickrError):
    """The body is larger than the limit that was set for it."""


class BudgetExhausted(FlickrError):
    """No call is free this hour. `free_at` is when one is, in seconds since 1970."""

    def __init__(self, what: str, limit: int, free_at: int) -> None:
        self.free_at = free_at
        super().__init__(
            what, f"the {limit} calls of this hour are spent; calls are free again at {free_at}"
        )


class EnoughCalls(FlickrError):
    """As many calls were made as the run was allowed."""


class Unavailable(FlickrError):
    """Flickr did not answer as it should. The same may be asked again after a while."""

    retryable = True


class ServiceUnavailable(Unavailable):
    """Flickr says that it is not available: 105, 201, or HTTP 5xx."""


class WriteFailed(Unavailable):
    """Flickr could not write just now (106). Look before writing again."""


class RateLimited(Unavailable):
    """HTTP 429: too many calls."""

    undone = True


class Unreachable(Unavailable):
    """No connection was made: no such host, refused, no route, TLS."""

    mend = "Check the network, flickr_endpoint and any proxy"
    undone = True


class Interrupted(Unavailable):
    """The connection broke before the answer was whole."""


class TimedOut(Interrupted):
    """The answer took longer than the time that was set for it."""


class Unreadable(Unavailable):
    """The body is not what was asked for: an HTML page, cut off, or no JSON at all."""


class PageRepeated(Unavailable):
    """A list gave the page before instead of the page asked for, again and again."""


class ListShifted(Unavailable):
    """A list was another one each time that it was read."""


class EndlessList(FlickrError):
    """A list has more pages than it can have."""


class FileGone(NotFound):
    """There is no file at the address."""


class PhotoUnavailable(NotFound):
    """Instead of the photo came the placeholder that says it is unavailable."""


class Truncated(Unavailable):
    """The file ends too early."""
