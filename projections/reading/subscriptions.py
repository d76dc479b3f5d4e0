"""PuSH subscriptions as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import msgspec
from sqlalchemy import Connection, select

from domain.clock import Instant
from domain.topics import Topic
from projections.tables import SUBSCRIPTIONS

_GIVEN_UP: Final = 7 * 86_400


@dataclass(frozen=True, slots=True)
class Subscribed:
    """One subscription: whose, to what, since when, and how it stands."""

    id: str
    nsid: str
    topic: str
    arguments: Mapping[str, str]
    status: str
    asked: Instant
    until: Instant
    why: str

    @property
    def about(self) -> Topic:
        """The topic with its arguments."""
        return Topic(self.topic, self.arguments)

    def ended(self, now: Instant) -> bool:
        """Tell whether its lease ran out: Flickr no longer delivers to it."""
        return self.status == "verified" and 0 < self.until <= now

    def due(self, now: Instant, ahead: int) -> bool:
        """Tell whether its lease is to be renewed: it ends within `ahead` seconds.

        One that ended long ago is not tried again and again.
        """
        ending = 0 < self.until <= now + ahead and now < self.until + _GIVEN_UP
        return ending and self.status in ("verified", "failed")


def subscriptions(connection: Connection, nsid: str | None = None) -> list[Subscribed]:
    """Return the subscriptions that were not dropped, oldest first; of one member if told."""
    query = select(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.status != "dropped")
    if nsid is not None:
        query = query.where(SUBSCRIPTIONS.c.nsid == nsid)
    query = query.order_by(SUBSCRIPTIONS.c.asked, SUBSCRIPTIONS.c.subscription)
    return [
        Subscribed(
            row.subscription,
            row.nsid,
            row.topic,
            msgspec.json.decode(row.arguments, type=dict[str, str]),
            row.status,
            row.asked,
            row.until,
            row.why,
        )
        for row in connection.execute(query)
    ]
