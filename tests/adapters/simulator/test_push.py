"""PuSH as a subscriber meets it: topics, verification, leases, deliveries and their troubles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from defusedxml.ElementTree import fromstring

from tests.adapters.simulator.callback import Callback, listening
from tests.adapters.simulator.running import Flickr, Simulator, running, shared_simulator

__all__ = ["shared_simulator"]

ATOM = "{http://www.w3.org/2005/Atom}"
FLICKR = "{urn:flickr:user}"


@pytest.fixture
def callback() -> Iterator[Callback]:
    with listening() as made:
        yield made


class Town:
    """Ada, who subscribes, and Ben, whom she calls a contact."""

    def __init__(self, simulator: Simulator, callback: Callback) -> None:
        self.flickr = simulator
        self.callback = callback
        self.ada = simulator.person(f"ada {callback.address}")
        self.ben = simulator.person(f"ben {callback.address}")
        simulator.contact(self.ada, self.ben)
        self.member: Flickr = simulator.member(self.ada, "read")

    def subscribe(self, topic: str, **more: Any) -> Any:
        """Subscribe Ada to a topic; Flickr's answer."""
        asked = {"callback": self.callback.address, "verify": "sync", **more}
        return self.member.call("flickr.push.subscribe", topic=topic, **asked)

    def subscriptions(self) -> list[dict[str, Any]]:
        """What Flickr says that Ada has subscribed to."""
        told = self.member.call("flickr.push.getSubscriptions")
        rows: list[dict[str, Any]] = told["subscriptions"]["subscription"]
        return rows

    def news(self) -> list[tuple[str, tuple[str, ...]]]:
        """The photos and update types that were delivered and taken."""
        self.flickr.delivered()
        return [(entry(body)["photo"], entry(body)["types"]) for body in self.callback.posted]


def entry(body: bytes) -> dict[str, Any]:
    """What the one entry of a delivery says."""
    [found] = fromstring(body).findall(f"{ATOM}entry")
    return {
        "photo": (found.findtext(f"{ATOM}id") or "").rpartition("/")[2],
        "types": tuple(update.get("type") for update in found.findall(f"{FLICKR}update")),
        "author": found.findtext(f"{ATOM}author/{FLICKR}nsid"),
        "contributor": found.findtext(f"{FLICKR}contributor_nsid"),
    }


@pytest.fixture
def town(shared_simulator: Simulator, callback: Callback) -> Iterator[Town]:
    made = Town(shared_simulator, callback)
    yield made
    shared_simulator.delete_person(made.ada)
    shared_simulator.delete_person(made.ben)
    shared_simulator.ask("DELETE", "push")
    shared_simulator.clock(None)


def test_topics_are_listed_in_flickrs_own_shape(town: Town) -> None:
    topics = town.member.call("flickr.push.getTopics")["topics"]["topic"]
    assert len(topics) == 9
    assert {"name": "my_photos", "display_name": "your photos"} in topics


def test_a_callback_is_asked_whether_it_meant_it(town: Town) -> None:
    town.flickr.clock(1_600_000_000)
    assert town.subscribe("my_photos", verify_token="abc", lease_seconds=600)["stat"] == "ok"
    [asked] = town.callback.asked
    assert asked.pop("challenge")
    assert asked == {
        "for": "ada",
        "mode": "subscribe",
        "topic": "my_photos",
        "lease_seconds": "600",
        "verify_token": "abc",
    }
    [listed] = town.subscriptions()
    assert (listed["topic"], listed["pending"], listed["expiry"]) == (
        "my_photos",
        0,
        1_600_000_600,
    )


def test_a_callback_that_does_not_agree_is_not_subscribed(town: Town) -> None:
    town.callback.agrees = False
    assert town.subscribe("my_photos")["code"] == 4
    assert town.subscriptions() == []


def test_asynchronous_verification_comes_later(town: Town) -> None:
    town.flickr.push(hold=True)
    assert town.subscribe("my_photos", verify="async")["stat"] == "ok"
    assert [row["pending"] for row in town.subscriptions()] == [1]
    assert town.subscribe("my_photos")["code"] == 6
    town.flickr.push(hold=False)
    town.flickr.delivered()
    assert [row["pending"] for row in town.subscriptions()] == [0]


