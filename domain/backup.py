"""Runs of the pollers: what each covered, and when.

An unchanged sighting adds nothing to a photo's stream, yet it makes the next change's
interval narrow. So a run says once what it looked at; the lower edge of a later change is
the last run that covered the facet.
"""

from __future__ import annotations

from collections import Counter
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


class Count(msgspec.Struct, frozen=True):
    """How many Flickr states of one thing (`year 2014`, `album 72157`), and how many are held."""

    what: str
    stated: int
    held: int


class Certificate(msgspec.Struct, frozen=True, omit_defaults=True):
    """What Flickr states against what the archive holds, and what differs, by id.

    `lacking` is at Flickr and not here, `unlisted` here and not in Flickr's list, and of
    `without_file` no file at all is stored. Of each at most `NAMED` are named; the counts
    tell how many there are. So many were `forgotten`, as their owner asked: Flickr may
    count them still.
    """

    counts: tuple[Count, ...] = ()
    lacking: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()
    without_file: tuple[str, ...] = ()
    forgotten: int = 0

    @property
    def agreed(self) -> bool:
        """Whether the counts are the same, but for what was forgotten."""
        more: Counter[str] = Counter()
        for count in self.counts:
            if count.held > count.stated:
                return False
            more[count.what.partition(" ")[0]] += count.stated - count.held
        return all(number <= self.forgotten for number in more.values())

    @property
    def whole(self) -> bool:
        """Whether the archive holds what Flickr states, but for what was forgotten."""
        return self.agreed and not self.lacking and not self.unlisted and not self.without_file


NAMED: Final = 500
"""How many photos a recorded certificate names of each sort, at most."""


def short(certificate: Certificate) -> Certificate:
    """Return a certificate as it is recorded: it names no more than `NAMED` of each sort."""
    return Certificate(
        counts=certificate.counts,
        lacking=certificate.lacking[:NAMED],
        unlisted=certificate.unlisted[:NAMED],
        without_file=certificate.without_file[:NAMED],
        forgotten=certificate.forgotten,
    )


class BackupBegun(Event, frozen=True, tag="backup-begun"):
    """A run began that has something to read."""

    kind: str
    whole: bool = False


class BackupFinished(Event, frozen=True, tag="backup-finished"):
    """A run ended of itself: what it covered, what it counted, whether the archive is whole.

    `certificate` is there where the run made one that says something new. `certified` is
    when the one that the run stands on was made: by this run, or carried forward from an
    earlier one that said the same; 0 where this run could not compare.
    """

    kind: str
    begun: Instant
    covered: tuple[Covered, ...]
    counts: Mapping[str, int] = msgspec.field(default_factory=dict)
    missing: tuple[str, ...] = ()
    certificate: Certificate | None = None
    certified: Instant = 0


EVENTS: Final[tuple[type[Event], ...]] = (BackupBegun, BackupFinished)
