"""The front page: who is in this archive, and their latest photos."""

from __future__ import annotations

from msgspec import Struct

from projections.reading import photos
from projections.reading.people import Member
from web.answering.timebar import timed
from web.asking.visit import Visit
from web.asking.within import LATEST
from web.pages.friends import latest
from web.pages.lists import doubts_of
from web.recorded import members_then, of_members
from web.views.cards import cards
from web.views.parts import Card, Person, View

_PHOTOS = 40


class MemberLine(Struct, frozen=True, kw_only=True):
    """A member of the archive; `photos` is how many of theirs the viewer may see today."""

    person: Person
    photos: int


class Front(View, frozen=True, kw_only=True):
    """The members and the latest photos that the viewer may see.

    `backed_up` tells whether any backup has finished yet: where none has, the page says
    what to do next.
    """

    members: tuple[MemberLine, ...]
    backed_up: bool
    photos: tuple[Card, ...]


def look(visit: Visit) -> Front:
    """Return the front page at the time looked at."""
    known = members_then(visit)
    named = visit.people(m.nsid for m in known)
    page = latest(visit, [m.nsid for m in known], _PHOTOS)
    return Front(
        title="",
        time=timed(
            visit,
            of_members(visit),
            doubts=doubts_of(visit, page),
        ),
        members=tuple(_line(visit, m, named[m.nsid]) for m in known),
        backed_up=any(visit.recorded_from(m.nsid) for m in known),
        photos=cards(visit, page, LATEST),
    )


def _line(visit: Visit, member: Member, person: Person) -> MemberLine:
    return MemberLine(person=person, photos=photos.total(visit.connection, visit.eyes, member.nsid))
