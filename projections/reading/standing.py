"""What a viewer is to an owner over all time: for pages about one photo, and for activity."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, func, select

from domain.admissions import Span, viewers_at
from domain.clock import FOREVER, Instant
from domain.permission import UNKNOWN, Viewers
from domain.visibility import Viewer, standing_spans
from projections.reading.people import contacts_known_from
from projections.tables import CONTACTS, FAVES

NOBODY_IN_PARTICULAR: Final = Viewer("", lambda _owner, _instant: UNKNOWN)
"""A viewer of whom nothing is known: only what is public admits them."""


def standing_to(connection: Connection, nsid: str, owner: str) -> tuple[Span, ...]:
    """Return what a viewer is to an owner, from the beginning of time, without gaps."""
    if not nsid:
        return standing_spans((), None)
    covered_from = contacts_known_from(connection, owner)
    changes = (
        select(CONTACTS.c.after, CONTACTS.c.shown_from, CONTACTS.c.sort)
        .where(CONTACTS.c.owner == owner, CONTACTS.c.nsid == nsid)
        .order_by(CONTACTS.c.piece)
    )
    rows = [(row[0], row[1], row[2]) for row in connection.execute(changes)]
    return standing_spans(rows, covered_from)


def viewer_of(connection: Connection, nsid: str, owner: str, photo: str) -> Viewer:
    """Return a viewer as the rules of one photo of one owner see them."""
    if not nsid:
        return NOBODY_IN_PARTICULAR
    spans = standing_to(connection, nsid, owner)
    faved = select(func.count()).where(
        FAVES.c.nsid == nsid, FAVES.c.photo == photo, FAVES.c.shown_until == FOREVER
    )

    def standing(asked: str, instant: Instant) -> Viewers:
        return viewers_at(spans, instant) if asked == owner else UNKNOWN

    def turns(asked: str) -> list[Instant]:
        return [span.start for span in spans] if asked == owner else []

    return Viewer(nsid, standing, connection.execute(faved).scalar_one() > 0, turns)