def test_asynchronous_verification_in_vain_is_mailed(town: Town) -> None:
    town.callback.agrees = False
    assert town.subscribe("my_photos", verify="async", mailto="ops@example.org")["stat"] == "ok"
    told = town.flickr.delivered()
    assert [mail["to"] for mail in told["mails"]] == ["ops@example.org"]
    assert town.subscriptions() == []


@pytest.mark.parametrize(
    ("topic", "arguments", "code"),
    [
        ("my_dreams", {}, 2),
        ("my_photos", {"verify": "perhaps"}, 2),
        ("my_photos", {"callback": "ftp://example.org/"}, 2),
        ("my_photos", {"callback": ""}, 1),
        ("my_photos", {"lease_seconds": "30"}, 2),
        ("tags", {}, 2),
        ("geo", {"lat": "1"}, 2),
    ],
)
def test_what_makes_no_sense_is_refused(
    town: Town, topic: str, arguments: dict[str, str], code: int
) -> None:
    assert town.subscribe(topic, **arguments)["code"] == code
    assert town.callback.asked == []


def test_one_callback_serves_one_subscription(town: Town) -> None:
    town.subscribe("my_photos")
    assert town.subscribe("my_faves")["code"] == 3


def test_a_lease_ends_by_flickrs_clock_unless_it_is_renewed(town: Town) -> None:
    town.flickr.clock(1_600_000_000)
    photo = town.flickr.photo(town.ada)
    town.subscribe("my_photos", lease_seconds=600)
    town.flickr.clock(1_600_000_500)
    assert town.subscribe("my_photos", lease_seconds=600)["stat"] == "ok"
    town.flickr.clock(1_600_001_000)
    town.flickr.change_photo(photo, title="Still told of")
    assert town.news() == [(photo, ("title",))]
    town.flickr.clock(1_600_001_100)
    town.flickr.change_photo(photo, title="Not told of")
    assert len(town.news()) == 1
    assert town.subscriptions() == []


def test_unsubscribing_asks_and_ends_it(town: Town) -> None:
    town.subscribe("my_photos")
    asked = {"topic": "my_photos", "callback": town.callback.address, "verify": "sync"}
    town.callback.agrees = False
    assert town.member.call("flickr.push.unsubscribe", **asked)["code"] == 4
    town.callback.agrees = True
    assert town.member.call("flickr.push.unsubscribe", **asked)["stat"] == "ok"
    assert [query["mode"] for query in town.callback.asked[1:]] == ["unsubscribe"] * 2
    assert town.subscriptions() == []
    assert town.member.call("flickr.push.unsubscribe", **asked)["code"] == 7


def test_subscribing_needs_a_token(town: Town) -> None:
    nobody = town.flickr.flickr()
    assert nobody.call("flickr.push.subscribe", topic="my_photos")["code"] == 99


def test_every_change_of_a_photo_is_delivered_with_its_type(town: Town) -> None:
    town.subscribe("my_photos")
    photo = town.flickr.photo(town.ada, title="Boat")
    town.flickr.change_photo(photo, title="Ship", tags="sea")
    town.flickr.change_photo(photo, lat=52.4, lon=4.9)
    town.flickr.change_photo(photo, perms="private")
    town.flickr.change_photo(photo, rotation=90)
    town.flickr.comment(photo, town.ben, "Lovely")
    town.flickr.fave(town.ben, photo)
    town.flickr.delete_photo(photo)
    types = [types for _, types in town.news()]
    assert sorted(types) == sorted(
        [
            ("created",),
            ("title", "tags"),
            ("geo",),
            ("perms",),
            ("photo_url",),
            ("comments",),
            ("faves",),
            ("deleted",),
        ]
    )


def test_a_delivery_names_owner_and_faver(town: Town) -> None:
    photo = town.flickr.photo(town.ben)
    town.subscribe("my_faves")
    town.flickr.fave(town.ada, photo)
    town.flickr.delivered()
    [body] = town.callback.posted
    assert entry(body) == {
        "photo": photo,
        "types": ("faves",),
        "author": town.ben,
        "contributor": town.ada,
    }
    assert b'/services/push/my_faves"/>' in body


