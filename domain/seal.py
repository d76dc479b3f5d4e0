"""Seals: the root of a Merkle tree over everything in the log up to a position."""

from __future__ import annotations

from typing import Final

from domain.fact import Event


class LogSealed(Event, frozen=True, tag="log-sealed"):
    """The first `size` events, of which the last stands at `position`, have this root.

    `root` is the root of the tree over them as RFC 6962 makes it, hexadecimal.
    """

    size: int
    position: int
    root: str


EVENTS: Final[tuple[type[Event], ...]] = (LogSealed,)
