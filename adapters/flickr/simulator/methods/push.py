"""flickr.push: subscribing to news.

Subscribing and unsubscribing ask the callback first, over HTTP: these methods take the world's
lock themselves, and not while they ask.
"""

from collections.abc import Callable

from msgspec.structs import replace

from adapters.flickr.simulator.call import Call, Fail
from adapters.flickr.simulator.methods.method import Method
from adapters.flickr.simulator.push.hub import is_callback
from adapters.flickr.simulator.push.topics import ARGUMENTS, TOPICS, listed
from adapters.flickr.simulator.values import Subscription
from adapters.flickr.simulator.wire import Element, Items, Node

_SHORTEST, _LONGEST = 60, 86_400
_WAYS = ("sync", "async")


def _topics(_call: Call) -> list[Node]:
    rows = [
        Element("topic", {"name": name, "display_name": words}) for name, words in TOPICS.items()
    ]
    return [Element("topics", {}, [Items("topic", rows)])]


def _subscriptions(call: Call) -> list[Node]:
    nsid, now = call.member(), call.world.now()
    rows = [
        Element(
            "subscription",
            {
                "topic": subscription.topic,
                "callback": subscription.callback,
                "pending": int(not subscription.verified),
                "date_create": subscription.created,
                "lease_seconds": subscription.lease,
                "expiry": subscription.expiry,
                "verify_attempts": subscription.attempts,
            },
        )
        for subscription in call.world.subscriptions.values()
        if subscription.nsid == nsid
        and subscription.api_key == call.api_key
        and not subscription.over(now)
    ]
    return [Element("subscriptions", {}, [Items("subscription", rows)])]


def _subscribe(call: Call) -> list[Node]:
    world = call.world
    with world.lock:
        wanted = _wanted(call)
        held = world.subscriptions.get(wanted.key)
        if held is not None and held.over(world.now()):
            held = None
        if held is not None and (held.topic, held.arguments) != (wanted.topic, wanted.arguments):
            raise Fail(3, "Callback URL already in use for a different subscription")
        if held is not None and held.pending:
            raise Fail(6, "Subscription awaiting verification callback response")
        tried = (held or wanted).attempts + 1
        world.subscriptions.put(replace(held or wanted, pending=True, attempts=tried))

    def agreed() -> None:
        now = world.now()
        expiry = now + wanted.lease if wanted.lease else 0
        created = held.created if held is not None else wanted.created
        world.subscriptions.put(
            replace(wanted, created=created, verified=True, expiry=expiry, attempts=tried)
        )

    def refused() -> None:
        if held is None:
            world.subscriptions.drop(wanted.key)
        else:
            world.subscriptions.put(replace(held, attempts=tried))

    return _asked(call, wanted, "subscribe", agreed, refused)


def _unsubscribe(call: Call) -> list[Node]:
    call.needs("topic", "callback", "verify")
    world = call.world
    with world.lock:
        key = f"{call.member()} {call.text('callback')}"
        held = world.subscriptions.get(key)
        if held is None or held.topic != call.text("topic"):
            raise Fail(7, "Subscription not found")
        if call.text("verify") not in _WAYS:
            raise Fail(2, "Invalid parameter value")
    return _asked(call, held, "unsubscribe", lambda: world.subscriptions.drop(key), lambda: None)


def _asked(
    call: Call,
    subscription: Subscription,
    mode: str,
    agreed: Callable[[], object],
    refused: Callable[[], object],
) -> list[Node]:
    """Asks the callback now, or later; what it says is done under the lock."""
    if call.hub is None:
        raise AssertionError("a call that subscribes comes through the application, with a hub")
    token = call.text("verify_token")
    if call.text("verify") == "async":
        call.hub.verify_later(subscription, mode, token, agreed, refused)
        return []
    meant = call.hub.verify(subscription, mode, token)
    with call.world.lock:
        (agreed if meant else refused)()
    if not meant:
        raise Fail(4, "Callback failed or invalid response")
    return []


def _wanted(call: Call) -> Subscription:
    call.needs("topic", "callback", "verify")
    topic, lease = call.text("topic"), call.number("lease_seconds", 0) or 0
    arguments = {
        name: call.text(name) for name in ARGUMENTS.get(topic, ()) if call.text(name).strip()
    }
    if (
        topic not in TOPICS
        or call.text("verify") not in _WAYS
        or not is_callback(call.text("callback"))
        or len(call.text("verify_token")) > 200
        or (call.text("lease_seconds") and not _SHORTEST <= lease <= _LONGEST)
        or not _possible(topic, arguments)
    ):
        raise Fail(2, "Invalid parameter value")
    return Subscription(
        nsid=call.member(),
        api_key=call.api_key,
        topic=topic,
        arguments=arguments,
        callback=call.text("callback"),
        created=call.world.now(),
        lease=lease,
        mailto=call.text("mailto"),
        root=call.root,
    )


def _possible(topic: str, arguments: dict[str, str]) -> bool:
    """Whether a topic's arguments are all there and can be read."""
    if topic == "tags":
        return bool(listed(arguments.get("tags", "")))
    if topic != "geo":
        return True
    try:
        numbers = {
            name: float(arguments[name])
            for name in ("lat", "lon", "radius", "accuracy")
            if name in arguments
        }
    except ValueError:
        return False
    placed = "woe_ids" in arguments or "place_ids" in arguments or {"lat", "lon"} <= numbers.keys()
    return placed and arguments.get("radius_units", "km") in ("km", "mi")


METHODS = {
    "flickr.push.getTopics": Method(_topics),
    "flickr.push.getSubscriptions": Method(_subscriptions, "read"),
    "flickr.push.subscribe": Method(_subscribe, "read", locks=True),
    "flickr.push.unsubscribe": Method(_unsubscribe, "read", locks=True),
}
