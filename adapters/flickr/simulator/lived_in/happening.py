"""What a happening is, and the words that every part of the life shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

DAY: Final = 86_400


def day(text: str) -> int:
    """Return midnight, UTC, of a day such as `2014-05-04`, in seconds since 1970."""
    return int(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).timestamp())


def clock(at: int) -> str:
    """Return an instant as Flickr writes the date a photo was taken."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S}"


BEGINNING: Final = day("2011-01-01")
END: Final = day("2026-11-15")

MEMBERS: Final[Mapping[str, int]] = {
    "harbour-light": day("2011-06-01"),
    "north-window": day("2011-06-01"),
    "tin-roof": day("2016-03-05"),
}
"""Who joins the archive, and when."""

OUTSIDERS: Final = (
    "long-pier",
    "seven-bridges",
    "slow-shutter",
    "wet-plate",
    "paper-moon",
    "salt-road",
    "blue-hour",
    "attic-door",
    "night-ferry",
    "third-rail",
)
"""Members of Flickr who are not in the archive."""

PERMS: Final = ("public", "friends", "family", "friends_family", "private")
ODDS: Final = (66, 10, 8, 6, 10)


@dataclass(frozen=True, slots=True)
class Happening:
    """One call of the simulator's back door at an instant.

    `$name` in the call or the body stands for what an earlier happening of that name made;
    `picture` is the name of a picture to send along.
    """

    at: int
    method: str
    call: str
    body: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    picture: str = ""