@pytest.mark.parametrize(
    ("topic", "arguments", "photo", "other"),
    [
        ("contacts_photos", {}, {}, {"perms": "private"}),
        ("tags", {"tags": "Golden Gate,boat"}, {"tags": '"golden gate"'}, {"tags": "golden"}),
        (
            "geo",
            {"lat": "52.37", "lon": "4.89", "radius": "10"},
            {"lat": 52.4, "lon": 4.9},
            {"lat": 35.0, "lon": 135.8},
        ),
        (
            "geo",
            {"lat": "52.37", "lon": "4.89", "accuracy": "16"},
            {"lat": 52.37, "lon": 4.9, "accuracy": 16},
            {"lat": 52.37, "lon": 4.9, "accuracy": 3},
        ),
    ],
)
def test_a_topic_tells_of_what_it_is_about_and_of_nothing_else(
    town: Town, topic: str, arguments: dict[str, str], photo: Any, other: Any
) -> None:
    assert town.subscribe(topic, **arguments)["stat"] == "ok"
    town.flickr.photo(town.ben, **other)
    wanted = town.flickr.photo(town.ben, **photo)
    assert [told for told, _ in town.news()] == [wanted]


def test_photos_that_show_people_are_told_to_them_and_their_contacts(town: Town) -> None:
    town.subscribe("photos_of_contacts")
    chi = town.flickr.person(f"chi {town.ada}")
    town.flickr.photo(chi, people=[town.ada])
    shown = town.flickr.photo(chi, people=[town.ben])
    assert [told for told, _ in town.news()] == [shown]


def test_the_commons_are_told_of_by_institution(town: Town) -> None:
    library = town.flickr.person("library", commons={"date_launch": 1})
    museum = town.flickr.person("museum", commons={"date_launch": 1})
    town.subscribe("commons", nsids=library)
    town.flickr.photo(museum)
    wanted = town.flickr.photo(library)
    assert [told for told, _ in town.news()] == [wanted]


def test_what_is_not_taken_is_sent_again(town: Town) -> None:
    town.subscribe("my_photos")
    town.flickr.push(retry=0.01)
    town.callback.statuses = [500, 503]
    photo = town.flickr.photo(town.ada)
    assert town.news() == [(photo, ("created",))] * 3
    assert [sent["status"] for sent in town.flickr.delivered()["sent"]] == [500, 503, 200]


def test_what_is_never_taken_is_mailed(town: Town) -> None:
    town.subscribe("my_photos", mailto="ops@example.org")
    town.flickr.push(retry=0.01, attempts=2)
    town.callback.statuses = [500, 500]
    town.flickr.photo(town.ada)
    told = town.flickr.delivered()
    assert [mail["to"] for mail in told["mails"]] == ["ops@example.org"]


def test_deliveries_are_late_doubled_out_of_order_and_repeated_on_demand(town: Town) -> None:
    town.subscribe("my_photos")
    town.flickr.push(hold=True, reversed=True, copies=2)
    photos = [town.flickr.photo(town.ada) for _ in range(3)]
    assert town.callback.posted == []
    town.flickr.push(hold=False)
    assert sorted(told for told, _ in town.news()) == sorted(photos * 2)
    town.flickr.push(again=True)
    assert len(town.news()) == 9


def test_a_ping_may_be_about_nothing(town: Town) -> None:
    photo = town.flickr.photo(town.ada)
    town.subscribe("my_photos")
    town.flickr.ping(photo, times=50)
    assert town.news() == [(photo, ("title",))] * 50


def test_subscriptions_outlive_the_process(tmp_path: Path, callback: Callback) -> None:
    with running(tmp_path / "flickr") as flickr:
        town = Town(flickr, callback)
        town.subscribe("my_photos")
    with running(tmp_path / "flickr") as flickr:
        photo = flickr.photo(town.ada)
        flickr.delivered()
    assert [entry(body)["photo"] for body in callback.posted] == [photo]


def test_a_wrong_knob_is_refused(town: Town) -> None:
    refused = requests.post(f"{town.flickr.root}/_simulator/push", json={"late": -1}, timeout=5)
    assert refused.status_code == 400
