"""A member of this archive: joined, what is backed up for them, what they may do here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from domain.clock import Instant, exactly
from domain.facets import fields, plain_kind
from domain.fact import UNSAID, Event, Fact, Look, Unsaid
from domain.history import History, Kind, history
from domain.observing import fact_of

BACKUPS: Final = ("photos", "faves", "contacts", "albums")
"""The kinds of backup, in the order in which a full one runs."""


ADMIN: Final = "admin"
"""The role of those who look after the whole archive."""
ROLES: Final = (ADMIN,)
"""The roles that a member can have in this archive."""


class Account(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A member as the archive knows them; `perms` is what their token allows at Flickr.

    `aliases` are path aliases that the archive keeps for them, beside the one at Flickr.
    """

    nsid: str | Unsaid = UNSAID
    username: str | Unsaid = UNSAID
    backups: tuple[str, ...] | Unsaid = UNSAID
    paused: bool | Unsaid = UNSAID
    perms: str | Unsaid = UNSAID
    roles: tuple[str, ...] | Unsaid = UNSAID
    aliases: tuple[str, ...] | Unsaid = UNSAID
    deleted: bool | Unsaid = UNSAID


class AccountJoined(Event, frozen=True, tag="account-joined"):
    """A Flickr member joined the archive."""

    nsid: str
    username: str


class AccountBackupsRegistered(Event, frozen=True, tag="account-backups-registered"):
    """The member chose what is backed up: `photos`, `faves`, `contacts`, `albums`."""

    backups: tuple[str, ...]


class AccountBackupsPaused(Event, frozen=True, tag="account-backups-paused"):
    """The member's backups rest, or go on."""

    paused: bool


class AccountTokenChanged(Event, frozen=True, tag="account-token-changed"):
    """The member's token allows `read`, `write` or `delete` at Flickr, or `none` any more."""

    perms: str


class AccountRolesChanged(Event, frozen=True, tag="account-roles-changed"):
    """The member's roles in this archive, such as `admin`."""

    roles: tuple[str, ...]


class AccountAliasesKept(Event, frozen=True, tag="account-aliases-kept"):
    """The path aliases that the archive keeps for the member, all of them."""

    aliases: tuple[str, ...]


class AccountDeleted(Event, frozen=True, tag="account-deleted"):
    """The member left the archive, which forgets what it held of them."""

    deleted: bool = True


EVENTS: Final[tuple[type[Event], ...]] = (
    AccountJoined,
    AccountBackupsRegistered,
    AccountBackupsPaused,
    AccountTokenChanged,
    AccountRolesChanged,
    AccountAliasesKept,
    AccountDeleted,
)


def _remembered(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Leave out what the archive forgot when the member left."""
    for place in range(len(facts) - 1, -1, -1):
        if isinstance(facts[place].event, AccountDeleted):
            return facts[place:]
    return facts


ACCOUNT: Final[Kind[Account]] = plain_kind(
    "account",
    Account(),
    {
        **dict.fromkeys(EVENTS, fields),
        AccountJoined: lambda event: {**fields(event), "deleted": False},
    },
    remembered=_remembered,
)


def account_history(facts: Iterable[Fact], *, known_at: Instant | None = None) -> History[Account]:
    """Fold the facts of one member. Raises ForeignEvent for another kind's."""
    return history(ACCOUNT, facts, known_at=known_at)


def decide(past: History[Account], event: Event, look: Look) -> tuple[Fact, ...]:
    """Return the fact that `event` happened, or nothing where it is so already.

    What a member does here happens when it is done, so its clock is exact.
    """
    held = past.now
    stated = ACCOUNT.stated(event)
    if held is not None and all(getattr(held.state, f) == v for f, v in stated.items()):
        return ()
    return (fact_of(event, exactly(look.at), look),)
