"""PuSH as the rest of the archive uses it: subscriptions, the receiver's work, the looks."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

import structlog

from adapters.flickr.errors import BudgetExhausted, FlickrError, InvalidToken
from adapters.flickr.poll.ports import Poll
from adapters.flickr.push import atom, looking, subscribing, verifying
from adapters.flickr.push.ports import Callback, Push
from adapters.flickr.push.subscribing import LEASE, NotSubscribed, Verify
from adapters.operations.callbacks import StoredCallbacks
from adapters.operations.tokens import NotAMember
from adapters.push.pings import Ping, PingBook
from domain import streams
from domain.account import account_history
from domain.clock import Instant
from domain.fact import Via
from domain.recorded import EventLog
from domain.topics import Topic, belongs, topic
from projections.reactions.looks import LeftAlone, NotNow
from projections.reading.subscriptions import Subscribed

_LATELY: Final = 1.0
RENEW_AHEAD: Final = LEASE // 4
"""Seconds before the end of a lease from which on it is renewed."""
_log: Final = structlog.get_logger(__name__)

BACKUP_TOPICS: Final[Mapping[str, str]] = {"photos": "my_photos", "faves": "my_faves"}
"""What a registered kind of backup subscribes to. Flickr pushes no contacts and no albums."""


class Pushing:
    """PuSH over one archive."""

    def __init__(
        self, push: Push, callbacks: StoredCallbacks, book: PingBook, longest: int = atom.LONGEST
    ) -> None:
        self.longest = longest
        self._push = push
        self._callbacks = callbacks
        self._book = book
        self._lately: dict[str, tuple[float, Callback]] = {}
        self._refused = Counter[str]()
        self._counting = threading.Lock()
        self._writing = threading.Lock()

    # The receiver's.

    def callback_at(self, secret: str) -> Callback | None:
        """Return the callback at an address; a strange one is counted."""
        callback = self._callbacks.by_secret(secret)
        if callback is None:
            self.refuse("unknown address")
        return callback

    def delivered_at(self, secret: str) -> Callback | None:
        """Return the callback that something is delivered to, as it stood a second ago at most.

        Deliveries come by the hundred. One that comes just after the end of its subscription
        in another process may still be taken: it asks for a look, and for no more.
        """
        now = time.monotonic()
        known = self._lately.get(secret)
        if known is not None and now < known[0]:
            return known[1]
        callback = self.callback_at(secret)
        self._lately.pop(secret, None)
        if callback is not None:
            self._lately[secret] = (now + _LATELY, callback)
        return callback

    def verify(self, callback: Callback, query: Mapping[str, str]) -> str | None:
        """Return the challenge if what Flickr asks about was meant; None is counted."""
        challenge = verifying.verify(self._push, callback, query)
        self._lately.clear()
        if challenge is None:
            self.refuse("not asked for")
        return challenge

    def deliver(self, callback: Callback, body: bytes) -> bool:
        """Record what a body delivers; False if it is refused, and counted.

        Raises a LogError or a database's error where it could not be recorded: then
        Flickr has to deliver it again.
        """
        try:
            delivery = atom.read(body)
        except atom.NotAtom:
            self.refuse("not Atom")
            return False
        about, nsid = callback.topic, callback.nsid
        fitting = [d for d in delivery.entries if belongs(about, nsid, delivery.topic, d.entry)]
        if len(fitting) < len(delivery.entries):
            self.refuse("another topic")
        if fitting:
            new = self._book.record(callback, fitting)
            if new < len(fitting):
                self.refuse("delivered before")
        return bool(fitting) or not delivery.entries

    def refuse(self, why: str) -> None:
        """Count an attempt. One thread writes for all: a flood costs no flood of writes."""
        with self._counting:
            self._refused[why] += 1
        if self._writing.acquire(blocking=False):
            try:
                while refused := self._taken():
                    self._callbacks.count(refused, self._push.clock())
            finally:
                self._writing.release()

    def _taken(self) -> Counter[str]:
        with self._counting:
            taken, self._refused = self._refused, Counter()
        return taken

    # Those who subscribe.

    def topic_of(self, kind: str) -> str:
        """Return the topic that tells of a kind of backup; "" where Flickr pushes none."""
        return BACKUP_TOPICS.get(kind, "")

    def topics(self, nsid: str) -> list[tuple[str, str]]:
        """Return the topics that Flickr offers, with their names in words."""
        return subscribing.topics(self._push, nsid)

    def subscribe(
        self, nsid: str, about: Topic, verify: Verify = "sync", lease: int = LEASE
    ) -> str:
        """Subscribe a member to a topic; return the subscription's id."""
        return subscribing.subscribe(self._push, nsid, about, verify, lease)

    def renew(self, subscription: str, verify: Verify = "sync", lease: int = LEASE) -> None:
        """Renew the lease of a subscription."""
        subscribing.renew(self._push, subscription, verify, lease)

    def unsubscribe(self, subscription: str, verify: Verify = "sync") -> None:
        """End a subscription. Without a good token it is ended here alone."""
        self._lately.clear()
        try:
            subscribing.unsubscribe(self._push, subscription, verify)
        except (NotAMember, InvalidToken):
            subscribing.forget(self._push, subscription, "its member's token is gone")

    def leave(self, nsid: str, held: list[Subscribed]) -> None:
        """End what a member who leaves has subscribed to; here alone where Flickr does not answer.

        Flickr ends by itself what is not renewed, within a day.
        """
        for each in held:
            if each.nsid == nsid:
                try:
                    self.unsubscribe(each.id)
                except FlickrError as why:
                    subscribing.forget(self._push, each.id, f"its member left; {why.answer}")
                except NotSubscribed:
                    continue

    def register(self, nsid: str, kinds: list[str], held: list[Subscribed]) -> list[str]:
        """Subscribe a member to what belongs to their backups, and end what no longer does.

        `held` are their subscriptions. Flickr is asked to verify later, so that nobody
        waits. Returns what Flickr said to those that failed, each a line.
        """
        wanted = {BACKUP_TOPICS[kind] for kind in kinds if kind in BACKUP_TOPICS}
        mine = {each.topic: each for each in held if each.topic in BACKUP_TOPICS.values()}
        trouble: list[str] = []
        for name in sorted(wanted | mine.keys()):
            try:
                if name in wanted and name not in mine:
                    self.subscribe(nsid, topic(name), "async")
                elif name in wanted and mine[name].status == "failed":
                    self.renew(mine[name].id, "async")
                elif name not in wanted:
                    self.unsubscribe(mine[name].id, "async")
            except (FlickrError, NotAMember, NotSubscribed) as why:
                trouble.append(str(why))
        return trouble

    def renew_due(self, held: list[Subscribed]) -> int:
        """Renew the leases that end soon; return how many. A failure is recorded and told."""
        now = self._push.clock()
        renewed = 0
        for each in held:
            if each.due(now, RENEW_AHEAD):
                try:
                    self.renew(each.id)
                    renewed += 1
                except (FlickrError, NotAMember, NotSubscribed) as why:
                    _log.warning("push.not_renewed", subscription=each.id, why=str(why))
        return renewed

    def counts(self, subscriptions: list[str]) -> dict[str, int]:
        """Return how many pings came to some subscriptions this month."""
        return self._book.counts(subscriptions)

    def last_pings(self, subscription: str, limit: int) -> list[Ping]:
        """Return the last pings of a subscription, newest first."""
        return self._book.last(subscription, limit)

    def last_delivered(self) -> dict[str, Instant]:
        """Return when something was last delivered to each subscription."""
        return self._callbacks.last_delivered()

    def attempts(self) -> Counter[str]:
        """Return how often was refused what, by the reason."""
        return self._callbacks.attempts()

    def tidy(self) -> None:
        """Forget the digests of what was delivered long ago."""
        self._callbacks.tidy(self._push.clock())


