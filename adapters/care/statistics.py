"""How much is stored, and what is known of its health."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.care.parts import Care
from domain.clock import Instant
from projections.reading import files as reading
from projections.reading.files import Total


@dataclass(frozen=True, slots=True)
class Counted:
    """Files by kind; what is broken, by key; when checks last ran, and their oldest look."""

    kinds: list[Total]
    faults: dict[str, str]
    last_check: Instant | None
    oldest_look: Instant | None


def count(care: Care) -> Counted:
    """Count what the manifest has. The storage itself is not asked."""
    with care.views().connect() as connection:
        return Counted(
            kinds=reading.totals(connection),
            faults=reading.faults(connection),
            last_check=reading.last_check(connection),
            oldest_look=care.ledger.oldest_check(),
        )
