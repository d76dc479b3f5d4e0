"""Whose eyes look, and at what time: the condition that every list is read under.

A row of a photo is shown to its owner; to those whom the owner's permission admitted then
and admits now; and to members whose own token read it (see `domain.visibility`). The
condition stands in the query itself, so that counts, pages and neighbours never tell of
photos that one may not see.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

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

from domain.admissions import Span, viewers_at
from domain.clock import FOREVER, Instant
from domain.permission import UNKNOWN
from domain.visibility import standing_spans
from projections.tables import CONTACTS, FAVES, LOOKS, PHOTOS, READERS


@dataclass(frozen=True, slots=True)
class Eyes:
    """A viewer (`nsid`, empty for nobody in particular) looking at the day `at`.

    `spans` tells what they were over all time to each owner whose contacts the archive
    knows; to any other owner it is unknown. `then` and `today` are made of it: what they
    were, and are, as sets of sorts.
    """

    nsid: str
    at: Instant
    now: Instant
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    then: Mapping[str, int] = field(init=False)
    today: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "then", _sorts(self.spans, self.at))
        object.__setattr__(self, "today", _sorts(self.spans, self.now))

    def looking_at(self, at: Instant) -> Eyes:
        """Return the same viewer's eyes on another day."""
        return replace(self, at=at)

    def standing(self, owner: str) -> tuple[Span, ...]:
        """Return what the viewer was to an owner, from the beginning of time, without gaps."""
        return self.spans.get(owner, _UNKNOWN_ALWAYS)

    @property
    def past(self) -> bool:
        """Whether another day than today is looked at."""
        return self.at != self.now


_UNKNOWN_ALWAYS: Final = standing_spans((), None)


def _sorts(spans: Mapping[str, tuple[Span, ...]], at: Instant) -> dict[str, int]:
    return {owner: viewers_at(made, at) for owner, made in spans.items()}


def eyes(connection: Connection, nsid: str, now: Instant, at: Instant | None = None) -> Eyes:
    """Return the eyes of a member, looking at the day `at` (None: today).

    Nobody in particular is whatever strangers are, whom only what is public admits.
    """
    at = now if at is None else at
    if not nsid:
        return Eyes("", at, now)
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
    spans = {
        owner: standing_spans(made, covered_from.get(owner)) for owner, made in changes.items()
    }
    return Eyes(nsid, at, now, spans)


def shown(looking: Eyes) -> ColumnElement[bool]:
    """Return the condition that a row of `photos` holds at the time looked at."""
    return and_(PHOTOS.c.shown_from <= looking.at, PHOTOS.c.shown_until > looking.at)


def shown_when(when: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that a row of `photos` holds at a time of another table's."""
    return and_(PHOTOS.c.shown_from <= when, PHOTOS.c.shown_until > when)


def shape(looking: Eyes, owner: str | None = None) -> Hashable:
    """Return all that conditions for the viewer depend on but the time looked at.

    Of an owner's photos it is the same for all to whom the same is shown. A statement made
    for a shape holds for every viewer of that shape: give `at` where it names the time.
    """
    if owner is None:
        return looking.nsid, tuple(looking.then.items()), tuple(looking.today.items())
    if owner == looking.nsid:
        return owner
    return looking.nsid, looking.then.get(owner, UNKNOWN), looking.today.get(owner, UNKNOWN)


def may_see(
    looking: Eyes,
    owner: str | None = None,
    when: ColumnElement[int] | None = None,
    at: ColumnElement[int] | None = None,
) -> ColumnElement[bool]:
    """Return the condition that the viewer may see a row of `photos`.

    Give `owner` where all rows are one owner's: the condition is then plainer. With `when`
    they look at each row at that time instead of all at the time looked at. `at` stands for
    the time looked at where that is given only as the statement is executed.
    """
    if owner is not None and owner == looking.nsid:
        return PHOTOS.c.shown_from == PHOTOS.c.shown_from
    if when is not None:
        at = when
    elif at is None:
        at = literal(looking.at)
    then = _standing(looking.then, owner) if when is None else _standing_when(looking, when)
    today = _standing(looking.today, owner)
    admitted = and_(_admits(PHOTOS.c.viewers, then), _admits(PHOTOS.c.viewers_now, today))
    if not looking.nsid:
        return admitted
    own = false() if owner is not None else PHOTOS.c.owner == looking.nsid
    return or_(own, admitted, _reads(looking, at, then, today))


def may_see_place(looking: Eyes, owner: str | None = None) -> ColumnElement[bool]:
    """Return the condition that the viewer may see where a row's photo was taken.

    Give `owner` where all rows are one owner's.
    """
    if owner is not None and owner == looking.nsid:
        return PHOTOS.c.shown_from == PHOTOS.c.shown_from
    then, today = _standing(looking.then, owner), _standing(looking.today, owner)
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
    if owner is not None:
        return literal(standing.get(owner, UNKNOWN))
    if not standing:
        return literal(UNKNOWN)
    return case(dict(standing), value=PHOTOS.c.owner, else_=UNKNOWN)


def _standing_when(looking: Eyes, when: ColumnElement[int]) -> ColumnElement[int]:
    """Return what the viewer was to the owner of each row at the time `when`."""
    known = [
        (
            and_(PHOTOS.c.owner == owner, when >= span.start, when < span.end),
            literal(span.viewers),
        )
        for owner, spans in looking.spans.items()
        for span in spans
        if span.viewers != UNKNOWN
    ]
    return case(*known, else_=UNKNOWN) if known else literal(UNKNOWN)


def _admits(viewers: ColumnElement[int], standing: ColumnElement[int]) -> ColumnElement[bool]:
    return viewers.op("&")(standing) == standing


def _reads(
    looking: Eyes,
    at: ColumnElement[int],
    then: ColumnElement[int],
    today: ColumnElement[int],
) -> ColumnElement[bool]:
    """Return the condition that the viewer's own token read the photo at the time."""
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
