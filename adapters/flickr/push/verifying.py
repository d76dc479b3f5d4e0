"""Answering Flickr when it asks whether a subscription was meant."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from typing import Final

from adapters.flickr.push.ports import Callback, Push
from adapters.flickr.push.subscribing import dropped, record
from domain.subscription import SubscriptionVerified

_LONGEST_LEASE: Final = 30 * 86_400
_CHALLENGE: Final = re.compile(r"[\x21-\x7e]{1,500}")


def verify(push: Push, callback: Callback, query: Mapping[str, str]) -> str | None:
    """Return the challenge if the archive meant what Flickr asks about, and record that.

    None where it did not: another topic, another token, an end that nobody asked for. The
    names in the query may have the `hub.` of PubSubHubbub before them, as Flickr's have not.
    """

    def said(name: str) -> str:
        return query.get(name) or query.get(f"hub.{name}") or ""

    challenge = said("challenge")
    # Compared as bytes: what is not ASCII would be an error, and a hint.
    known = hmac.compare_digest(said("verify_token").encode(), callback.verify_token.encode())
    if not known or said("topic") != callback.topic.name or not _CHALLENGE.fullmatch(challenge):
        return None
    match said("mode"):
        case "subscribe" if not callback.ending:
            record(push, callback, SubscriptionVerified(until=_until(push, said("lease_seconds"))))
        case "unsubscribe" if callback.ending:
            dropped(push, callback, "asked to")
        case _:
            return None
    return challenge


def _until(push: Push, lease: str) -> int:
    """Return when a lease ends; 0 for one that Flickr renews by itself."""
    seconds = int(lease) if lease.isascii() and lease.isdigit() and len(lease) < 10 else 0
    return push.clock() + min(seconds, _LONGEST_LEASE) if seconds else 0
