"""Whose eyes look, and at what time: the condition that every list is read under.

A row of a photo is shown to its owner; to those whom the owner's permission admitted then
and admits now; and to members whose own token read it (see `domain.visibility`). The
condition stands in the query itself, so that counts, pages and neighbours never tell of
photos that one may not see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
)

from domain.clock import FOREVER, Instant
from domain.permission import UNKNOWN
from domain.visibility import Span, standing_spans, viewers_at
from projections.tables import CONTACTS, FAVES, LOOKS, PHOTOS, READERS


@dataclass(frozen=True, slots=True)
class Eyes:
    """A viewer (`nsid`, empty for nobody in particular) looking at the day `at`.

    `then` and `today` tell what they were, and are, to each owner whose contacts the
    archive knows, as sets of sorts; to any other owner it is unknown.
    """

    nsid: str
    at: Instant
    now: Instant
    then: Mapping[str, int]
    today: Mapping[str, int]

    @property
    def past(self) -> bool:
        """Whether another day than today is looked at."""
        return self.at != self.now


def eyes(connection: Connection, nsid: str, now: Instant, at: Instant | None = None) -> Eyes:
    """Return the eyes of a member, looking at the day `at` (None: today).

    Nobody in particular is whatever strangers are, whom only what is public admits.
    """
    at = now if at is None else at
    spans = spans_about(connection, nsid)
    return Eyes(
        nsid,
        at,
        now,
        {owner: int(viewers_at(made, at)) for owner, made in spans.items()},
        {owner: int(viewers_at(made, now)) for owner, made in spans.items()},
    )


def spans_about(connection: Connection, nsid: str) -> dict[str, tuple[Span, ...]]:
    """Return what a member is over time to each owner whose contacts the archive knows."""
    if not nsid:
        return {}
    covered = (
        select(LOOKS.c.nsid, func.min(LOOKS.c.at))
        .where(LOOKS.c.subject == "contacts")
        .group_by(LOOKS.c.nsid)
    )
    covered_from = {row[0]: row[1] for row in connection.execute(covered)}
    changes: dict[str, list[tuple[int, int, int]]] = {owner: [] for owner in covered_from}
    query = (
        select(CONTACTS.c.owner, CONTACTS.c.after, CONTACTS.c.shown_from, CONTACTS.c.sort)
        .where(CONTACTS.c.nsid == nsid)
        .order_by(CONTACTS.c.owner, CONTACTS.c.piece)
    )
    for owner, after, until, sort in connection.execute(query):
        changes.setdefault(owner, []).append((after, until, sort))
    return {owner: standing_spans(made, covered_from.get(owner)) for owner, made in changes.items()}


def shown(looking: Eyes) -> ColumnElement[bool]:
    """Return the condition that a row of `photos` holds at the time looked at."""
    return and_(PHOTOS.c.shown_from <= looking.at, PHOTOS.c.shown_until > looking.at)


def may_see(looking: Eyes, owner: str | None = None) -> ColumnElement[bool]:
    """Return the condition that the viewer may see a row of `photos`.

    Give `owner` where all rows are one owner's: the condition is then plainer.
    """
    if owner is not None and owner == looking.nsid:
        return PHOTOS.c.shown_from == PHOTOS.c.shown_from
    then = _standing(looking.then, owner)
    return _may_see(looking, owner, then, literal(looking.at))


def may_see_when(
    looking: Eyes, spans: Mapping[str, Sequence[Span]], at: ColumnElement[int]
) -> ColumnElement[bool]:
    """Return the condition that the viewer might have seen a row at an instant of its own.

    `spans` is what `spans_about` the viewer tells.
    """
    unknown = literal(int(UNKNOWN))
    whens = [(PHOTOS.c.owner == owner, _when(made, at)) for owner, made in spans.items() if made]
    return _may_see(looking, None, case(*whens, else_=unknown) if whens else unknown, at)


def _when(spans: Sequence[Span], at: ColumnElement[int]) -> ColumnElement[int]:
    """Return what is told of a viewer for the time of an instant."""
    *earlier, last = spans
    if not earlier:
        return literal(int(last.viewers))
    return case(*((at < span.end, int(span.viewers)) for span in earlier), else_=int(last.viewers))


def _may_see(
    looking: Eyes, owner: str | None, then: ColumnElement[int], at: ColumnElement[int]
) -> ColumnElement[bool]:
    today = _standing(looking.today, owner)
    admitted = and_(_admits(PHOTOS.c.viewers, then), _admits(PHOTOS.c.viewers_now, today))
    if not looking.nsid:
        return admitted
    own = false() if owner is not None else PHOTOS.c.owner == looking.nsid
    return or_(own, admitted, _reads(looking, then, today, at))


def may_see_place(looking: Eyes) -> ColumnElement[bool]:
    """Return the condition that the viewer may see where a row's photo was taken."""
    then, today = _standing(looking.then, None), _standing(looking.today, None)
    return or_(
        PHOTOS.c.owner == looking.nsid,
        and_(
            _admits(PHOTOS.c.place_viewers, then),
            _admits(PHOTOS.c.place_viewers_now, today),
        ),
    )


def totals_admit(looking: Eyes, owner: str, viewers: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that a bucket of an owner's totals counts for the viewer today."""
    return _admits(viewers, _standing(looking.today, owner))


def _standing(standing: Mapping[str, int], owner: str | None) -> ColumnElement[int]:
    unknown = int(UNKNOWN)
    if owner is not None:
        return literal(standing.get(owner, unknown))
    if not standing:
        return literal(unknown)
    return case(dict(standing), value=PHOTOS.c.owner, else_=unknown)


def _admits(viewers: ColumnElement[int], standing: ColumnElement[int]) -> ColumnElement[bool]:
    return viewers.op("&")(standing) == standing


def _reads(
    looking: Eyes, then: ColumnElement[int], today: ColumnElement[int], at: ColumnElement[int]
) -> ColumnElement[bool]:
    """Return the condition that the viewer's own token read the photo at an instant."""
    faved = (
        exists()
        .where(
            FAVES.c.nsid == looking.nsid,
            FAVES.c.photo == PHOTOS.c.photo,
            FAVES.c.shown_until == FOREVER,
        )
        .correlate(PHOTOS)  # two selects further out, which is not found by itself
    )
    told = and_(
        PHOTOS.c.faver_viewers.is_not(None),
        faved,
        _admits(PHOTOS.c.faver_viewers, then),
        _admits(PHOTOS.c.faver_viewers_now, today),
    )
    untold = and_(PHOTOS.c.faver_viewers.is_(None), or_(READERS.c.reads_now, faved))
    return exists().where(
        READERS.c.photo == PHOTOS.c.photo,
        READERS.c.member == looking.nsid,
        READERS.c.read_from <= at,
        READERS.c.read_until >= at,
        or_(told, untold),
    )
