"""The receiver of PuSH: who is answered, what is recorded, what is only counted."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import falcon.testing
import pytest

from adapters.flickr.push.ports import Callback
from adapters.operations.callbacks import StoredCallbacks
from domain import streams
from domain.subscription import (
    PushPinged,
    SubscriptionAskedFor,
    decide,
    standing,
)
from domain.topics import Topic
from tests.adapters.flickr.push.news import entry, feed
from tests.web.world import ADA, BOB, NOW, World, look

ATOM = {"Content-Type": "application/atom+xml"}


class Post:
    """Flickr, and others, at the receiver of one subscription, Ada's unless told."""

    def __init__(self, world: World, topic: str = "my_photos", owner: str = ADA) -> None:
        self.world = world
        self.client = world.client()
        self.stored = StoredCallbacks(world.archive.operations)
        self.callback: Callback = self.stored.make(owner, Topic(topic))
        asked = SubscriptionAskedFor(nsid=owner, topic=topic)
        self.stream = streams.subscription(self.callback.subscription)
        world.tell(self.stream, decide((), asked, look(NOW, owner, "push")))

    def deliver(self, body: bytes, secret: str = "") -> int:
        """POST a body; the status of the answer."""
        path = f"/push/{secret or self.callback.secret}/"
        return self.client.simulate_post(path, body=body, headers=ATOM).status_code

    def ask(self, **query: str) -> falcon.testing.Result:
        """GET, as Flickr does to verify, with other words where told."""
        asked = {
            "mode": "subscribe",
            "topic": self.callback.topic.name,
            "challenge": "tell-me",
            "lease_seconds": "600",
            "verify_token": self.callback.verify_token,
        }
        return self.client.simulate_get(f"/push/{self.callback.secret}/", params={**asked, **query})

    def pinged(self) -> list[PushPinged]:
        """The pings that were recorded."""
        stream = streams.pings(self.callback.subscription, self.world.now)
        facts = self.world.facts(stream)
        assert all(fact.via == "push" and fact.account == ADA for fact in facts)
        return [fact.event for fact in facts if isinstance(fact.event, PushPinged)]

    def status(self) -> object:
        """How the subscription stands."""
        return standing(self.world.facts(self.stream)).status


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path, {"enable_feature_flickr_push": True})
    made.member(ADA, "Ada Lovelace", "ada")
    yield made
    made.close()


@pytest.fixture
def post(world: World) -> Post:
    return Post(world)


def test_a_challenge_is_given_back_plainly_and_the_subscription_is_verified(post: Post) -> None:
    answer = post.ask()
    assert (answer.status_code, answer.text) == (200, "tell-me")
    assert answer.headers["content-type"].startswith("text/plain")
    held = standing(post.world.facts(post.stream))
    assert (held.status, held.until) == ("verified", NOW + 600)


def test_pubsubhubbubs_own_names_are_understood_as_well(post: Post) -> None:
    query = {
        "hub.mode": "subscribe",
        "hub.topic": "my_photos",
        "hub.challenge": "tell-me",
        "hub.verify_token": post.callback.verify_token,
    }
    answer = post.client.simulate_get(f"/push/{post.callback.secret}", params=query)
    assert (answer.status_code, answer.text) == (200, "tell-me")


@pytest.mark.parametrize(
    "query",
    [
        {"verify_token": "guessed"},
        {"verify_token": "ä"},
        {"topic": "my_faves"},
        {"mode": "unsubscribe"},
        {"mode": "destroy"},
        {"challenge": ""},
        {"challenge": "<script>alert(1)</script> "},
    ],
)
def test_what_was_not_asked_for_is_not_verified(post: Post, query: dict[str, str]) -> None:
    head = post.world.archive.log.head()
    assert post.ask(**query).status_code == 404
    assert post.world.archive.log.head() == head
    assert post.stored.attempts() == {"not asked for": 1}


def test_an_end_is_verified_only_where_the_archive_wants_it(post: Post) -> None:
    post.stored.mark_ending(post.callback.subscription, True)
    assert post.ask().status_code == 404
    assert post.ask(mode="unsubscribe").text == "tell-me"
    assert post.status() == "dropped"
    assert post.deliver(feed(entry("1"))) == 404


def test_each_new_entry_is_one_ping(post: Post) -> None:
    body = feed(entry("1", author=ADA), entry("2", types=("deleted",), author=ADA))
    assert post.deliver(body) == 200
    assert [(ping.photo, ping.updates) for ping in post.pinged()] == [
        ("1", ("title",)),
        ("2", ("deleted",)),
    ]


