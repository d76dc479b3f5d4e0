"""Correcting where a photo was taken: a fact of the archive's own, which Flickr is not told."""

from __future__ import annotations

from collections.abc import Sequence

from domain.clock import exactly
from domain.fact import Fact, Look
from domain.observing import fact_of
from domain.photo.events import PhotoLocationCorrected
from domain.photo.state import photo_history
from domain.photo.values import Location


def correct(facts: Sequence[Fact], location: Location | None, look: Look) -> tuple[Fact, ...]:
    """Return the fact that a member corrected the place, or took the correction back (None).

    Nothing where it is so already, and where the photo is unknown or purged.
    """
    held = photo_history(facts).now
    if held is None or held.state.purged or held.state.correction == location:
        return ()
    event = PhotoLocationCorrected(location=location, member=look.account)
    return (fact_of(event, exactly(look.at), look),)
