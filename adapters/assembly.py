"""The one place that puts the parts together, the clock included."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from adapters import operations
from adapters.care.ledger import Ledger
from adapters.care.parts import Care
from adapters.flickr import budget as budgets
from adapters.flickr import changing as changes
from adapters.flickr.budget import SharedBudget, budgeted
from adapters.flickr.call import Call, Flickr
from adapters.flickr.counting import Allowance, counted
from adapters.flickr.credentials import Key, Perms, Token
from adapters.flickr.download import Downloads, Pace
from adapters.flickr.endpoints import REAL, Endpoints, under
from adapters.flickr.errors import BudgetExhausted, FlickrError, InsufficientPermissions
from adapters.flickr.poll.ports import Poll, Report
from adapters.flickr.push.ports import Push
from adapters.flickr.push.subscribing import NotSubscribed
from adapters.flickr.retrying import SHORT, USUAL, Patience, retrying
from adapters.flickr.signing_in import Allowed, SignIn, check_token
from adapters.forgetting.erasing import Eraser
from adapters.images import Encoding, Refused, type_of
from adapters.log import Leaves, Sealing, StoredLog, open_log
from adapters.members import bookmarks, correcting
from adapters.members.changing import Changing, NotSeenAgain
from adapters.members.telling import StillForgetting, facts_of, joining, tell
from adapters.operations.callbacks import StoredCallbacks
from adapters.operations.tokens import MemberToken, NotAMember, Tokens
from adapters.operations.turns import turn
from adapters.operations.unfinished import METADATA as UNFINISHED
from adapters.operations.unfinished import StoredUnfinished
from adapters.pictures import Pictures
from adapters.places import search_of, storage_of
from adapters.polling.asks import asks_of
from adapters.polling.index import SiteIndex
from adapters.polling.keeper import StorageKeeper
from adapters.push.pings import PingBook
from adapters.push.pushing import FlickrLooker, Pushing
from adapters.reporting import report_as
from adapters.settings import Settings, load
from adapters.storage import Storage, StorageError
from domain.account import AccountAliasesKept, AccountBackupsPaused, AccountBackupsRegistered
from domain.clock import Instant
from domain.fact import Event, Via
from domain.forgetting import has_left
from domain.search.index import SearchIndex, SearchUnavailable
from projections.following import catch_up
from projections.generations import Generations
from projections.reactions.looks import METADATA as REACTIONS
from projections.reactions.looks import Looks
from projections.reactions.pinged import Pinged


@dataclass(frozen=True, slots=True)
class Archive:
    """The archive, put together. Everything that acts is handed its parts from here."""

    settings: Settings
    log: StoredLog
    generations: Generations
    storage: Storage
    search: SearchIndex
    operations: Engine
    tokens: Tokens
    budget: SharedBudget
    clock: Callable[[], Instant]
    patience: Patience = USUAL
    pictures: Pictures = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pictures", Pictures(self.storage))

    @property
    def zone(self) -> tzinfo:
        """The time zone in which days are meant."""
        return ZoneInfo(self.settings.timezone)

    @property
    def endpoints(self) -> Endpoints:
        """Flickr's addresses: the real one's, or those under `flickr_endpoint`."""
        root = self.settings.flickr_endpoint
        return under(root) if root else REAL

    @property
    def key(self) -> Key:
        """The archive's key at Flickr."""
        return Key(self.settings.flickr_api_key, self.settings.flickr_api_secret)

    @property
    def signing_in(self) -> SignIn:
        """Flickr's side of signing in."""
        return SignIn(self.key, time.monotonic, self.endpoints)

    @property
    def sealing(self) -> Sealing:
        """What seals the log."""
        return Sealing(self.log, Leaves(self.operations), self.clock)

    def flickr(self, token: Token | None, *, interactive: bool = False) -> Call:
        """Return calls that are signed with a token, patient, and within the budget."""
        return self._patiently(self._within_budget(token, interactive), interactive)

    def _within_budget(self, token: Token | None, interactive: bool) -> Call:
        once = Flickr(self.key, time.monotonic, token, self.endpoints)
        return budgeted(once, self.budget, interactive=interactive)

    def _patiently(self, call: Call, interactive: bool) -> Call:
        patience = SHORT if interactive else self.patience
        return retrying(call, monotonic=time.monotonic, sleep=time.sleep, patience=patience)

    def allowed(self, token: Token) -> Allowed:
        """Ask Flickr whose a token is and what it allows. Raises FlickrError."""
        return check_token(self.flickr(token, interactive=True))

    def member(self, nsid: str, *, interactive: bool = False) -> Call:
        """Return calls that are signed for a member. Raises NotAMember without a token."""
        return self.flickr(self._token(nsid), interactive=interactive)

    def poll(
        self,
        nsid: str,
        report: Report,
        *,
        full: bool = False,
        via: Via = "poll",
        allowance: Allowance | None = None,
        interactive: bool = False,
    ) -> Poll:
        """Return what a poller needs for one member. Raises NotAMember without a token.

        The calls are counted in the report; several runs may share one allowance of them.
        """
        within = self._within_budget(self._token(nsid), interactive)
        once = counted(within, allowance or Allowance(), report.calls)
        return Poll(
            account=nsid,
            call=self._patiently(once, interactive),
            log=self.log,
            index=SiteIndex(nsid, self.log, self.generations),
            keeper=StorageKeeper(self.downloads(), self.storage, self.endpoints.static),
            unfinished=StoredUnfinished(self.operations, nsid),
            clock=self.clock,
            report=report,
            sizes=tuple(self.settings.backup_sizes.split()),
            asks=asks_of(self.settings),
            full=full,
            via=via,
        )

    def turn(self, nsid: str, kind: str) -> AbstractContextManager[bool]:
        """Return whether a run of a kind for a member may begin: false while another is at it."""
        return turn(self.operations, f"backup {nsid} {kind}")

    def _token(self, nsid: str) -> Token:
        held = self.tokens.of(nsid)
        if held is None:
            raise NotAMember(f"{nsid} has no token here: run `parallel-flickr accounts sign-in`")
        return Token(held.oauth_token, held.oauth_token_secret)

    def downloads(self) -> Downloads:
        """Return downloads of Flickr's files, at the pace that the settings allow."""
        pace = Pace(self.settings.files_a_second, monotonic=time.monotonic, sleep=time.sleep)
        return Downloads(pace, time.monotonic, time.sleep, self.patience)

    @property
    def changing(self) -> Changing:
        """What changes things at Flickr for members who wait for it."""
        return Changing(
            lambda nsid: self.member(nsid, interactive=True),
            lambda nsid: self.poll(nsid, Report(), via="member", interactive=True),
            lambda: catch_up(self.log, self.generations.live()),
        )

    @property
    def care(self) -> Care:
        """The parts with which files are cared for."""
        return Care(self.log, self.generations, self.storage, Ledger(self.operations), self.clock)

    def join(self, token: MemberToken, username: str) -> None:
        """Let a member in: their token is kept, what they joined with is recorded.

        All kinds of backup are registered for a new member. Raises StillForgetting for one
        who left and whom the archive has not forgotten yet.
        """
        held = facts_of(self.log, token.nsid)
        if has_left(held) and forgetting(self).awaits(token.nsid):
            raise StillForgetting(token.nsid)
        self.tokens.keep(token)
        self.tell(token.nsid, joining(held, token.nsid, username, token.perms))

    def register_backups(self, nsid: str, kinds: Sequence[str]) -> None:
        """Record what is backed up for a member."""
        self.tell(nsid, [AccountBackupsRegistered(backups=tuple(kinds))])

    def pause_backups(self, nsid: str, paused: bool) -> None:
        """Record that a member's backups rest, or go on."""
        self.tell(nsid, [AccountBackupsPaused(paused=paused)])

    def keep_aliases(self, nsid: str, aliases: Sequence[str]) -> None:
        """Record which path aliases the archive keeps for a member, all of them."""
        self.tell(nsid, [AccountAliasesKept(aliases=tuple(aliases))])

    def tell(self, nsid: str, events: Sequence[Event]) -> None:
        """Record what a member did here, leaving out what is so already."""
        tell(self.log, nsid, events, self.clock())

    def close(self) -> None:
        """Close every connection."""
        self.log.close()
        self.generations.close()
        self.search.close()
        self.operations.dispose()


