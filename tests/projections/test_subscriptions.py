"""Subscriptions as the site lists them; pings, which stop nothing and make no row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters import operations
from adapters.log import StoredLog, open_log
from domain import streams
from domain.fact import Event, Look
from domain.recorded import Append
from domain.subscription import (
    PushPinged,
    SubscriptionAskedFor,
    SubscriptionDropped,
    SubscriptionVerified,
    decide,
    ping_of,
)
from projections.checking import check
from projections.following import catch_up
from projections.generations import Generations
from projections.reading.subscriptions import Subscribed, subscriptions

ADA = "11@N01"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[StoredLog]:
    opened = open_log(f"sqlite:///{tmp_path}/archive.db")
    yield opened
    opened.close()


@pytest.fixture
def views(tmp_path: Path, log: StoredLog) -> Iterator[Generations]:
    del log
    engine = operations.connect(f"sqlite:///{tmp_path}/archive.db")
    made = Generations(engine)
    made.prepare()
    yield made
    made.close()
    engine.dispose()


def happens(log: StoredLog, at: int, name: str, event: Event) -> None:
    """Let something happen to a subscription."""
    stream = streams.subscription(name)
    held = tuple(entry.fact for entry in log.read(stream))
    look = Look(at=at, observed=at, via="push", account=ADA)
    log.append([Append(stream, len(held), decide(held, event, look))])


def pinged(log: StoredLog, at: int, name: str, count: int) -> None:
    """Let pings arrive for a subscription."""
    look = Look(at=at, observed=at, via="push", account=ADA)
    facts = tuple(ping_of(PushPinged(photo=str(n)), look) for n in range(count))
    log.append([Append(streams.pings(name, at), 0, facts)])


def listed(views: Generations, nsid: str | None = None) -> list[Subscribed]:
    """The subscriptions that the site lists."""
    with views.live().connect() as connection:
        return subscriptions(connection, nsid)


def test_subscriptions_are_listed_as_they_stand(log: StoredLog, views: Generations) -> None:
    asked = SubscriptionAskedFor(nsid=ADA, topic="tags", arguments={"tags": "boat"})
    happens(log, 100, "1", asked)
    happens(log, 110, "1", SubscriptionVerified(until=500))
    happens(log, 120, "2", SubscriptionAskedFor(nsid="22@N01", topic="my_photos"))
    happens(log, 130, "3", SubscriptionAskedFor(nsid=ADA, topic="my_faves"))
    happens(log, 140, "3", SubscriptionDropped())
    catch_up(log, views.live())
    one, two = listed(views)
    assert one == Subscribed("1", ADA, "tags", {"tags": "boat"}, "verified", 100, 500, "")
    assert (two.id, two.status) == ("2", "asked")
    assert listed(views, ADA) == [one]
    assert one.ended(500)
    assert not one.ended(499)
    assert one.due(450, 50)
    assert not one.due(449, 50)
    assert not one.due(500 + 7 * 86_400, 50)


def test_pings_make_no_rows_and_stop_no_projection(log: StoredLog, views: Generations) -> None:
    pinged(log, 100, "1", 2_500)
    assert catch_up(log, views.live()) == 2_500
    assert check(log, views.live()).difference is None
