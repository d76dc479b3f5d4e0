"""The names of streams: small, text, and telling what they are about."""

from __future__ import annotations

import re
from typing import Final

from domain.clock import Instant, month_of

KINDS: Final = (
    "photo",
    "person",
    "contact",
    "fave",
    "album",
    "account",
    "bookmark",
    "backup",
    "files",
    "subscription",
    "pings",
    "seal",
    "counts",
    "forgotten",
)

SEAL: Final = "seal"
"""The stream of the seals over the log."""

_ID: Final = re.compile(r"[0-9]{1,20}")
_NSID: Final = re.compile(r"[0-9]{1,20}@N[0-9]{2}")


def is_id(text: str) -> bool:
    """Tell whether `text` can be the id of a photo or an album: digits, at most twenty."""
    return _ID.fullmatch(text) is not None


def is_nsid(text: str) -> bool:
    """Tell whether `text` has the form of an NSID, such as `12037949754@N01`."""
    return _NSID.fullmatch(text) is not None


def photo(photo_id: str) -> str:
    """Return the stream of one photo, whoever owns it."""
    return f"photo:{photo_id}"


def person(nsid: str) -> str:
    """Return the stream of one Flickr member."""
    return f"person:{nsid}"


def contact(owner: str, nsid: str) -> str:
    """Return the stream of what `nsid` is to `owner`."""
    return f"contact:{owner}:{nsid}"


def fave(nsid: str, photo_id: str) -> str:
    """Return the stream of one member's favourite of one photo."""
    return f"fave:{nsid}:{photo_id}"


def counts(photo_id: str, at: Instant) -> str:
    """Return the stream of one photo's counts in the year of `at` (UTC)."""
    return f"counts:{photo_id}:{month_of(at)[:4]}"


def album(album_id: str) -> str:
    """Return the stream of one photoset."""
    return f"album:{album_id}"


def account(nsid: str) -> str:
    """Return the stream of one member of this archive."""
    return f"account:{nsid}"


def bookmark(nsid: str, number: int) -> str:
    """Return the stream of one of a member's bookmarks of places, which are numbered from 1."""
    return f"bookmark:{nsid}:{number}"


def backup(nsid: str, begun: Instant) -> str:
    """Return the stream of the runs that began in the month of `begun` (UTC)."""
    return f"backup:{nsid}:{month_of(begun)}"


def files(at: Instant) -> str:
    """Return the stream of what checks of the stored files found in a month (UTC)."""
    return f"files:{month_of(at)}"


def subscription(subscription_id: str) -> str:
    """Return the stream of one PuSH subscription."""
    return f"subscription:{subscription_id}"


def pings(subscription_id: str, at: Instant) -> str:
    """Return the stream of what a subscription delivered in the month of `at` (UTC)."""
    return f"pings:{subscription_id}:{month_of(at)}"


def forgotten(position: int) -> str:
    """Return the stream in which nothing stands but what was forgotten at a position."""
    return f"forgotten:{position}"


def kind_of(stream: str) -> str:
    """Return the kind of a stream: the word before the first colon."""
    return stream.partition(":")[0]


def parts_of(stream: str) -> tuple[str, ...]:
    """Return what follows the kind in a stream's name, part by part."""
    return tuple(stream.split(":")[1:])
