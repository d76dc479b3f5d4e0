"""How often a photo was viewed, faved and commented: counts, which are no changes of the photo.

They have streams of their own, cut by year, so that a photo's history stays readable.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from domain.clock import exactly
from domain.fact import Event, Fact, Look

_DAY: Final = 86_400


class PhotoCounted(Event, frozen=True, tag="photo-counted", omit_defaults=True):
    """What Flickr counted of a photo at one time; None where it did not say."""

    views: int
    faves: int | None = None
    comments: int | None = None


EVENTS: Final[tuple[type[Event], ...]] = (PhotoCounted,)


def count(past: Sequence[Fact], counted: PhotoCounted, look: Look) -> tuple[Fact, ...]:
    """Return the fact that a look at the counts adds to a year of them.

    None where they are as they were, or were told on the same day (UTC) already.
    """
    if past:
        last = max(past, key=lambda fact: fact.observed)
        if last.event == counted or look.at // _DAY <= last.observed // _DAY:
            return ()
    return (
        Fact(
            event=counted,
            happened=exactly(look.at),
            observed=look.observed,
            via=look.via,
            account=look.account,
        ),
    )
