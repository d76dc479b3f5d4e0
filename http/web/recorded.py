"""Whose lists were recorded at a time: what pages of the whole archive are made of."""

from __future__ import annotations

from domain.clock import FOREVER
from domain.search.query import Query, Term
from projections.reading import people
from projections.reading.people import Member
from web.asking.errors import Trouble, Way
from web.asking.visit import Visit


def members_then(visit: Visit, most: int | None = None) -> list[Member]:
    """Return the first members, those alone whose record had begun at the time looked at.

    Raises Trouble for a time at which nobody's had.
    """
    joined = [m for m in people.members(visit.connection) if not m.deleted][:most]
    if not visit.past:
        return joined
    begun = {m.nsid: visit.recorded_from(m.nsid) or FOREVER for m in joined}
    known = [m for m in joined if begun[m.nsid] <= visit.eyes.at]
    if not known:
        first = min(begun.values(), default=FOREVER)
        way = Way(
            visit.path,
            "Go to the first day of the record",
            f"@{first}" if first < FOREVER else "",
        )
        raise Trouble(404, "Before the record", "The archive has no record of this time.", way)
    return known


def owners_asked(query: Query) -> frozenset[str] | None:
    """Return whose photos alone a query is about; None for those of anybody."""
    named = [
        condition.values
        for condition in query.condition.conditions
        if isinstance(condition, Term) and condition.field == "owner"
    ]
    return frozenset.intersection(*named) if named else None
