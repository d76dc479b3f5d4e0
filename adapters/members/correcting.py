"""Recording where a photo was taken, as members correct and suggest it here."""

from __future__ import annotations

from adapters.recording import record_one
from domain import streams
from domain.clock import Instant
from domain.fact import by_member
from domain.photo.correcting import correct
from domain.photo.suggesting import answer, suggest, withdraw
from domain.photo.values import Location, Suggestion
from domain.recorded import EventLog


def correct_place(
    log: EventLog, nsid: str, photo_id: str, location: Location | None, now: Instant
) -> None:
    """Record an owner's own place for a photo; None takes it back.

    Leaves out what is so already. Raises Conflict where others go on recording meanwhile.
    """
    look = by_member(nsid, now)
    record_one(log, streams.photo(photo_id), lambda held: correct(held, location, look))


def suggest_place(
    log: EventLog, nsid: str, photo_id: str, location: Location | None, now: Instant
) -> None:
    """Record the place that another member suggests; None takes it back.

    Raises NotTaken where there are too many, and Conflict.
    """
    look = by_member(nsid, now)
    record_one(
        log,
        streams.photo(photo_id),
        lambda held: suggest(held, location, look) if location else withdraw(held, look),
    )


def answer_suggestion(
    log: EventLog, nsid: str, photo_id: str, suggestion: Suggestion, now: Instant, *, accepted: bool
) -> None:
    """Record an owner's answer to a suggestion. Raises NotTaken where it no longer waits."""
    look = by_member(nsid, now)
    record_one(
        log,
        streams.photo(photo_id),
        lambda held: answer(held, suggestion, look, accepted=accepted),
    )
