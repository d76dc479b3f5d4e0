"""A PuSH subscription: asked for, verified by Flickr, renewed, failed, dropped; its pings.

The address that Flickr delivers to, and the token that Flickr shows when it verifies, are
secrets: they stand in an operational table and in no event.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, TypeAlias

import msgspec

from domain.clock import Instant, exactly
from domain.facets import fields, plain_kind
from domain.fact import UNSAID, Event, Fact, Look, Unsaid
from domain.history import History, Kind, history
from domain.observing import fact_of
from domain.topics import Topic

Status: TypeAlias = Literal["asked", "verified", "failed", "dropped"]


class Subscription(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A subscription as it stands.

    `nsid` is the member whose token subscribed. `until` is when the lease ends, 0 for one
    that Flickr renews by itself. `why` says how it failed or ended.
    """

    nsid: str | Unsaid = UNSAID
    topic: str | Unsaid = UNSAID
    arguments: Mapping[str, str] | Unsaid = UNSAID
    status: Status | Unsaid = UNSAID
    until: Instant | Unsaid = UNSAID
    why: str | Unsaid = UNSAID

    @property
    def about(self) -> Topic:
        """The topic with its arguments, as it was asked for."""
        name = "" if self.topic is UNSAID else self.topic
        return Topic(name, {} if self.arguments is UNSAID else self.arguments)

    def live(self, now: Instant) -> bool:
        """Tell whether Flickr delivers to it at `now`, as far as is known."""
        return self.status == "verified" and (not self.until or now < self.until)


class SubscriptionAskedFor(Event, frozen=True, tag="subscription-asked-for"):
    """A member's token asked Flickr to push news about a topic."""

    nsid: str
    topic: str
    arguments: Mapping[str, str] = msgspec.field(default_factory=dict)


class SubscriptionVerified(Event, frozen=True, tag="subscription-verified"):
    """Flickr asked whether it was meant, and was told so: it delivers until `until`."""

    until: Instant


class SubscriptionRenewed(Event, frozen=True, tag="subscription-renewed"):
    """Flickr asked again, before the end of the lease: it goes on delivering until `until`."""

    until: Instant


class SubscriptionFailed(Event, frozen=True, tag="subscription-failed"):
    """Flickr did not take or renew the subscription; `why` is its answer."""

    why: str


class SubscriptionDropped(Event, frozen=True, tag="subscription-dropped"):
    """The subscription was ended."""

    why: str = ""


class PushPinged(Event, frozen=True, tag="push-pinged"):
    """Flickr said that something about a photo changed. What, only a look can tell.

    `photo`, `updates`, `author`, `contributor` and `updated` are as they were delivered.
    """

    photo: str
    updated: str = ""
    updates: tuple[str, ...] = ()
    author: str = ""
    contributor: str = ""


EVENTS: Final[tuple[type[Event], ...]] = (
    SubscriptionAskedFor,
    SubscriptionVerified,
    SubscriptionRenewed,
    SubscriptionFailed,
    SubscriptionDropped,
)
PINGS: Final[tuple[type[Event], ...]] = (PushPinged,)
"""What stands in the streams of pings, which have no state."""


def _with(status: Status) -> Any:
    return lambda event: {"why": "", **fields(event), "status": status}


SUBSCRIPTION: Final[Kind[Subscription]] = plain_kind(
    "subscription",
    Subscription(),
    {
        SubscriptionAskedFor: _with("asked"),
        SubscriptionVerified: _with("verified"),
        SubscriptionRenewed: _with("verified"),
        SubscriptionFailed: _with("failed"),
        SubscriptionDropped: _with("dropped"),
    },
)


def subscription_history(
    facts: Iterable[Fact], *, known_at: Instant | None = None
) -> History[Subscription]:
    """Fold the facts of one subscription. Raises ForeignEvent for another kind's."""
    return history(SUBSCRIPTION, facts, known_at=known_at)


def standing(facts: Iterable[Fact]) -> Subscription:
    """Return a subscription as it stands by its facts; an empty one where there are none."""
    now = subscription_history(facts).now
    return SUBSCRIPTION.empty if now is None else now.state


def decide(facts: Iterable[Fact], event: Event, look: Look) -> tuple[Fact, ...]:
    """Return the fact that `event` happened, or nothing where it changes nothing.

    What was verified once is renewed the next time, and what was dropped stays so.
    """
    held = standing(facts)
    if held.status == "dropped":
        return ()
    if isinstance(event, SubscriptionVerified) and held.status == "verified":
        event = SubscriptionRenewed(until=event.until)
    stated = SUBSCRIPTION.stated(event)
    if all(getattr(held, facet) == value for facet, value in stated.items()):
        return ()
    return (fact_of(event, exactly(look.at), look),)


def ping_of(event: PushPinged, look: Look) -> Fact:
    """Return the fact that Flickr pinged; when what it is about happened, it does not say."""
    return fact_of(event, exactly(look.at), look)
