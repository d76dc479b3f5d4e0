"""Answers that are kept, by everything that they depend on.

A browsing page is a function of what is asked for, of who asks, and of what the archive holds.
`Asked` has all of that: whoever asks the same of the same archive is given the same answer
again. Where it stands is asked of the databases for every request (`adapters.standing`), so an
answer made before a permission changed, a photo was purged, something was erased or the views
were swapped is found by nobody after. What time alone changes is told by the day; and an
answer is kept for a few minutes at most, which is much shorter than the crumb in it holds.

Only what `keeping` names is kept. Never kept are an account's pages, sign-in, forms with a
state of their own, what sets a cookie, redirects and errors.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from enum import Enum
from threading import Lock
from typing import Final, NamedTuple

import falcon
import msgspec
from cachetools import TTLCache

from adapters.assembly import Archive, Memcached, Standing
from domain.clock import month_of
from domain.search.index import SearchUnavailable
from web.asking.times import Asking, Speech

SECONDS: Final = 600
_OVERHEAD: Final = 2_000
"""Bytes that an answer takes besides its body: so many entries there are at most to a body of
none."""
_HEADERS: Final = ("Vary", "Link", "Memento-Datetime", "Cache-Control", "ETag")


class Keeping(Enum):
    """What the answers of a route depend on, besides the request and the archive's records."""

    RECORDS = "records"
    SEARCH = "records and index"


_OF_PATH: Final = {
    "/": Keeping.RECORDS,
    "/photos/friends": Keeping.RECORDS,
    "/photos/friends/activity": Keeping.RECORDS,
    "/photos/friends/faves": Keeping.RECORDS,
    "/photos/{user}": Keeping.RECORDS,
    "/photos/{user}/faves": Keeping.RECORDS,
    "/photos/{user}/faves/{by}": Keeping.RECORDS,
    "/photos/{user}/contacts": Keeping.RECORDS,
    "/photos/{user}/albums": Keeping.RECORDS,
    "/photos/{user}/albums/{album_id}": Keeping.RECORDS,
    "/photos/{user}/sets": Keeping.RECORDS,
    "/photos/{user}/activity": Keeping.RECORDS,
    "/photos/{user}/calendar": Keeping.RECORDS,
    "/photos/{user}/calendar/{year}": Keeping.RECORDS,
    "/photos/{user}/difference": Keeping.RECORDS,
    "/photos/{user}/{photo_id}": Keeping.RECORDS,  # and of the index within a search (`?in=`)
    "/photos/{user}/{photo_id}/exif": Keeping.RECORDS,
    "/photos/{user}/{photo_id}/history": Keeping.RECORDS,
    "/photos/{user}/places": Keeping.SEARCH,
    "/photos/{user}/cameras": Keeping.SEARCH,
    "/photos/{user}/tags": Keeping.SEARCH,
    "/photos/{user}/machine-tags": Keeping.SEARCH,
    "/photos/{user}/people": Keeping.SEARCH,
    "/photos/{user}/licences": Keeping.SEARCH,
    "/photos/{user}/colours": Keeping.SEARCH,
    "/photos/{user}/archives": Keeping.SEARCH,
    "/photos/{user}/map": Keeping.SEARCH,
    "/map": Keeping.SEARCH,
    "/search": Keeping.SEARCH,
    "/search/help": Keeping.SEARCH,
}


def keeping(path: str) -> Keeping | None:
    """Return what the answers of a route depend on; None where none is kept."""
    return _OF_PATH.get(path)


class Asked(NamedTuple):
    """All that an answer depends on.

    `viewer` is who is signed in, "" for nobody: what they may see, their roles and what their
    token allows are records. `as_of` and `known_at` are "" where they are not in the past, as
    pages read them. `day` is the archive's own, `month` that of UTC, by which changes are counted.
    `stands` has the log's position too, since a photo's page is folded from the log itself;
    `search` is the index's, where the answer depends on it.
    """

    path: str
    params: tuple[tuple[str, str], ...]
    media: str
    viewer: str
    as_of: str
    known_at: str
    day: str
    month: str
    stands: Standing
    search: int


class Kept(NamedTuple):
    """An answer that was given, and may be given again."""

    body: bytes
    media: str
    headers: tuple[tuple[str, str], ...]


def asked(
    archive: Archive,
    speech: Speech,
    what: Keeping,
    asking: Asking,
    *,
    path: str,
    params: Mapping[str, str],
    media: str,
    viewer: str,
) -> Asked | None:
    """Return all that the answer to a request depends on; None where the index does not answer.

    It is to be asked before anything of the answer is read: what is read after is then never
    older than what it is kept by.
    """
    try:
        # What is beside a photo in what a search found is asked of the index on any page.
        asks = what is Keeping.SEARCH or params.get("in", "").startswith("search")
        search = archive.search.position() if asks else 0
    except SearchUnavailable:
        return None
    return Asked(
        path=path,
        params=tuple(params.items()),
        media=media,
        viewer=viewer,
        as_of=asking.as_of,
        known_at=asking.known_at,
        day=speech.date(asking.now),
        month=month_of(asking.now),
        stands=archive.standings.now(),
        search=search,
    )


class Answers:
    """The answers that one process keeps, the least recently given going first.

    `size` is in bytes; 0 keeps none. `shared` is where all processes find what any of them made
    for nobody in particular: `version` tells theirs from what another program would make. What
    is made for somebody who is signed in stays in this process. For any number of threads.
    """

    def __init__(self, size: int, shared: Memcached | None = None, version: str = "") -> None:
        self._size = size
        self._shared = shared
        self._version = version
        self._held: TTLCache[Asked, Kept] = TTLCache(
            size, SECONDS, timer=time.monotonic, getsizeof=_bytes
        )
        self._lock = Lock()

    def find(self, what: Asked) -> Kept | None:
        """Return the answer to what is asked, if it is kept."""
        with self._lock:
            kept = self._held.get(what)
        if kept is not None or self._shared is None or what.viewer:
            return kept
        found = self._shared.find(self._name(what))
        if found is None:
            return None
        try:
            kept = msgspec.msgpack.decode(found, type=Kept)
        except msgspec.MsgspecError:  # kept by another version of this program
            return None
        self._hold(what, kept)
        return kept

    def give_again(self, what: Asked, resp: falcon.Response) -> Kept | None:
        """Put the headers of a kept answer into the response, and return the answer."""
        kept = self.find(what)
        if kept is not None:
            resp.set_headers(kept.headers)
        return kept

    def keep(self, what: Asked, resp: falcon.Response, body: bytes, media: str) -> None:
        """Keep an answer that is about to be given, with what its headers say of it."""
        said = ((name, resp.get_header(name)) for name in _HEADERS)
        kept = Kept(body, media, tuple((name, value) for name, value in said if value))
        self._hold(what, kept)
        if self._shared is not None and not what.viewer:
            self._shared.keep(self._name(what), msgspec.msgpack.encode(kept), SECONDS)

    def _hold(self, what: Asked, kept: Kept) -> None:
        if len(kept.body) + _OVERHEAD <= self._size // 8:
            with self._lock:
                self._held[what] = kept

    def _name(self, what: Asked) -> bytes:
        return msgspec.msgpack.encode((self._version, what))


def _bytes(kept: Kept) -> int:
    return len(kept.body) + sum(len(value) for _, value in kept.headers) + _OVERHEAD
