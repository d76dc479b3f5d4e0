"""Runs of the pollers: what each covered, and when.

An unchanged sighting adds nothing to a photo's stream, yet it makes the next change's
interval narrow. So a run says once what it looked at; the lower edge of a later change is
the last run that covered the facet.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from domain.clock import Instant
from domain.fact import Event


class Covered(msgspec.Struct, frozen=True, kw_only=True):
    """One list or group of facets that a run looked at.

    `subject` is what was covered: `photos` (every detail of the member's own photos),
    `existence` (which photos there are), `faves`, `faved-photos`, `contacts`, `albums`,
    `profile`. `at` is the instant up to which what was seen was so.
    """

    subject: str
    at: Instant


class BackupBegun(Event, frozen=True, tag="backup-begun"):
    """A run began that has something to read."""

    kind: str
    whole: bool = False


class BackupFinished(Event, frozen=True, tag="backup-finished"):
    """A run ended of itself: what it covered and what it counted."""

    kind: str
    begun: Instant
    covered: tuple[Covered, ...]
    counts: Mapping[str, int] = msgspec.field(default_factory=dict)
    missing: tuple[str, ...] = ()


EVENTS: Final[tuple[type[Event], ...]] = (BackupBegun, BackupFinished)
