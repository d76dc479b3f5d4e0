"""Subscribing, renewing and ending, each recorded as it went."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from adapters.flickr.errors import FlickrError
from adapters.flickr.push.ports import Callback, Push
from adapters.flickr.reading import child, many, text
from adapters.recording import record_one
from domain import streams
from domain.fact import Event, Look
from domain.subscription import (
    Subscription,
    SubscriptionAskedFor,
    SubscriptionDropped,
    SubscriptionFailed,
    decide,
    standing,
)
from domain.topics import Topic

LEASE: Final = 86_400
"""Seconds for which a subscription is asked for: the longest that Flickr gives."""
_NOT_SUBSCRIBED: Final = 7

Verify: TypeAlias = Literal["sync", "async"]
"""Whether Flickr asks the callback while it is being asked, or later."""


class NotSubscribed(Exception):  # noqa: N818 - says what is so
    """The archive has no such subscription."""

    def __init__(self, subscription: str) -> None:
        super().__init__(
            f"there is no subscription {subscription[:40]!r}: see `parallel-flickr push list`"
        )


def topics(push: Push, nsid: str) -> list[tuple[str, str]]:
    """Return the topics that Flickr offers, each with its name in words. Raises FlickrError."""
    answer = push.call(nsid)("flickr.push.getTopics")
    rows = many(child(answer, "topics"), "topic")
    return [(text(row, "name") or "", text(row, "display_name") or "") for row in rows]


def subscribe(
    push: Push, nsid: str, topic: Topic, verify: Verify = "sync", lease: int = LEASE
) -> str:
    """Subscribe a member to a topic, and return the subscription's id.

    A failure is recorded and raised: FlickrError, or NotAMember without a token.
    """
    call = push.call(nsid)
    callback = push.callbacks.make(nsid, topic)
    asked = SubscriptionAskedFor(nsid=nsid, topic=topic.name, arguments=topic.arguments)
    record(push, callback, asked)
    try:
        call("flickr.push.subscribe", **_asked(push, callback, verify), lease_seconds=lease)
    except FlickrError as trouble:
        record(push, callback, SubscriptionFailed(why=trouble.answer))
        raise
    return callback.subscription


def renew(push: Push, subscription: str, verify: Verify = "sync", lease: int = LEASE) -> None:
    """Ask Flickr to go on delivering. Raises as `subscribe` does, and NotSubscribed."""
    callback = _callback(push, subscription)
    try:
        push.call(callback.nsid)(
            "flickr.push.subscribe", **_asked(push, callback, verify), lease_seconds=lease
        )
    except FlickrError as trouble:
        record(push, callback, SubscriptionFailed(why=trouble.answer))
        raise


def unsubscribe(push: Push, subscription: str, verify: Verify = "sync") -> None:
    """Ask Flickr to end a subscription; one that it does not know is ended as well.

    Raises as `renew` does; then the subscription goes on.
    """
    callback = _callback(push, subscription)
    push.callbacks.mark_ending(subscription, True)
    asked = _asked(push, callback, verify)
    try:
        push.call(callback.nsid)(
            "flickr.push.unsubscribe",
            **{name: asked[name] for name in ("topic", "callback", "verify", "verify_token")},
        )
    except FlickrError as trouble:
        if trouble.code != _NOT_SUBSCRIBED:
            push.callbacks.mark_ending(subscription, False)
            raise
        dropped(push, callback, "Flickr did not know it")


def forget(push: Push, subscription: str, why: str) -> None:
    """End a subscription here, without asking Flickr, whose deliveries are refused then."""
    dropped(push, _callback(push, subscription), why)


def dropped(push: Push, callback: Callback, why: str) -> None:
    """Record that a subscription was ended, and forget its secrets."""
    record(push, callback, SubscriptionDropped(why=why))
    push.callbacks.forget(callback.subscription)


def record(push: Push, callback: Callback, event: Event) -> Subscription:
    """Record what happened to a subscription, and return how it stands then."""
    stream = streams.subscription(callback.subscription)
    now = push.clock()
    look = Look(at=now, observed=now, via="push", account=callback.nsid)
    record_one(push.log, stream, lambda held: decide(held, event, look))
    return standing(entry.fact for entry in push.log.read(stream))


def _callback(push: Push, subscription: str) -> Callback:
    callback = push.callbacks.of(subscription)
    if callback is None:
        raise NotSubscribed(subscription)
    return callback


def _asked(push: Push, callback: Callback, verify: Verify) -> dict[str, str]:
    asked = {
        **callback.topic.arguments,
        "topic": callback.topic.name,
        "callback": push.address(callback),
        "verify": verify,
        "verify_token": callback.verify_token,
    }
    return {**asked, "mailto": push.mailto} if push.mailto else asked
