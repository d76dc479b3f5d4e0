"""The members' OAuth tokens, in a small table of their own and nowhere else.

They are never in the log, in a page or in a message.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Column, Engine, MetaData, String, Table, delete, insert, select

METADATA: Final = MetaData()

_SECRETS: Final = Table(
    "secrets",
    METADATA,
    Column("nsid", String, primary_key=True),
    Column("oauth_token", String, nullable=False),
    Column("oauth_token_secret", String, nullable=False),
    Column("perms", String, nullable=False),
)


class NotAMember(Exception):  # noqa: N818 - says what is so
    """The archive has no token of this member."""


@dataclass(frozen=True, slots=True)
class MemberToken:
    """A member's token, and what it allows at Flickr: `read`, `write` or `delete`."""

    nsid: str
    oauth_token: str = field(repr=False)
    oauth_token_secret: str = field(repr=False)
    perms: str


class Tokens:
    """The members' tokens in one database."""

    def __init__(self, operations: Engine) -> None:
        self._operations = operations

    def prepare(self) -> None:
        """Make the table. Safe to do again."""
        METADATA.create_all(self._operations)

    def keep(self, token: MemberToken) -> None:
        """Keep a member's token in the place of the one before."""
        values = {
            "nsid": token.nsid,
            "oauth_token": token.oauth_token,
            "oauth_token_secret": token.oauth_token_secret,
            "perms": token.perms,
        }
        with self._operations.begin() as connection:
            connection.execute(delete(_SECRETS).where(_SECRETS.c.nsid == token.nsid))
            connection.execute(insert(_SECRETS).values(values))

    def of(self, nsid: str) -> MemberToken | None:
        """Return a member's token, if there is one."""
        with self._operations.connect() as connection:
            row = connection.execute(select(_SECRETS).where(_SECRETS.c.nsid == nsid)).one_or_none()
        return None if row is None else MemberToken(*row)

    def forget(self, nsid: str) -> None:
        """Forget a member's token."""
        with self._operations.begin() as connection:
            connection.execute(delete(_SECRETS).where(_SECRETS.c.nsid == nsid))
