"""The secrets of PuSH callbacks, what was delivered to them, and who tried without right.

Operational tables: none of it is in the log. A callback's address is its secret, as its
token is; both stand here and nowhere else. What was delivered is remembered by digest for
a while, so that a delivery that comes twice is recorded once.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from hashlib import sha256
from typing import Any, Final

import msgspec
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Engine,
    Index,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    text,
    update,
)

from adapters.flickr.push.ports import Callback
from adapters.operations.turns import in_turn
from domain.clock import Instant
from domain.topics import Topic

METADATA: Final = MetaData()
_DAY: Final = 86_400
_REMEMBERED: Final = 31 * _DAY

_CALLBACKS: Final = Table(
    "push_callbacks",
    METADATA,
    Column("subscription", String, primary_key=True),
    Column("secret_digest", String, nullable=False, unique=True),
    Column("secret", String, nullable=False),
    Column("verify_token", String, nullable=False),
    Column("nsid", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("arguments", Text, nullable=False),
    Column("ending", Boolean, nullable=False),
)
_ENTRIES: Final = Table(
    "push_entries",
    METADATA,
    Column("subscription", String, primary_key=True),
    Column("digest", String, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Index("push_entries_by_time", "at"),
)
_ATTEMPTS: Final = Table(
    "push_attempts",
    METADATA,
    Column("day", Integer, primary_key=True),
    Column("why", String, primary_key=True),
    Column("count", BigInteger, nullable=False),
)
_REMEMBER: Final = text(
    "INSERT INTO push_entries (subscription, digest, at) VALUES (:subscription, :digest, :at)"
    " ON CONFLICT DO NOTHING"
)
_COUNT: Final = text(
    "INSERT INTO push_attempts (day, why, count) VALUES (:day, :why, :count)"
    " ON CONFLICT (day, why) DO UPDATE SET count = push_attempts.count + excluded.count"
)


class StoredCallbacks:
    """The callbacks in one database (`adapters.flickr.push.ports.Callbacks`)."""

    def __init__(self, operations: Engine) -> None:
        self._operations = operations

    def prepare(self) -> None:
        """Make the tables. Safe to do again."""
        METADATA.create_all(self._operations)

    def make(self, nsid: str, topic: Topic) -> Callback:
        """Make a callback with fresh secrets, for a new subscription."""
        made = Callback(
            subscription=secrets.token_hex(8),
            nsid=nsid,
            topic=topic,
            secret=secrets.token_urlsafe(32),
            verify_token=secrets.token_urlsafe(24),
        )
        row = {
            "subscription": made.subscription,
            "secret_digest": _digest(made.secret),
            "secret": made.secret,
            "verify_token": made.verify_token,
            "nsid": nsid,
            "topic": topic.name,
            "arguments": msgspec.json.encode(topic.arguments).decode(),
            "ending": False,
        }
        with self._operations.begin() as connection:
            connection.execute(insert(_CALLBACKS).values(row))
        return made

    def of(self, subscription: str) -> Callback | None:
        """Return the callback of a subscription."""
        return self._where(_CALLBACKS.c.subscription == subscription)

    def by_secret(self, secret: str) -> Callback | None:
        """Return the callback at an address. Its digest is looked up: no time tells a secret."""
        return self._where(_CALLBACKS.c.secret_digest == _digest(secret))

    def mark_ending(self, subscription: str, ending: bool) -> None:
        """Note that the archive wants a subscription to end, or no more."""
        change = update(_CALLBACKS).where(_CALLBACKS.c.subscription == subscription)
        with self._operations.begin() as connection:
            connection.execute(change.values(ending=ending))

    def forget(self, subscription: str) -> None:
        """Forget a callback: whatever comes to it is strange from then on."""
        with self._operations.begin() as connection:
            for table in (_CALLBACKS, _ENTRIES):
                connection.execute(delete(table).where(table.c.subscription == subscription))

    def in_turn(self, patience: float) -> AbstractContextManager[None]:
        """Return what is entered to record what was delivered: by one process at a time.

        It raises TimeoutError where that has not come within `patience` seconds.
        """
        return in_turn(self._operations, "pings", patience)

    def known_entries(self, wanted: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        """Return which of some entries, by subscription and digest, were delivered before."""
        digests: dict[str, list[str]] = {}
        for subscription, digest in wanted:
            digests.setdefault(subscription, []).append(digest)
        known: set[tuple[str, str]] = set()
        with self._operations.connect() as connection:
            for subscription, some in digests.items():
                for start in range(0, len(some), 500):
                    query = select(_ENTRIES.c.digest).where(
                        _ENTRIES.c.subscription == subscription,
                        _ENTRIES.c.digest.in_(some[start : start + 500]),
                    )
                    known.update((subscription, d) for d in connection.execute(query).scalars())
        return known

    def remember_entries(self, entries: Iterable[tuple[str, str]], at: Instant) -> None:
        """Remember entries as delivered."""
        rows = [{"subscription": s, "digest": digest, "at": at} for s, digest in entries]
        if rows:
            with self._operations.begin() as connection:
                connection.execute(_REMEMBER, rows)

    def tidy(self, now: Instant) -> None:
        """Forget what was delivered long ago."""
        with self._operations.begin() as connection:
            connection.execute(delete(_ENTRIES).where(_ENTRIES.c.at < now - _REMEMBERED))

    def last_delivered(self) -> dict[str, Instant]:
        """Return when something was last delivered to each subscription."""
        query = select(_ENTRIES.c.subscription, func.max(_ENTRIES.c.at))
        with self._operations.connect() as connection:
            rows = connection.execute(query.group_by(_ENTRIES.c.subscription)).all()
        return {row[0]: row[1] for row in rows}

    def count(self, attempts: Mapping[str, int], at: Instant) -> None:
        """Count attempts that were refused, by the reason; nothing else is kept of them."""
        rows = [{"day": at // _DAY, "why": why, "count": n} for why, n in attempts.items() if n]
        if rows:
            with self._operations.begin() as connection:
                connection.execute(_COUNT, rows)

    def attempts(self) -> Counter[str]:
        """Return how often was refused what, by the reason."""
        query = select(_ATTEMPTS.c.why, func.sum(_ATTEMPTS.c.count)).group_by(_ATTEMPTS.c.why)
        with self._operations.connect() as connection:
            return Counter({why: int(count) for why, count in connection.execute(query)})

    def _where(self, condition: Any) -> Callback | None:
        with self._operations.connect() as connection:
            row = connection.execute(select(_CALLBACKS).where(condition)).one_or_none()
        return None if row is None else _callback(row)


def _callback(row: Row[Any]) -> Callback:
    return Callback(
        subscription=row.subscription,
        nsid=row.nsid,
        topic=Topic(row.topic, msgspec.json.decode(row.arguments, type=dict[str, str])),
        secret=row.secret,
        verify_token=row.verify_token,
        ending=row.ending,
    )


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
