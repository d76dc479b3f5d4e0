"""The one place that puts the parts together, the clock included."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from adapters import operations
from adapters.care.ledger import Ledger
from adapters.care.marking import mark
from adapters.care.parts import Care
from adapters.flickr import budget as budgets
from adapters.flickr import changing as changes
from adapters.flickr.access import Access
from adapters.flickr.budget import SharedBudget
from adapters.flickr.counting import Allowance
from adapters.flickr.credentials import Key, Perms, Token
from adapters.flickr.endpoints import REAL, under
from adapters.flickr.errors import BudgetExhausted, FlickrError, InsufficientPermissions
from adapters.flickr.poll.ports import Poll, Report
from adapters.flickr.push.ports import Push
from adapters.flickr.push.subscribing import NotSubscribed
from adapters.flickr.retrying import USUAL, Patience
from adapters.forgetting.erasing import Eraser
from adapters.images import Encoding, Refused, type_of
from adapters.log import Leaves, LogError, Sealing, StoredLog, Undecodable, UnknownEvent, open_log
from adapters.members import bookmarks, correcting
from adapters.members.accounts import Accounts, StillForgetting
from adapters.members.changing import Changing, NotSeenAgain
from adapters.memcached import Memcached
from adapters.operations.callbacks import StoredCallbacks
from adapters.operations.tokens import MemberToken, NotAMember, Tokens
from adapters.operations.turns import in_turn, turn
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
from adapters.standing import Standing, Standings
from adapters.storage import Storage, StorageError
from domain.clock import Instant
from domain.fact import Via
from domain.search.index import SearchIndex, SearchUnavailable
from projections.following import catch_up
from projections.generations import Generations
from projections.reactions.looks import METADATA as REACTIONS
from projections.reactions.looks import Looks
from projections.reactions.pinged import Pinged

_PREPARING: Final = 60.0
"""Seconds that a process waits for another that makes the tables; they take one or two."""


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
    flickr: Access
    clock: Callable[[], Instant]
    pictures: Pictures = field(init=False)
    standings: Standings = field(init=False)
    memcached: Memcached | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pictures", Pictures(self.storage))
        standings = Standings(self.log, self.generations, self.operations)
        object.__setattr__(self, "standings", standings)
        object.__setattr__(self, "memcached", _memcached(self.settings))

    @property
    def zone(self) -> tzinfo:
        """The time zone in which days are meant."""
        return ZoneInfo(self.settings.timezone)

    @property
    def sealing(self) -> Sealing:
        """What seals the log."""
        return Sealing(self.log, Leaves(self.operations), self.clock)

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
        allowance = allowance or Allowance()
        return Poll(
            account=nsid,
            call=self.flickr.counted(nsid, allowance, report.calls, interactive=interactive),
            log=self.log,
            index=SiteIndex(nsid, self.log, self.generations),
            keeper=self.keeper(),
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

    def keeper(self) -> StorageKeeper:
        """Return what fetches Flickr's files and stores them."""
        return StorageKeeper(self.flickr.downloads(), self.storage, self.flickr.endpoints.static)

    @property
    def changing(self) -> Changing:
        """What changes things at Flickr for members who wait for it."""
        return Changing(
            lambda nsid: self.flickr.member(nsid, interactive=True),
            lambda nsid: self.poll(nsid, Report(), via="member", interactive=True),
            lambda: catch_up(self.log, self.generations.live()),
        )

    @property
    def care(self) -> Care:
        """The parts with which files are cared for."""
        return Care(self.log, self.generations, self.storage, Ledger(self.operations), self.clock)

    @property
    def accounts(self) -> Accounts:
        """The members' accounts."""
        return Accounts(
            self.log, self.tokens, self.clock, lambda nsid: forgetting(self).awaits(nsid)
        )

    def close(self) -> None:
        """Close every connection."""
        self.standings.close()
        if self.memcached is not None:
            self.memcached.close()
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
    tokens = Tokens(engine)
    return Archive(
        settings=settings,
        log=open_log(settings.database_url),
        generations=Generations(engine),
        storage=storage_of(settings),
        search=search_of(settings),
        operations=engine,
        tokens=tokens,
        flickr=_access(settings, engine, tokens, patience),
        clock=clock,
    )


def _access(settings: Settings, engine: Engine, tokens: Tokens, patience: Patience) -> Access:
    key = Key(settings.flickr_api_key, settings.flickr_api_secret)
    limit = settings.calls_an_hour(budgets.PER_HOUR)
    root = settings.flickr_endpoint
    return Access(
        key=key,
        endpoints=under(root) if root else REAL,
        budget=SharedBudget(engine, key.api_key, now=time.time, sleep=time.sleep, per_hour=limit),
        token_of=lambda nsid: _token_of(tokens, nsid),
        files_a_second=settings.files_a_second,
        patience=patience,
    )


def _token_of(tokens: Tokens, nsid: str) -> Token:
    held = tokens.of(nsid)
    if held is None:
        raise NotAMember(f"{nsid} has no token here: run `parallel-flickr accounts sign-in`")
    return Token(held.oauth_token, held.oauth_token_secret)


def _memcached(settings: Settings) -> Memcached | None:
    """Return where answers are shared, if the settings name it; nobody is asked yet."""
    if not settings.cache_remote_engine:
        return None
    host, port = settings.memcache_host, settings.memcache_port
    return Memcached(host, port, settings.crypto_cookie_secret)


def reopened(database_url: str) -> tuple[StoredLog, Generations]:
    """Open the log and the views once more, as another process does that shares a rebuild."""
    return open_log(database_url), Generations(operations.connect(database_url))


def pushing(archive: Archive) -> Pushing:
    """Return PuSH over an archive. A process has one: it records many deliveries at once."""
    callbacks = StoredCallbacks(archive.operations)
    push = Push(
        call=lambda nsid: archive.flickr.member(nsid, interactive=True),
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
    """Make every table and folder that is not there yet. Safe to do again, and by many at once.

    The folder of the files is made for an archive that is new. For one that has events it
    must be there: a disk that is not mounted is no empty archive.
    """
    # PostgreSQL's "create it if it is not there" fails where two do it at the same time.
    with in_turn(archive.operations, "preparing", _PREPARING):
        _prepare_tables(archive)
    with suppress(SearchUnavailable):  # the rest works without; pages and the doctor tell
        archive.search.prepare()


def _prepare_tables(archive: Archive) -> None:
    in_folder = archive.settings.storage_provider == "fs"
    folder, ledger = Path(archive.settings.flickr_static_path), Ledger(archive.operations)
    if in_folder and archive.log.head() == 0:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    archive.tokens.prepare()
    ledger.prepare()
    StoredCallbacks(archive.operations).prepare()
    REACTIONS.create_all(archive.operations)
    UNFINISHED.create_all(archive.operations)
    archive.sealing.leaves.prepare()
    forgetting(archive).reached.prepare()
    budgets.OPERATIONAL.create_all(archive.operations)
    archive.generations.prepare()
    if in_folder:
        mark(folder, ledger, archive.generations)


__all__ = [
    "Archive",
    "BudgetExhausted",
    "Encoding",
    "FlickrError",
    "InsufficientPermissions",
    "LogError",
    "Looks",
    "MemberToken",
    "Memcached",
    "NotAMember",
    "NotSeenAgain",
    "NotSubscribed",
    "Perms",
    "Pinged",
    "Pushing",
    "Refused",
    "Standing",
    "StillForgetting",
    "Storage",
    "StorageError",
    "Token",
    "Undecodable",
    "UnknownEvent",
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
