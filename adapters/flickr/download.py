"""Downloading photo files and buddy icons: the whole file and the right one, or an error.

Files come from other machines than the API, with a limit of their own: they are paced apart and
cost nothing of the call budget.
"""

from __future__ import annotations

import hashlib
import mmap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Final
from urllib.parse import urljoin, urlsplit, urlunsplit

import requests

from adapters.flickr import errors as e
from adapters.flickr.exchange import FILES, Limits, Monotonic, chunks, new_session, opened
from adapters.flickr.failures import bad_status, retry_after
from adapters.flickr.retrying import USUAL, Patience, Sleep, may_pass, persist
from adapters.flickr.whole_files import ends_properly, kind_of

REDIRECTS: Final = 5
_HEAD: Final = 16
_PLACEHOLDER: Final = "photo_unavailable"


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A whole file: SHA-256 of its bytes (hex), their number, and the media type they are of."""

    sha256: str
    size: int
    content_type: str


class Pace:
    """So many files a second for one process, and a pause for all once Flickr says slow down."""

    def __init__(self, per_second: float, *, monotonic: Monotonic, sleep: Sleep) -> None:
        self._step = 1.0 / per_second
        self._monotonic = monotonic
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next = monotonic()

    def wait(self) -> None:
        """Wait for this download's turn."""
        with self._lock:
            now = self._monotonic()
            turn = max(self._next, now)
            self._next = turn + self._step
        if turn > now:
            self._sleep(turn - now)

    def pause(self, seconds: float) -> None:
        """Nobody's turn comes before so many seconds have passed."""
        with self._lock:
            self._next = max(self._next, self._monotonic() + seconds)


@dataclass(frozen=True, slots=True)
class Downloads:
    """Downloads files, one after the other or from several threads."""

    pace: Pace
    monotonic: Monotonic
    sleep: Sleep
    patience: Patience = USUAL
    limits: Limits = FILES
    session: requests.Session = field(default_factory=new_session, repr=False)

    def __call__(self, url: str, into: IO[bytes]) -> Downloaded:
        """Download `url` into an empty temporary file that is open for reading and writing.

        What an attempt that failed left there is thrown away, so after an error it is empty
        again. Raises PhotoUnavailable (the placeholder came), FileGone, TooLarge, Truncated,
        Unreadable (a page came instead of a file) and the other errors of an exchange.
        """
        return persist(
            lambda: self._attempt(url, into),
            again=may_pass,
            monotonic=self.monotonic,
            sleep=self.sleep,
            patience=self.patience,
        )

    def _attempt(self, url: str, into: IO[bytes]) -> Downloaded:
        what = _named(url)
        self.pace.wait()
        with _emptied_on_error(into), self._followed(url, what) as response:
            digest = hashlib.sha256()
            size = 0
            for chunk in chunks(response, what=what, limits=self.limits, monotonic=self.monotonic):
                digest.update(chunk)
                size += len(chunk)
                into.write(chunk)
            into.flush()
            kind = _checked(what, response, into, size)
        return Downloaded(digest.hexdigest(), size, kind)

    @contextmanager
    def _followed(self, url: str, what: str) -> Iterator[requests.Response]:
        """The answer at the end of the redirects, if it is a file."""
        for _ in range(REDIRECTS):
            if _PLACEHOLDER in url:
                raise e.PhotoUnavailable(what, "Flickr shows its placeholder: photo unavailable")
            request = requests.Request("GET", url, headers={"Accept-Encoding": "identity"})
            with opened(self.session, request, what=what, limits=self.limits) as response:
                if response.is_redirect:
                    url = urljoin(url, response.headers["Location"])
                    continue
                self._refuse(what, response)
                yield response
                return
        raise e.WrongAddress(what, f"more than {REDIRECTS} redirects")

    def _refuse(self, what: str, response: requests.Response) -> None:
        """Raises what status and headers tell against the file."""
        status = response.status_code
        if status == 429:
            self.pause_for(retry_after(response.headers))
        problem = bad_status(what, status, response.headers)
        if problem is not None:
            raise problem
        if status in (404, 410):
            raise e.FileGone(what, f"there is no such file (HTTP {status})")
        if status != 200:
            raise e.Refused(what, f"HTTP {status}")
        announced = response.headers.get("Content-Length", "")
        if announced.isdigit() and int(announced) > self.limits.size:
            raise e.TooLarge(what, f"{announced} bytes, more than {self.limits.size}")

    def pause_for(self, asked: float | None) -> None:
        """Slow down for as long as Flickr asked, or a second."""
        self.pace.pause(self.patience.first if asked is None else asked)


def _checked(what: str, response: requests.Response, into: IO[bytes], size: int) -> str:
    """The media type of a file that is whole. Raises Truncated and Unreadable."""
    announced = response.headers.get("Content-Length", "")
    if announced.isdigit() and int(announced) != size:
        raise e.Truncated(what, f"{size} of {announced} bytes came")
    if not size:
        raise e.Truncated(what, "an empty file came")
    said = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    with mmap.mmap(into.fileno(), 0, access=mmap.ACCESS_READ) as content:
        kind = kind_of(content[:_HEAD])
        if kind is None:
            if said.startswith("text/") or content[:_HEAD].lstrip().startswith(b"<"):
                raise e.Unreadable(what, "a page came instead of a file")
            if not announced and "Transfer-Encoding" not in response.headers:
                raise e.Truncated(what, "nothing tells whether the file is whole")
            return said or "application/octet-stream"
        if not ends_properly(kind, content):
            raise e.Truncated(what, f"the {kind} has no proper end after {size} bytes")
    return kind


@contextmanager
def _emptied_on_error(into: IO[bytes]) -> Iterator[None]:
    try:
        yield
    except BaseException:
        into.seek(0)
        into.truncate()
        raise


def _named(url: str) -> str:
    """An address without its arguments."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.hostname or "", parts.path, "", ""))
