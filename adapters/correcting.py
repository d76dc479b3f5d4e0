"""Recording where a photo was taken, as a member corrects it here."""

from __future__ import annotations

from typing import Final

from domain import streams
from domain.clock import Instant
from domain.fact import Look
from domain.photo.correcting import correct
from domain.photo.values import Location
from domain.recorded import Append, Conflict, EventLog

_TRIES: Final = 8


def correct_place(
    log: EventLog, nsid: str, photo_id: str, location: Location | None, now: Instant
) -> None:
    """Record a member's own place for a photo; None takes it back.

    Leaves out what is so already. Raises Conflict where others go on recording meanwhile.
    """
    stream = streams.photo(photo_id)
    look = Look(at=now, observed=now, via="member", account=nsid)
    for _ in range(_TRIES):
        held = log.read(stream)
        facts = correct([entry.fact for entry in held], location, look)
        if not facts:
            return
        try:
            log.append([Append(stream, held[-1].version, facts)])
        except Conflict:
            continue
        return
    raise Conflict(stream)
