"""The members' accounts here: they join, choose backups, let them rest, leave."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from adapters.operations.tokens import MemberToken, Tokens
from adapters.recording import record_one
from domain import streams
from domain.account import (
    BACKUPS,
    AccountAliasesKept,
    AccountBackupsPaused,
    AccountBackupsRegistered,
    AccountDeleted,
    AccountJoined,
    AccountRolesChanged,
    AccountTokenChanged,
    account_history,
    decide,
)
from domain.clock import Instant
from domain.fact import Event, Fact, Look, by_member
from domain.forgetting import has_left
from domain.recorded import EventLog


class StillForgetting(Exception):  # noqa: N818 - says what is so
    """A member who left wants to come back before the archive has forgotten them."""

    def __init__(self, nsid: str) -> None:
        super().__init__(
            f"the archive is not done forgetting {nsid}: let a worker run, or run"
            " `parallel-flickr purge-photo`, and join again then"
        )


def facts_of(log: EventLog, nsid: str) -> tuple[Fact, ...]:
    """Return the facts of a member's account; none of somebody who never joined."""
    return tuple(entry.fact for entry in log.read(streams.account(nsid)))


@dataclass(frozen=True, slots=True)
class Accounts:
    """What members do with their accounts, recorded at the archive's own time.

    `is_forgetting` tells whether a member who left is still to be forgotten.
    """

    log: EventLog
    tokens: Tokens
    clock: Callable[[], Instant]
    is_forgetting: Callable[[str], bool]

    def join(self, token: MemberToken, username: str) -> None:
        """Let a member in: their token is kept, what they joined with is recorded.

        All kinds of backup are registered for a new member. Raises StillForgetting for one
        who left and whom the archive has not forgotten yet.
        """
        held = facts_of(self.log, token.nsid)
        if has_left(held) and self.is_forgetting(token.nsid):
            raise StillForgetting(token.nsid)
        self.tokens.keep(token)
        events: list[Event] = [
            AccountJoined(nsid=token.nsid, username=username),
            AccountTokenChanged(perms=token.perms),
        ]
        if not held or has_left(held):
            events.append(AccountBackupsRegistered(backups=BACKUPS))
        self.tell(token.nsid, *events)

    def register_backups(self, nsid: str, kinds: Sequence[str]) -> None:
        """Record what is backed up for a member."""
        self.tell(nsid, AccountBackupsRegistered(backups=tuple(kinds)))

    def pause_backups(self, nsid: str, paused: bool) -> None:
        """Record that a member's backups rest, or go on."""
        self.tell(nsid, AccountBackupsPaused(paused=paused))

    def keep_aliases(self, nsid: str, aliases: Sequence[str]) -> None:
        """Record which path aliases the archive keeps for a member, all of them."""
        self.tell(nsid, AccountAliasesKept(aliases=tuple(aliases)))

    def give_roles(self, nsid: str, roles: Iterable[str]) -> None:
        """Record which roles a member has in this archive, all of them."""
        self.tell(nsid, AccountRolesChanged(roles=tuple(sorted(set(roles)))))

    def leave(self, nsid: str) -> None:
        """Record that a member left, which orders to forget them."""
        self.tell(nsid, AccountDeleted())

    def tell(self, nsid: str, *events: Event) -> None:
        """Record events of a member's account, leaving out what is so already.

        Who has left does nothing here but join again. Raises Conflict where others go on
        recording at the same time.
        """
        look = by_member(nsid, self.clock())
        record_one(self.log, streams.account(nsid), lambda held: _news(held, events, look))


def _news(held: tuple[Fact, ...], events: Sequence[Event], look: Look) -> tuple[Fact, ...]:
    if has_left(held) and not any(isinstance(event, AccountJoined) for event in events):
        return ()
    facts = held
    for event in events:
        facts += decide(account_history(facts), event, look)
    return facts[len(held) :]
