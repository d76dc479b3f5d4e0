"""Files fetched side by side: how fast in all is for the keeper's pace.

A disk syncs what comes together in one go, so that several stored at once take hardly longer
than one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from adapters.flickr.errors import FlickrError
from adapters.flickr.poll.ports import Kept, Poll

_AT_ONCE: Final = 4


def fetched(poll: Poll, wanted: Iterable[tuple[str, str]]) -> Iterator[Kept | FlickrError]:
    """Fetch and store files, each an address and a key; give in the same order, as soon as it
    is known, what was stored or why it could not be had.

    Raises StorageError where one could not be stored; what was not begun is left then.
    """
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(lambda file: _fetch(poll, *file), wanted)


def _fetch(poll: Poll, address: str, key: str) -> Kept | FlickrError:
    try:
        return poll.keeper.picture(address, key)
    except FlickrError as refusal:
        return refusal
