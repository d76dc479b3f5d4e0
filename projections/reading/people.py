"""Members: who is meant by an address, what they were called, whom they call contacts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import msgspec
from sqlalchemy import Connection, Row, bindparam, func, or_, select

from domain.clock import FOREVER, Instant
from projections.reading.aliases import Holder, holder
from projections.reading.eyes import Eyes
from projections.tables import ACCOUNTS, CONTACTS, LOOKS, PEOPLE, RUNS


@dataclass(frozen=True, slots=True)
class Named:
    """A Flickr member as they were called on a day; empty where Flickr said nothing."""

    nsid: str
    username: str
    realname: str
    path_alias: str
    icon_key: str
    gone: bool = False

    @property
    def address(self) -> str:
        """What stands for them in an address: their path alias, else their NSID."""
        return self.path_alias or self.nsid


@dataclass(frozen=True, slots=True)
class Member:
    """A member of this archive, as they are today."""

    nsid: str
    username: str
    joined: Instant
    backups: tuple[str, ...]
    paused: bool
    perms: str
    roles: tuple[str, ...]
    deleted: bool


@dataclass(frozen=True, slots=True)
class Contact:
    """One of a member's contacts on a day."""

    person: Named
    friend: bool
    family: bool
    since: Instant
    sure: bool

    @property
    def words(self) -> str:
        """What they are."""
        match self.friend, self.family:
            case True, True:
                return "friend and family"
            case True, False:
                return "friend"
            case False, True:
                return "family"
            case _:
                return "contact"


@dataclass(frozen=True, slots=True)
class Run:
    """One finished backup."""

    kind: str
    begun: Instant
    finished: Instant
    counts: dict[str, int]
    missing: tuple[str, ...]


def by_address(connection: Connection, address: str) -> tuple[Named, bool] | None:
    """Return the member meant by an NSID or a path alias, and whether they have it still.

    An alias that they have no more is one to redirect from.
    """
    nsid = connection.execute(_HAS_NSID, {"nsid": address}).scalar_one_or_none()
    found = Holder(nsid, current=True) if nsid else holder(connection, address)
    if found is None:
        return None
    return names(connection, [found.nsid], FOREVER - 1)[found.nsid], found.current


_HAS_NSID: Final = select(PEOPLE.c.nsid).where(PEOPLE.c.nsid == bindparam("nsid")).limit(1)


def called(connection: Connection, username: str, at: Instant) -> str | None:
    """Return the NSID of the person who was called so on a day; of several, who is written so."""
    found: str | None = connection.execute(
        _BY_NAME, {"name": username, "lower": username.lower(), "at": at}
    ).scalar_one_or_none()
    return found


_BY_NAME: Final = (
    select(PEOPLE.c.nsid)
    .where(
        or_(
            PEOPLE.c.username == bindparam("name"),
            func.lower(PEOPLE.c.username) == bindparam("lower"),
        ),
        PEOPLE.c.shown_from <= bindparam("at"),
        PEOPLE.c.shown_until > bindparam("at"),
    )
    .order_by(PEOPLE.c.username != bindparam("name"), PEOPLE.c.nsid)
    .limit(1)
)


def names(connection: Connection, nsids: Iterable[str], at: Instant) -> dict[str, Named]:
    """Return what members were called on a day; one unknown is called by their NSID."""
    wanted = sorted(set(nsids))
    found = {nsid: Named(nsid, nsid, "", "", "") for nsid in wanted}
    for start in range(0, len(wanted), 500):
        some = {"nsids": wanted[start : start + 500], "at": at}
        for row in connection.execute(_CALLED, some):
            found[row.nsid] = _named(row)
    return found


_CALLED: Final = select(PEOPLE).where(
    PEOPLE.c.nsid.in_(bindparam("nsids", expanding=True)),
    PEOPLE.c.shown_from <= bindparam("at"),
    PEOPLE.c.shown_until > bindparam("at"),
)


def contacts(connection: Connection, looking: Eyes, owner: str) -> list[Contact]:
    """Return a member's contacts on the day looked at, by name. They are the owner's to see."""
    if looking.nsid != owner:
        return []
    query = select(CONTACTS).where(
        CONTACTS.c.owner == owner,
        CONTACTS.c.contact,
        CONTACTS.c.shown_from <= looking.at,
        CONTACTS.c.shown_until > looking.at,
    )
    rows = connection.execute(query).all()
    called = names(connection, (row.nsid for row in rows), looking.at)
    made = [
        Contact(
            called[row.nsid],
            row.friend,
            row.family,
            row.shown_from,
            row.sure_from <= looking.at <= row.sure_until,
        )
        for row in rows
    ]
    return sorted(made, key=lambda contact: contact.person.username.casefold())


def contacts_known_from(connection: Connection, owner: str) -> Instant | None:
    """Return when a member's contacts were first read whole; None if never."""
    query = select(func.min(LOOKS.c.at)).where(LOOKS.c.nsid == owner, LOOKS.c.subject == "contacts")
    first: Instant | None = connection.execute(query).scalar_one()
    return first


def members(connection: Connection) -> list[Member]:
    """Return the members of this archive, in the order in which they joined."""
    query = select(ACCOUNTS).order_by(ACCOUNTS.c.joined, ACCOUNTS.c.nsid)
    return [_member(row) for row in connection.execute(query)]


def member(connection: Connection, nsid: str) -> Member | None:
    """Return one member of this archive, if they are one."""
    row = connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.nsid == nsid)).one_or_none()
    return None if row is None else _member(row)


def runs(connection: Connection, nsid: str, limit: int) -> list[Run]:
    """Return a member's last finished backups, newest first."""
    query = select(RUNS).where(RUNS.c.nsid == nsid)
    query = query.order_by(RUNS.c.begun.desc(), RUNS.c.number.desc()).limit(limit)
    return [_run(row) for row in connection.execute(query)]


def last_run(connection: Connection, nsid: str, kind: str) -> Run | None:
    """Return a member's last finished backup of a kind."""
    query = select(RUNS).where(RUNS.c.nsid == nsid, RUNS.c.kind == kind)
    query = query.order_by(RUNS.c.begun.desc(), RUNS.c.number.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else _run(row)


def recorded_from(connection: Connection, nsid: str) -> Instant | None:
    """Return when the record of a member's lists begins: with their first finished backup."""
    first: Instant | None = connection.execute(_RECORDED, {"nsid": nsid}).scalar_one()
    return first


_RECORDED: Final = select(func.min(RUNS.c.finished)).where(RUNS.c.nsid == bindparam("nsid"))


def _named(row: Row[tuple[object, ...]]) -> Named:
    return Named(row.nsid, row.username, row.realname, row.path_alias, row.icon_key, row.gone)


def _run(row: Row[tuple[object, ...]]) -> Run:
    return Run(
        row.kind,
        row.begun,
        row.finished,
        msgspec.json.decode(row.counts, type=dict[str, int]),
        msgspec.json.decode(row.missing, type=tuple[str, ...]),
    )


def _member(row: Row[tuple[object, ...]]) -> Member:
    return Member(
        row.nsid,
        row.username,
        row.joined,
        msgspec.json.decode(row.backups, type=tuple[str, ...]),
        row.paused,
        row.perms,
        msgspec.json.decode(row.roles, type=tuple[str, ...]),
        row.deleted,
    )
