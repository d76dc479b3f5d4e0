"""What is said of a page in time: its `Link` headers, and the dates in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from falcon.util import dt_to_http

from domain.clock import DAWN, Instant
from web.asking.addresses import Addresses
from web.asking.errors import bad_request
from web.memento.mementos import Mementos

LINK_FORMAT: Final = "application/link-format"

# The RFC's own grammar; parsers of dates in mail and HTTP take far more than it allows.
_DATE: Final = re.compile(
    "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} "
    "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [0-9]{4} "
    "[0-9]{2}:[0-9]{2}:[0-9]{2} GMT"
)


def read_date(text: str) -> Instant:
    """Read the value of `Accept-Datetime`. Raises Trouble for any but an RFC 1123 date."""
    try:
        if not _DATE.fullmatch(text):
            raise ValueError(text)
        moment = parsedate_to_datetime(text)
    except ValueError:
        raise bad_request(
            "Accept-Datetime takes a date such as “Sat, 04 May 2019 12:03:00 GMT”, and none else."
        ) from None
    return max(int(moment.timestamp()), DAWN)


def http_date(instant: Instant) -> str:
    """Return an instant as HTTP writes it: `Sat, 04 May 2019 12:03:00 GMT`."""
    return dt_to_http(datetime.fromtimestamp(instant, UTC))


@dataclass(frozen=True, slots=True)
class Page:
    """A page whose mementos are told of: its path, and what of the query is not about time."""

    addresses: Addresses
    path: str
    query: dict[str, str]

    @property
    def original(self) -> str:
        """The address of the page itself, which is its own TimeGate."""
        return self._absolute(self.path)

    def memento(self, instant: Instant) -> str:
        """Return the address of the page as of an instant."""
        return self._absolute(self.path, as_of=f"@{instant}")

    def timemap(self, form: str, start: Instant | None = None) -> str:
        """Return the address of its TimeMap in a form, from a memento on."""
        since = "" if start is None else f"@{start}"
        return self._absolute(f"/timemap/{form}{self.path}", mementos_from=since)

    def _absolute(self, path: str, **more: str) -> str:
        return self.addresses.absolute(self.addresses.url(path, **{**self.query, **more}))


def of_original(page: Page) -> str:
    """Return the links of a page as it is now."""
    return ", ".join(_general(page))


def of_memento(page: Page, mementos: Mementos, instant: Instant) -> str:
    """Return the links of a page as of an instant, and of the redirect to it."""
    words: dict[Instant, list[str]] = {instant: []}
    for word, at in mementos.around(instant)._asdict().items():
        if at is not None:
            words.setdefault(at, []).append(word)
    return ", ".join([*_general(page), *(memento(page, at, words[at]) for at in sorted(words))])


def memento(page: Page, instant: Instant, words: Iterable[str] = ()) -> str:
    """Return the link to one memento, with what it is besides (`first`, `last`, …)."""
    relation = " ".join([*words, "memento"])
    return f'<{page.memento(instant)}>; rel="{relation}"; datetime="{http_date(instant)}"'


def _general(page: Page) -> list[str]:
    return [
        f'<{page.original}>; rel="original"',
        f'<{page.original}>; rel="timegate"',
        f'<{page.timemap("link")}>; rel="timemap"; type="{LINK_FORMAT}"',
        f'<{page.timemap("json")}>; rel="timemap"; type="application/json"',
    ]
