"""The hub: asks callbacks whether they meant it, and tells subscribers what changed."""

import secrets
from collections import deque
from collections.abc import Callable
from urllib.parse import urlsplit

import msgspec
import requests

from adapters.flickr.simulator.push import atom
from adapters.flickr.simulator.push.post import TIMEOUT, Parcel, Post
from adapters.flickr.simulator.push.topics import concerns
from adapters.flickr.simulator.values import Change, Subscription
from adapters.flickr.simulator.world import World

DAY = 86_400
_ENOUGH = 1_000
"""Bytes of a callback's answer that are read: a challenge is shorter."""


class Mail(msgspec.Struct, frozen=True):
    """What Flickr would write to a subscription's `mailto`."""

    to: str
    subject: str


class Hub:
    """Everything about PuSH in one world. It takes the world's lock where it needs it."""

    def __init__(self, world: World) -> None:
        self.post = Post()
        self._world = world
        self._mails: deque[Mail] = deque(maxlen=_ENOUGH)
        world.on_change = self.tell

    def mails(self) -> list[Mail]:
        """What was written to subscribers whose callbacks failed."""
        return list(self._mails)

    def forget(self) -> None:
        """Begins anew; subscriptions stay."""
        self.post.forget()
        self._mails.clear()

    def tell(self, change: Change) -> None:
        """Sends a change to all whom it concerns. Under the world's lock."""
        now = self._world.now()
        for subscription in list(self._world.subscriptions.values()):
            if subscription.over(now):
                self._world.subscriptions.drop(subscription.key)
            elif subscription.verified and concerns(self._world, subscription, change):
                self._deliver(subscription, change, now)

    def _deliver(self, subscription: Subscription, change: Change, now: int) -> None:
        body = atom.feed(self._world, subscription, change, now)

        def send() -> int:
            answer = requests.post(
                subscription.callback,
                data=body,
                headers={"Content-Type": atom.CONTENT_TYPE, "User-Agent": "Flickr PuSH"},
                timeout=TIMEOUT,
                allow_redirects=False,
            )
            return answer.status_code

        def refused() -> None:
            self._write(subscription, f"{subscription.topic}: your callback does not answer")

        what = f"{subscription.topic} {change.photo.id} {','.join(change.types)}"
        self.post.take(Parcel(what, subscription.callback, send, refused))

    def verify(self, subscription: Subscription, mode: str, token: str) -> bool:
        """Asks a callback whether it meant to subscribe (or unsubscribe). Not under the lock."""
        try:
            return self._asked(subscription, mode, token) == 200
        except requests.RequestException:
            return False

    def verify_later(
        self,
        subscription: Subscription,
        mode: str,
        token: str,
        agreed: Callable[[], object],
        refused: Callable[[], object],
    ) -> None:
        """As `verify`, in the background and patiently.

        `agreed` or, when all was in vain, `refused` is called under the world's lock.
        """

        def send() -> int:
            status = self._asked(subscription, mode, token)
            if status == 200:
                with self._world.lock:
                    agreed()
                    self._world.commit()
            return status

        def given_up() -> None:
            with self._world.lock:
                refused()
                self._world.commit()
            self._write(subscription, f"{subscription.topic}: your callback did not agree")

        what = f"{subscription.topic} {mode}"
        self.post.take_once(Parcel(what, subscription.callback, send, given_up))

    def _asked(self, subscription: Subscription, mode: str, token: str) -> int:
        """200 if the callback gave the challenge back, else what it answered instead."""
        challenge = secrets.token_urlsafe(24)
        asked = {
            "mode": mode,
            "topic": subscription.topic,
            "challenge": challenge,
            "lease_seconds": str(subscription.lease or DAY),
            "verify_token": token,
        }
        with requests.get(
            subscription.callback,
            params=asked,
            timeout=TIMEOUT,
            allow_redirects=False,
            stream=True,
        ) as answer:
            said = next(answer.iter_content(_ENOUGH), b"")
            if answer.status_code != 200:
                return answer.status_code
            return 200 if said.strip() == challenge.encode() else 409

    def _write(self, subscription: Subscription, subject: str) -> None:
        if subscription.mailto:
            self._mails.append(Mail(subscription.mailto, subject))


def is_callback(address: str) -> bool:
    """Whether something can be a callback: an address of the web, at most 255 characters."""
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and len(address) <= 255