class FlickrLooker:
    """Looks at what is due (`projections.reactions.looks.Looker`).

    `poll` gives what a poller needs for a member, and for what made it look; `done` is called
    after each look.
    """

    def __init__(
        self, log: EventLog, poll: Callable[[str, Via], Poll], done: Callable[[], object]
    ) -> None:
        self._log = log
        self._poll = poll
        self._done = done

    def look(self, account: str, subject: str) -> None:
        """Look, if the member's backups do not rest.

        Raises NotNow where it may work later. What Flickr refuses for good is LeftAlone: the
        pollers count it and tell of it.
        """
        recorded = self._log.read(streams.account(account))
        held = account_history(entry.fact for entry in recorded).now
        if held is None or held.state.paused is True or held.state.deleted is True:
            return
        try:
            looking.look(self._poll(account, _via(subject)), subject)
        except FlickrError as trouble:
            _log.info("push.not_looked", subject=subject, why=str(trouble))
            if trouble.retryable or isinstance(trouble, BudgetExhausted):
                raise NotNow(str(trouble), trouble.retry_after or 0.0) from None
            raise LeftAlone(str(trouble)) from None
        except NotAMember as trouble:
            _log.info("push.not_looked", subject=subject, why=str(trouble))
            raise LeftAlone("the archive has no token of this member") from None
        finally:
            self._done()


def _via(subject: str) -> Via:
    """Return what makes somebody look at something: pings are about photos and faves."""
    return "push" if subject.startswith("photo:") or subject == "faves" else "poll"
