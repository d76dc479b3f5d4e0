"""Recording where a photo was taken, as a member corrects it here."""

from __future__ import annotations

from adapters.recording import record_one
from domain import streams
from domain.clock import Instant
from domain.fact import Look
from domain.photo.correcting import correct
from domain.photo.values import Location
from domain.recorded import EventLog


def correct_place(
    log: EventLog, nsid: str, photo_id: str, location: Location | None, now: Instant
) -> None:
    """Record a member's own place for a photo; None takes it back.

    Leaves out what is so already. Raises Conflict where others go on recording meanwhile.
    """
    look = Look(at=now, observed=now, via="member", account=nsid)
    record_one(log, streams.photo(photo_id), lambda held: correct(held, location, look))
