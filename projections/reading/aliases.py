"""Path aliases: whose an address is, and which ones a member has or had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, select

from domain.clock import FOREVER
from projections.tables import KEPT_ALIASES, PEOPLE


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose an alias is. `current` is false for one that they have no more."""

    nsid: str
    current: bool


def holder(connection: Connection, alias: str) -> Holder | None:
    """Return whom an alias leads to; None where nobody has or had it.

    Who has it at Flickr comes first, then who was first to keep it in this archive, then
    who had it last at Flickr.
    """
    last = connection.execute(_LAST, {"alias": alias}).one_or_none()
    if last is not None and last.shown_until == FOREVER:
        return Holder(last.nsid, current=True)
    kept = connection.execute(_KEEPER, {"alias": alias}).scalar_one_or_none()
    if kept is not None:
        return Holder(kept, current=True)
    return None if last is None else Holder(last.nsid, current=False)


_LAST: Final = (
    select(PEOPLE.c.nsid, PEOPLE.c.shown_until)
    .where(PEOPLE.c.path_alias == bindparam("alias"))
    .order_by(PEOPLE.c.shown_until.desc(), PEOPLE.c.shown_from.desc())
    .limit(1)
)
_KEEPER: Final = (
    select(KEPT_ALIASES.c.nsid)
    .where(KEPT_ALIASES.c.alias == bindparam("alias"))
    .order_by(KEPT_ALIASES.c.since, KEPT_ALIASES.c.nsid)
    .limit(1)
)


def at_flickr(connection: Connection, nsid: str) -> Sequence[str]:
    """Return the aliases that a member has and had at Flickr, the present one first."""
    query = (
        select(PEOPLE.c.path_alias)
        .where(PEOPLE.c.nsid == nsid, PEOPLE.c.path_alias != "")
        .order_by(PEOPLE.c.shown_until.desc())
    )
    return list(dict.fromkeys(connection.execute(query).scalars()))
