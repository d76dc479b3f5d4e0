"""The two clocks of the archive: when it was so on Flickr, and when we saw it.

An instant is whole seconds since 1970, UTC, as Flickr gives them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, TypeAlias

import msgspec

Instant: TypeAlias = int

DAWN: Final[Instant] = 0
"""Before anything: the lower edge of a change that no earlier look bounds."""

FOREVER: Final[Instant] = 253_402_300_799
"""After everything (the end of the year 9999): the end of what still holds."""


class Happened(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """When something came to be so on Flickr: after `after`, at `until` at the latest.

    Both edges are equal where Flickr gives the instant itself. Otherwise `after` is the
    last look that still could have seen the old value (`DAWN` where there was none) and
    `until` the look that saw the new one.
    """

    after: Instant
    until: Instant

    def __post_init__(self) -> None:
        """Refuse edges in the wrong order (ValueError)."""
        if self.after > self.until:
            raise ValueError(
                f"an interval cannot end ({self.until}) before it begins ({self.after})"
            )

    @property
    def exact(self) -> bool:
        """Whether the instant itself is known."""
        return self.after == self.until


def exactly(instant: Instant) -> Happened:
    """Return the clock of a change whose instant Flickr told."""
    return Happened(instant, instant)


def between(after: Instant, until: Instant) -> Happened:
    """Return the clock of a change somewhere after one look and up to another.

    A lower edge that is not below the upper one says nothing and is drawn back to it.
    """
    return Happened(min(after, until), until)


def month_of(instant: Instant) -> str:
    """Return the month of an instant, UTC, such as `2014-05`."""
    return _month_of_day(instant // 86_400)


@lru_cache(maxsize=32_768)
def _month_of_day(day: int) -> str:
    return f"{datetime.fromtimestamp(day * 86_400, UTC):%Y-%m}"
