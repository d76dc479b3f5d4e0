"""Addresses of the site: how they are made, and how what stands in them is read.

Every link goes through `Addresses.url`, so that the site also works under a path
(`root_url = "https://example.org/photos-of-ours/"`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import quote, urlsplit

from domain import streams
from projections.reading.photos import Mark

PHOTOS_A_PAGE: Final = 60
"""How many photos a page of a list shows, by which numbers of pages count."""


@lru_cache(maxsize=4_096)
def _path_part(path: str) -> str:
    """Escape a path. A page's links say the same few over and over."""
    return quote(path, safe="/@:~!$&'()*+,;=-._")


@lru_cache(maxsize=4_096)
def _query_part(value: str) -> str:
    """Escape a name or a value of a query."""
    return quote(value, safe="@:")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Makes addresses under a root: `origin` (scheme and host) and `prefix` (a path or "")."""

    origin: str
    prefix: str

    @property
    def secure(self) -> bool:
        """Whether the site is served over https."""
        return self.origin.startswith("https:")

    def url(self, path: str, /, **query: str | None) -> str:
        """Return the address of a path of ours, with what of the query is not empty."""
        address = self.prefix + _path_part(path)
        wanted = [
            f"{_query_part(key)}={_query_part(value)}" for key, value in query.items() if value
        ]
        return f"{address}?{'&'.join(wanted)}" if wanted else address

    def absolute(self, address: str) -> str:
        """Return an address made by `url` with scheme and host."""
        return self.origin + address


def addresses(root_url: str) -> Addresses:
    """Read the setting `root_url`."""
    parts = urlsplit(root_url)
    return Addresses(f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/"))


def photostream(person: str) -> str:
    """Return the path of a person's photos."""
    return f"/photos/{person}/"


def photo(person: str, photo_id: str, rest: str = "") -> str:
    """Return the path of a photo, or of what hangs on it (`history`, `exif`)."""
    return f"/photos/{person}/{photo_id}/{rest + '/' if rest else ''}"


def faves(person: str, owner: str = "") -> str:
    """Return the path of a person's faves, or of those by one owner."""
    return f"/photos/{person}/faves/{owner + '/' if owner else ''}"


def albums(person: str, album_id: str = "") -> str:
    """Return the path of a person's albums, or of one."""
    return f"/photos/{person}/albums/{album_id + '/' if album_id else ''}"


def contacts(person: str) -> str:
    """Return the path of a person's contacts."""
    return f"/photos/{person}/contacts/"


def activity(person: str) -> str:
    """Return the path of what happened to a person's photos."""
    return f"/photos/{person}/activity/"


def calendar(person: str, year: str = "") -> str:
    """Return the path of the calendar of what happened to a person's photos."""
    return f"/photos/{person}/calendar/{year + '/' if year else ''}"


def difference(person: str) -> str:
    """Return the path of what is otherwise between two days, with a person."""
    return f"/photos/{person}/difference/"


def buddy_icon(nsid: str) -> str:
    """Return the path of a member's buddy icon."""
    return f"/buddyicon/{nsid}.jpg"


def file(key: str) -> str:
    """Return the path of a stored file."""
    return f"/static/{key}"


def mark_text(mark: Mark) -> str:
    """Write a place in a list, as links to the next page carry it."""
    return f"{mark.when}.{mark.id}"


_MARK: Final = re.compile(r"(\d{1,12})\.(\d{1,20})")


def read_mark(text: str) -> Mark | None:
    """Read a place in a list; None if it is none."""
    found = _MARK.fullmatch(text)
    return Mark(int(found[1]), found[2]) if found else None


_ALIAS: Final = re.compile(r"[\w.~@-]{1,64}")
_KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*(/[A-Za-z0-9][A-Za-z0-9_.-]*){0,12}")


def can_be_person(text: str) -> bool:
    """Tell whether a part of a path can be an NSID or a path alias."""
    return streams.is_nsid(text) or _ALIAS.fullmatch(text) is not None


def can_be_key(text: str) -> bool:
    """Tell whether the rest of a path can be the key of a stored file."""
    return len(text) <= 300 and _KEY.fullmatch(text) is not None


def is_local(path: str) -> bool:
    """Tell whether an address to go on to stays on this site."""
    return (
        path.startswith("/")
        and not path.startswith(("//", "/\\"))
        and len(path) <= 1000
        and path.isprintable()
    )


_BASE58: Final = "123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"


def read_short(text: str) -> str | None:
    """Return the photo id behind a short one (`flic.kr/p/…`); None if it is none."""
    if not 1 <= len(text) <= 12 or any(sign not in _BASE58 for sign in text):
        return None
    number = 0
    for sign in text:
        number = number * 58 + _BASE58.index(sign)
    return str(number)
