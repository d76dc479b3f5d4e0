"""The one place that puts the parts together, the clock included."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from adapters import operations
from adapters.flickr import budget as budgets
from adapters.flickr.budget import SharedBudget, budgeted
from adapters.flickr.call import Call, Flickr
from adapters.flickr.credentials import Key, Token
from adapters.flickr.download import Downloads, Pace
from adapters.flickr.endpoints import REAL, Endpoints, under
from adapters.flickr.errors import FlickrError
from adapters.flickr.poll.ports import Poll, Report
from adapters.flickr.poll.run import POLLERS
from adapters.flickr.retrying import USUAL, Patience, retrying
from adapters.flickr.signing_in import Allowed, SignIn, check_token
from adapters.keeping import StorageKeeper
from adapters.log import Leaves, Sealing, StoredLog, open_log
from adapters.looking import SiteIndex
from adapters.settings import Settings, load
from adapters.storage import Storage, open_storage
from adapters.tokens import MemberToken, Tokens
from domain import streams
from domain.account import (
    AccountBackupsPaused,
    AccountBackupsRegistered,
    AccountJoined,
    AccountTokenChanged,
    account_history,
    decide,
)
from domain.clock import Instant
from domain.fact import Event, Look
from domain.recorded import Append, Conflict
from projections.generations import Generations

_FILES_A_SECOND: Final = 20.0
_UNLIMITED: Final = 1_000_000
_TRIES: Final = 8


class NotAMember(Exception):  # noqa: N818 - says what is so
    """The archive has no token of this member."""


@dataclass(frozen=True, slots=True)
class Archive:
    """The archive, put together. Everything that acts is handed its parts from here."""

    settings: Settings
    log: StoredLog
    generations: Generations
    storage: Storage
    operations: Engine
    tokens: Tokens
    budget: SharedBudget
    clock: Callable[[], Instant]
    patience: Patience = USUAL

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
    def _files_a_second(self) -> float:
        elsewhere = _UNLIMITED if self.settings.flickr_endpoint else _FILES_A_SECOND
        return self.settings.flickr_files_per_second or elsewhere

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
        once = Flickr(self.key, time.monotonic, token, self.endpoints)
        within = budgeted(once, self.budget, interactive=interactive)
        return retrying(within, monotonic=time.monotonic, sleep=time.sleep, patience=self.patience)

    def allowed(self, token: Token) -> Allowed:
        """Ask Flickr whose a token is and what it allows. Raises FlickrError."""
        return check_token(self.flickr(token, interactive=True))

    def poll(self, nsid: str, report: Report, *, full: bool = False) -> Poll:
        """Return what a poller needs for one member. Raises NotAMember without a token."""
        token = self.tokens.of(nsid)
        if token is None:
            raise NotAMember(f"{nsid} has no token here: run `parallel-flickr accounts sign-in`")
        call = self.flickr(Token(token.oauth_token, token.oauth_token_secret))
        pace = Pace(self._files_a_second, monotonic=time.monotonic, sleep=time.sleep)
        downloads = Downloads(pace, time.monotonic, time.sleep, self.patience)
        return Poll(
            account=nsid,
            call=call,
            log=self.log,
            index=SiteIndex(nsid, self.log, self.generations),
            keeper=StorageKeeper(downloads, self.storage, self.endpoints.static),
            clock=self.clock,
            report=report,
            full=full,
        )

    def join(self, token: MemberToken, username: str) -> None:
        """Let a member in: their token is kept, what they joined with is recorded.

        All kinds of backup are registered for a new member.
        """
        self.tokens.keep(token)
        events: list[Event] = [
            AccountJoined(nsid=token.nsid, username=username),
            AccountTokenChanged(perms=token.perms),
        ]
        if not self.log.read(streams.account(token.nsid)):
            events.append(AccountBackupsRegistered(backups=tuple(POLLERS)))
        self.tell(token.nsid, events)

    def register_backups(self, nsid: str, kinds: Sequence[str]) -> None:
        """Record what is backed up for a member."""
        self.tell(nsid, [AccountBackupsRegistered(backups=tuple(kinds))])

    def pause_backups(self, nsid: str, paused: bool) -> None:
        """Record that a member's backups rest, or go on."""
        self.tell(nsid, [AccountBackupsPaused(paused=paused)])

    def tell(self, nsid: str, events: Sequence[Event]) -> None:
        """Record what a member did here, leaving out what is so already."""
        stream = streams.account(nsid)
        now = self.clock()
        look = Look(at=now, observed=now, via="member", account=nsid)
        for _ in range(_TRIES):
            held = tuple(entry.fact for entry in self.log.read(stream))
            facts = held
            for event in events:
                facts += decide(account_history(facts), event, look)
            if facts == held:
                return
            try:
                self.log.append([Append(stream, len(held), facts[len(held) :])])
            except Conflict:
                continue
            return
        raise Conflict(stream)

    def close(self) -> None:
        """Close every connection."""
        self.log.close()
        self.generations.close()
        self.operations.dispose()


def now() -> Instant:
    """Return the present, in whole seconds since 1970."""
    return int(time.time())


def assemble(
    settings: Settings, clock: Callable[[], Instant] = now, patience: Patience = USUAL
) -> Archive:
    """Put an archive together from its settings. Raises a one-line error where a part fails."""
    operations.make_folder(settings.database_url)
    engine = operations.connect(settings.database_url)
    return Archive(
        settings=settings,
        log=open_log(settings.database_url),
        generations=Generations(engine),
        storage=open_storage(
            settings.storage_provider,
            root=settings.flickr_static_path,
            host=settings.storage_storagemaster_host,
            port=settings.storage_storagemaster_port,
            bucket=settings.amazon_s3_bucket_name,
            access_key=settings.amazon_s3_access_key,
            secret_key=settings.amazon_s3_secret_key,
            endpoint_url=settings.amazon_s3_endpoint_url,
            region=settings.amazon_s3_region,
        ),
        operations=engine,
        tokens=Tokens(engine),
        budget=_budget(settings, engine),
        clock=clock,
        patience=patience,
    )


def _budget(settings: Settings, engine: Engine) -> SharedBudget:
    elsewhere = _UNLIMITED if settings.flickr_endpoint else budgets.PER_HOUR
    return SharedBudget(
        engine,
        settings.flickr_api_key,
        now=time.time,
        sleep=time.sleep,
        per_hour=settings.flickr_calls_per_hour or elsewhere,
    )


def prepare(archive: Archive) -> None:
    """Make every table and folder that is not there yet. Safe to do again.

    The folder of the files is made for an archive that is new. For one that has events it
    must be there: a disk that is not mounted is no empty archive.
    """
    if archive.settings.storage_provider == "fs" and archive.log.head() == 0:
        Path(archive.settings.flickr_static_path).mkdir(parents=True, exist_ok=True, mode=0o700)
    archive.tokens.prepare()
    archive.sealing.leaves.prepare()
    budgets.OPERATIONAL.create_all(archive.operations)
    archive.generations.prepare()


__all__ = [
    "Archive",
    "FlickrError",
    "MemberToken",
    "NotAMember",
    "Token",
    "assemble",
    "load",
    "now",
    "prepare",
]
