"""Forgetting: what is asked for, and what stands in the log where something was forgotten.

An order to forget is an event: `PhotoPurged` ends a photo's stream, `AccountDeleted` that
of a member. Everything shown forgets by folding it. What stood in the log before it is
overwritten with `Forgotten`, which keeps the hash that seals cover and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from domain.account import AccountDeleted, account_history
from domain.clock import DAWN, exactly
from domain.fact import Event, Fact, Look, stored_name
from domain.observing import fact_of
from domain.photo import photo_history
from domain.photo.events import PhotoPurged, PhotoReadmitted


class Forgotten(Event, frozen=True, tag="forgotten"):
    """What stood here was forgotten; `leaf` is its hash in the tree that seals cover."""

    leaf: str


EVENTS: Final[tuple[type[Event], ...]] = (Forgotten,)

ORDERS: Final = tuple(stored_name(order) for order in (PhotoPurged, AccountDeleted))
"""The stored names of the events that make the archive forget what their streams held."""

OF_A_MEMBER: Final = ("contact", "fave", "backup", "bookmark")
"""The kinds of stream that name first whose they are; they go with the member, name and all.

What they were called, their albums, their subscriptions and the pings of those do so as well.
Their photos are purged one by one, so that nobody's sight of one brings it back.
"""


def forgotten(leaf: bytes) -> Fact:
    """Return the fact that stands where something was forgotten."""
    return Fact(
        event=Forgotten(leaf=leaf.hex()), happened=exactly(DAWN), observed=DAWN, via="member"
    )


def purge(facts: Sequence[Fact], look: Look) -> tuple[Fact, ...]:
    """Return the fact that a photo was purged, or nothing where it is unknown or was already."""
    held = photo_history(facts).now
    if not facts or (held is not None and held.state.purged):
        return ()
    return (fact_of(PhotoPurged(member=look.account), exactly(look.at), look),)


def readmit(facts: Sequence[Fact], look: Look) -> tuple[Fact, ...]:
    """Return the fact that a purged photo was asked for again, or nothing where it was not."""
    held = photo_history(facts).now
    if held is None or not held.state.purged:
        return ()
    return (fact_of(PhotoReadmitted(member=look.account), exactly(look.at), look),)


def has_left(facts: Sequence[Fact]) -> bool:
    """Tell from the facts of an account whether the member left and has not come back."""
    held = account_history(facts).now
    return held is not None and held.state.deleted is True
