"""What subscribing is handed: Flickr, the log, the secrets of callbacks, a clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from adapters.flickr.call import Call
from domain.clock import Instant
from domain.recorded import EventLog
from domain.topics import Topic


@dataclass(frozen=True, slots=True)
class Callback:
    """Where Flickr delivers one subscription, and what it shows when it asks.

    `ending` is true once the archive has asked Flickr to end it: only then may it be ended.
    """

    subscription: str
    nsid: str
    topic: Topic
    secret: str = field(repr=False)
    verify_token: str = field(repr=False)
    ending: bool = False


class Callbacks(Protocol):
    """Keeps the secrets of callbacks, which are in no event."""

    def make(self, nsid: str, topic: Topic) -> Callback:
        """Make a callback with fresh secrets, for a new subscription."""
        ...

    def of(self, subscription: str) -> Callback | None:
        """Return the callback of a subscription."""
        ...

    def mark_ending(self, subscription: str, ending: bool) -> None:
        """Note that the archive wants a subscription to end, or no more."""
        ...

    def forget(self, subscription: str) -> None:
        """Forget a callback: whatever comes to it is strange from then on."""
        ...


@dataclass(frozen=True, slots=True)
class Push:
    """What subscribing stands on.

    `call` gives the calls that are signed for a member. `root` is the address under which
    Flickr reaches this archive; `mailto` is whom Flickr tells of failures, if anybody.
    """

    call: Callable[[str], Call]
    log: EventLog
    callbacks: Callbacks
    clock: Callable[[], Instant]
    root: str
    mailto: str = ""

    def address(self, callback: Callback) -> str:
        """Return the address that Flickr delivers to."""
        return f"{self.root.rstrip('/')}/push/{callback.secret}/"