def now() -> Instant:
    """Return the present, in whole seconds since 1970."""
    return int(time.time())


def assemble(
    settings: Settings, clock: Callable[[], Instant] = now, patience: Patience = USUAL
) -> Archive:
    """Put an archive together from its settings. Raises a one-line error where a part fails."""
    report_as(settings.log_format)
    operations.make_folder(settings.database_url)
    engine = operations.connect(settings.database_url)
    return Archive(
        settings=settings,
        log=open_log(settings.database_url),
        generations=Generations(engine),
        storage=storage_of(settings),
        search=search_of(settings),
        operations=engine,
        tokens=Tokens(engine),
        budget=_budget(settings, engine),
        clock=clock,
        patience=patience,
    )


def reopened(database_url: str) -> tuple[StoredLog, Generations]:
    """Open the log and the views once more, as another process does that shares a rebuild."""
    return open_log(database_url), Generations(operations.connect(database_url))


def _budget(settings: Settings, engine: Engine) -> SharedBudget:
    limit = settings.calls_an_hour(budgets.PER_HOUR)
    return SharedBudget(
        engine, settings.flickr_api_key, now=time.time, sleep=time.sleep, per_hour=limit
    )


def pushing(archive: Archive) -> Pushing:
    """Return PuSH over an archive. A process has one: it records many deliveries at once."""
    callbacks = StoredCallbacks(archive.operations)
    push = Push(
        call=lambda nsid: archive.member(nsid, interactive=True),
        log=archive.log,
        callbacks=callbacks,
        clock=archive.clock,
        root=archive.settings.root_url,
        mailto=archive.settings.flickr_push_notification_email,
    )
    return Pushing(push, callbacks, PingBook(archive.log, callbacks, archive.clock))


