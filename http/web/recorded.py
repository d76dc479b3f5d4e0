"""Whose lists pages of the whole archive are made of, and when those changed.

A page of the past is made of whose record had begun, or who was a contact then. Its moments
do not hang on the time looked at: they are those of everybody whom the page of today is
made of, so that its TimeMap lists the same ones whenever it is asked for.
"""

from __future__ import annotations

from collections.abc import Set
from itertools import islice
from typing import Final

from domain.clock import FOREVER
from domain.search.query import Query, Term
from projections.reading import moments, people
from projections.reading.eyes import Eyes
from projections.reading.moments import Moments
from projections.reading.people import Member
from web.asking.errors import Trouble, Way
from web.asking.visit import Visit

_MOST_MEMBERS: Final = 24
_MOST_FRIENDS: Final = 60


def first_members(visit: Visit) -> list[Member]:
    """Return the first members, of whose changes pages of the whole archive tell."""
    joined = (m for m in people.members(visit.connection) if not m.deleted)
    return list(islice(joined, _MOST_MEMBERS))


def of_members(visit: Visit, asked: Set[str] | None = None) -> Moments:
    """Return the moments of a page of the first members' photos, or of those asked for."""
    owners = [m.nsid for m in first_members(visit) if asked is None or m.nsid in asked]
    return moments.of_photos(visit.eyes, owners)


def friends(visit: Visit, looking: Eyes) -> list[str]:
    """Return the viewer's contacts who are members here, as of the time that is looked at."""
    members = {m.nsid for m in people.members(visit.connection) if not m.deleted}
    called = people.contacts(visit.connection, looking, visit.viewer)
    return [c.person.nsid for c in called if c.person.nsid in members][:_MOST_FRIENDS]


def of_friends(visit: Visit) -> Moments:
    """Return the moments of a page of the photos of the viewer's contacts of today."""
    return moments.of_photos(visit.eyes, friends(visit, visit.eyes.looking_at(visit.eyes.now)))


def of_friends_faves(visit: Visit) -> Moments:
    """Return the moments of a page of what the viewer's contacts of today fave."""
    nsids = friends(visit, visit.eyes.looking_at(visit.eyes.now))
    return [source for nsid in nsids for source in moments.of_faves(visit.eyes, nsid)]


def members_then(visit: Visit) -> list[Member]:
    """Return the first members, those alone whose record had begun at the time looked at.

    Raises Trouble for a time at which nobody's had.
    """
    joined = first_members(visit)
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