def test_what_the_log_does_not_take_is_to_come_again_and_is_recorded_then(post: Post) -> None:
    path = f"/push/{post.callback.secret}/"
    body = feed(entry("1"))
    with post.world.archive.operations.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE stored_events RENAME TO away")
    refused = post.client.simulate_post(path, body=body, headers=ATOM)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert "stored_events" not in refused.text
    with post.world.archive.operations.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO stored_events")
    assert post.deliver(body) == 200
    assert len(post.pinged()) == 1


def test_what_is_delivered_again_is_taken_and_not_recorded_again(post: Post) -> None:
    for _ in range(3):
        assert post.deliver(feed(entry("1"), entry("1"))) == 200
    assert len(post.pinged()) == 1
    assert post.deliver(feed(entry("1"), entry("2"))) == 200
    assert [ping.photo for ping in post.pinged()] == ["1", "2"]


def test_another_subscription_is_told_the_same_once_more(post: Post) -> None:
    other = Post(post.world, "contacts_photos")
    body = feed(entry("1", author=BOB))
    assert other.deliver(body) == 200
    assert len(other.pinged()) == 1
    assert post.pinged() == []


def test_a_placeholder_is_no_news(post: Post) -> None:
    assert post.deliver(feed(entry("1", title="flickr:push=ignore"))) == 200
    assert post.pinged() == []


@pytest.mark.parametrize(
    "body",
    [feed(entry("1", author=BOB)), feed(entry("1", author=ADA), topic="my_faves")],
    ids=["another's photo", "another topic"],
)
def test_what_is_not_of_the_topic_is_refused(post: Post, body: bytes) -> None:
    assert post.deliver(body) == 400
    assert post.pinged() == []
    assert post.stored.attempts() == {"another topic": 1}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"<html/>", 400),
        (b"<!DOCTYPE feed [<!ENTITY a 'a'>]><feed xmlns='http://www.w3.org/2005/Atom'/>", 400),
        (b"x" * (2 << 20), 413),
    ],
    ids=["nothing", "a page", "an entity", "much"],
)
def test_what_is_no_delivery_is_refused_and_counted(post: Post, body: bytes, status: int) -> None:
    head = post.world.archive.log.head()
    assert post.deliver(body) == status
    assert post.world.archive.log.head() == head
    assert sum(post.stored.attempts().values()) == 1


@pytest.mark.parametrize("secret", ["guessed", "%00", "..", "ä", "a" * 400])
def test_a_strange_address_is_told_nothing(post: Post, secret: str) -> None:
    head = post.world.archive.log.head()
    assert post.deliver(feed(entry("1")), secret) in (400, 404)
    assert post.client.simulate_get(f"/push/{secret}/").status_code in (400, 404)
    assert post.world.archive.log.head() == head


def test_strangers_are_counted_by_the_day_and_nothing_else_is_kept(post: Post) -> None:
    for number in range(20):
        assert post.deliver(feed(entry("1")), f"guess-{number}") == 404
    assert post.stored.attempts() == {"unknown address": 20}


def test_secrets_stand_in_no_event_and_in_no_line_of_the_log(
    post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    post.ask()
    post.deliver(feed(entry("1")))
    post.deliver(b"<html/>")
    told = repr([entry.fact for entry in post.world.archive.log.since(0, 1_000)])
    printed = capsys.readouterr()
    for secret in (post.callback.secret, post.callback.verify_token):
        assert secret not in told
        assert secret not in printed.out + printed.err
        assert secret not in repr(post.callback)


def test_without_the_feature_there_is_no_receiver(tmp_path: Path) -> None:
    world = World(tmp_path / "other")
    try:
        post = Post(world)
        assert post.ask().status_code == 404
        assert post.deliver(feed(entry("1"))) == 404
        assert post.pinged() == []
    finally:
        world.close()


def test_deliveries_side_by_side_are_each_recorded_once(post: Post) -> None:
    """Twelve senders, each of every delivery: whoever is first records it."""
    bodies = [feed(entry(str(number))) for number in range(40)]
    statuses: list[int] = []

    def send() -> None:
        statuses.extend(post.deliver(body) for body in bodies)

    senders = [threading.Thread(target=send) for _ in range(12)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert statuses == [200] * 480
    assert sorted(int(ping.photo) for ping in post.pinged()) == list(range(40))
