"""What a viewer is to an owner over all time: for pages about one photo, and for activity."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from domain.clock import FOREVER, Instant
from domain.permission import UNKNOWN, Viewers
from domain.visibility import Span, Viewer, standing_spans, viewers_at
from projections.tables import CONTACTS, FAVES, LOOKS


def standing_to(connection: Connection, nsid: str, owner: str) -> tuple[Span, ...]:
    """Return what a viewer is to an owner, from the beginning of time, without gaps."""
    if not nsid:
        return standing_spans((), None)
    query = select(func.min(LOOKS.c.at)).where(LOOKS.c.nsid == owner, LOOKS.c.subject == "contacts")
    covered_from = connection.execute(query).scalar_one()
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
        return Viewer("", lambda _owner, _instant: UNKNOWN)
    spans = standing_to(connection, nsid, owner)
    faved = select(func.count()).where(
        FAVES.c.nsid == nsid, FAVES.c.photo == photo, FAVES.c.shown_until == FOREVER
    )

    def standing(asked: str, instant: Instant) -> Viewers:
        return viewers_at(spans, instant) if asked == owner else UNKNOWN

    return Viewer(nsid, standing, faved=connection.execute(faved).scalar_one() > 0)
