"""PuSH under load: the receiver loses nothing, a flood costs few looks, and news is soon shown."""

from __future__ import annotations

import dataclasses
import os
import time
from pathlib import Path

import pytest
import requests

from adapters.assembly import Archive, pushing
from adapters.operations.callbacks import StoredCallbacks
from domain import streams
from domain.subscription import SubscriptionAskedFor, decide
from domain.topics import Topic, topic
from tests.adapters.flickr.poll.visited import Visited, visited
from tests.adapters.flickr.push.news import entry, feed
from tests.adapters.simulator.running import Simulator, simulator
from tests.end_to_end.serving import served
from tests.soak.pinging import Answers, send
from tests.web.world import ADA, World, look

__all__ = ["simulator"]

FULL = os.environ.get("SOAK") == "1"
RATE, SECONDS = (500, 30) if FULL else (50, 2)
CHANGES = 100 if FULL else 2
PINGS, MINUTE = (1_000, 60.0) if FULL else (100, 6.0)
_ON = {"enable_feature_flickr_push": "true", "enable_feature_flickr_push_backups": "true"}
_PATIENCE = 60.0


def told(what: str, answers: Answers) -> None:
    """Say what was seen, for docs/push.md: `SOAK=1 pytest -s`."""
    print(
        f"\n{what}: {sum(answers.statuses.values())} in {answers.took:.1f} s,"
        f" p50 {answers.within(0.5):.0f} ms, p95 {answers.within(0.95):.0f} ms,"
        f" p99 {answers.within(0.99):.0f} ms, {dict(answers.statuses)}"
    )


def test_the_receiver_acknowledges_every_ping_and_loses_none(url: str, tmp_path: Path) -> None:
    """Each about a photo of its own, under gunicorn as `serve` runs it."""
    world = World(tmp_path, {"database_url": url})
    callback = StoredCallbacks(world.archive.operations).make(ADA, Topic("my_photos"))
    asked = SubscriptionAskedFor(nsid=ADA, topic="my_photos")
    now = int(time.time())
    world.tell(
        streams.subscription(callback.subscription), decide((), asked, look(now, ADA, "push"))
    )
    with served(world.archive.settings, tmp_path, **_ON) as address:
        answers = send(
            f"{address}/push/{callback.secret}/",
            lambda number: feed(entry(str(number + 1), author=ADA), topic="my_photos"),
            RATE * SECONDS,
            RATE,
        )
    told(url.partition(":")[0], answers)
    assert answers.statuses == {200: RATE * SECONDS}
    months = dict.fromkeys(
        streams.pings(callback.subscription, at) for at in (now, int(time.time()))
    )
    recorded = [each.fact.event for name in months for each in world.archive.log.read(name)]
    photos = {event.photo for event in recorded}  # type: ignore[attr-defined]
    world.close()
    assert len(recorded) == len(photos) == RATE * SECONDS


def subscribed(world: Visited, nsid: str, address: str) -> Archive:
    """Subscribe a member through the site at an address."""
    on = {"root_url": f"{address}/", "enable_feature_flickr_push": True}
    archive = dataclasses.replace(
        world.archive, settings=world.archive.settings.model_copy(update=on)
    )
    pushing(archive).subscribe(nsid, topic("my_photos"))
    return archive


def title_at(address: str, nsid: str, photo: str) -> str:
    answer = requests.get(f"{address}/photos/{nsid}/{photo}/?format=json", timeout=10)
    return str(answer.json().get("title")) if answer.ok else ""


def wait_for(address: str, nsid: str, photo: str, title: str) -> None:
    """Wait until a page shows a title."""
    until = time.monotonic() + _PATIENCE
    while title_at(address, nsid, photo) != title:
        assert time.monotonic() < until, f"{title} is not shown"
        time.sleep(0.02)


@pytest.fixture
def world(simulator: Simulator, tmp_path: Path) -> Visited:
    made = visited(simulator, tmp_path)
    simulator.clock(None)
    made.now[0] = int(time.time())
    return made


def test_what_changes_at_flickr_is_soon_on_its_page(world: Visited, tmp_path: Path) -> None:
    ada = world.join("ada")
    photos = [world.flickr.photo(ada, title="Before", perms="public") for _ in range(CHANGES)]
    world.visit(ada)
    with served(world.archive.settings, tmp_path, command="up", **_ON) as address:
        subscribed(world, ada, address)
        wait_for(address, ada, photos[-1], "Before")
        seen = Answers()
        for number, photo in enumerate(photos):
            begun = time.monotonic()
            world.flickr.change_photo(photo, title=f"After {number}")
            wait_for(address, ada, photo, f"After {number}")
            seen.seconds.append(time.monotonic() - begun)
            seen.statuses[200] += 1
    world.archive.close()
    seen.took = sum(seen.seconds)
    seen.seconds.sort()
    told("from a change to its page", seen)
    assert len(seen.seconds) == CHANGES


def test_a_flood_of_pings_about_one_photo_costs_few_looks(world: Visited, tmp_path: Path) -> None:
    """Every ping is another one, delivered by the hub over HTTP, and the last change is seen."""
    ada = world.join("ada")
    photo = world.flickr.photo(ada, title="Before", perms="public")
    world.visit(ada)
    with served(world.archive.settings, tmp_path, command="up", **_ON) as address:
        archive = subscribed(world, ada, address)
        callback = StoredCallbacks(archive.operations).of(_only_subscription(archive))
        assert callback is not None
        world.flickr.forget_calls()
        answers = send(
            f"{address}/push/{callback.secret}/",
            lambda number: feed(entry(photo, updated=f"number {number}", author=ada)),
            PINGS,
            PINGS / MINUTE,
        )
        looks = world.calls["flickr.photos.getInfo"]
        told(f"a flood, {looks} looks", answers)
        assert answers.statuses == {200: PINGS}
        assert 1 <= looks <= 5
    world.archive.close()


def _only_subscription(archive: Archive) -> str:
    [name] = [stream for stream, _ in archive.log.by_stream(kind="subscription")]
    return streams.parts_of(name)[0]