def looks(archive: Archive) -> Looks:
    """Return the looks that are due in an archive."""
    return Looks(archive.operations, time.time)


def pinged(archive: Archive) -> Pinged:
    """Return the reaction to pings over an archive: it looks, and the site shows what it saw."""
    looker = FlickrLooker(
        archive.log,
        lambda nsid, via: archive.poll(nsid, Report(), via=via),
        lambda: catch_up(archive.log, archive.generations.live()),
    )
    return Pinged(archive.log, archive.operations, looker, time.time)


def forgetting(archive: Archive) -> Eraser:
    """Return what erases all that the log orders to forget, wherever the archive keeps it."""
    search, zone, engine = archive.search, archive.zone, archive.operations
    return Eraser(archive.log, archive.care, search, zone, engine, pushing(archive))


def prepare(archive: Archive) -> None:
    """Make every table and folder that is not there yet. Safe to do again.

    The folder of the files is made for an archive that is new. For one that has events it
    must be there: a disk that is not mounted is no empty archive.
    """
    if archive.settings.storage_provider == "fs" and archive.log.head() == 0:
        Path(archive.settings.flickr_static_path).mkdir(parents=True, exist_ok=True, mode=0o700)
    archive.tokens.prepare()
    Ledger(archive.operations).prepare()
    StoredCallbacks(archive.operations).prepare()
    REACTIONS.create_all(archive.operations)
    UNFINISHED.create_all(archive.operations)
    archive.sealing.leaves.prepare()
    forgetting(archive).reached.prepare()
    budgets.OPERATIONAL.create_all(archive.operations)
    archive.generations.prepare()
    with suppress(SearchUnavailable):  # the rest works without; pages and the doctor tell
        archive.search.prepare()


__all__ = [
    "Archive",
    "BudgetExhausted",
    "Encoding",
    "FlickrError",
    "InsufficientPermissions",
    "Looks",
    "MemberToken",
    "NotAMember",
    "NotSeenAgain",
    "NotSubscribed",
    "Perms",
    "Pinged",
    "Pushing",
    "Refused",
    "StillForgetting",
    "StorageError",
    "Token",
    "assemble",
    "bookmarks",
    "changes",
    "correcting",
    "forgetting",
    "load",
    "looks",
    "now",
    "pinged",
    "prepare",
    "pushing",
    "type_of",
]
