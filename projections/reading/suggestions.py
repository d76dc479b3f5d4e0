"""Who and what may be meant by the beginning of a name: people and albums.

Whether the viewer may see anything of theirs is for the search to tell.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, func, or_, select

from projections.reading.eyes import Eyes
from projections.reading.people import Named, names
from projections.tables import ALBUMS, PEOPLE


def people(connection: Connection, looking: Eyes, beginning: str, limit: int) -> list[Named]:
    """Return people whose name, real name or alias begins so, on the day looked at."""
    columns = (PEOPLE.c.username, PEOPLE.c.realname, PEOPLE.c.path_alias)
    begins = [_begins(column, beginning) for column in columns]
    query = (
        select(PEOPLE.c.nsid)
        .where(PEOPLE.c.shown_from <= looking.at, PEOPLE.c.shown_until > looking.at, or_(*begins))
        .order_by(func.length(PEOPLE.c.username), PEOPLE.c.username, PEOPLE.c.nsid)
        .limit(limit)
    )
    found = connection.execute(query).scalars().all()
    called = names(connection, found, looking.at)
    return [called[nsid] for nsid in found]


def albums(
    connection: Connection, looking: Eyes, beginning: str, limit: int
) -> list[tuple[str, str]]:
    """Return the id and title of albums in whose title a word begins so, the newest first."""
    title = ALBUMS.c.title
    query = (
        select(ALBUMS.c.album, title)
        .where(
            ALBUMS.c.shown_from <= looking.at,
            ALBUMS.c.shown_until > looking.at,
            ALBUMS.c.deleted.is_(False),
            or_(_begins(title, beginning), title.icontains(f" {beginning}", autoescape=True)),
        )
        .order_by(ALBUMS.c.created.desc(), ALBUMS.c.album.desc())
        .limit(limit)
    )
    return [(row.album, row.title) for row in connection.execute(query)]


def _begins(column: ColumnElement[str], beginning: str) -> ColumnElement[bool]:
    return column.istartswith(beginning, autoescape=True)
