"""Subscriptions and their topics: what may be asked for, what may arrive, how one stands."""

from __future__ import annotations

import pytest

from domain import streams
from domain.fact import Event, Fact, Look
from domain.subscription import (
    SubscriptionAskedFor,
    SubscriptionDropped,
    SubscriptionFailed,
    SubscriptionRenewed,
    SubscriptionVerified,
    decide,
    standing,
)
from domain.topics import TOPICS, BadTopic, Entry, Topic, arguments_of, belongs, topic

ADA, BEN = "11@N01", "22@N01"


def after(*events: Event) -> tuple[Fact, ...]:
    """The facts of a subscription to which these events happened, one a second."""
    facts: tuple[Fact, ...] = ()
    for at, event in enumerate(events, 100):
        facts += decide(facts, event, Look(at=at, observed=at, via="push", account=ADA))
    return facts


ASKED = SubscriptionAskedFor(nsid=ADA, topic="my_photos")


def test_flickr_has_nine_topics() -> None:
    assert len(TOPICS) == 9
    assert arguments_of("my_photos") == ()
    assert arguments_of("tags") == ("tags",)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("geo", {"lat": "52.1", "lon": "-4.9", "radius": "3", "radius_units": "km"}),
        ("geo", {"woe_ids": "727232,44418", "accuracy": "16"}),
        ("geo", {"place_ids": "0eL.R8pTWrgHgA"}),
        ("tags", {"tags": "boat,geh:maker=atget"}),
        ("commons", {}),
        ("commons", {"nsids": f"{ADA},{BEN}"}),
        ("my_photos", {"tags": " "}),
    ],
)
def test_a_topic_keeps_its_arguments(name: str, arguments: dict[str, str]) -> None:
    made = topic(name, arguments)
    assert made.arguments == {key: value for key, value in arguments.items() if value.strip()}


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("my_dreams", {}, "no topic"),
        ("my_photos", {"tags": "boat"}, "takes no 'tags'"),
        ("tags", {}, "needs tags"),
        ("tags", {"tags": ","}, "tags cannot be"),
        ("geo", {"lat": "1"}, "needs woe_ids or place_ids or lat and lon"),
        ("geo", {"lat": "91", "lon": "1"}, "lat cannot be"),
        ("geo", {"lat": "nan", "lon": "1"}, "lat cannot be"),
        ("geo", {"woe_ids": "1", "radius_units": "furlongs"}, "radius_units cannot be"),
        ("geo", {"woe_ids": "1", "accuracy": "17"}, "accuracy cannot be"),
        ("geo", {"woe_ids": "x"}, "woe_ids cannot be"),
        ("commons", {"nsids": "nobody"}, "nsids cannot be"),
        ("tags", {"tags": "a\nb"}, "nobody can see"),
        ("tags", {"tags": "a" * 3_000}, "too long"),
    ],
)
def test_a_topic_that_flickr_would_not_take_is_refused(
    name: str, arguments: dict[str, str], said: str
) -> None:
    with pytest.raises(BadTopic, match=said):
        topic(name, arguments)


@pytest.mark.parametrize(
    ("subscribed", "entry", "fits"),
    [
        (Topic("my_photos"), Entry(photo="1", author=ADA), True),
        (Topic("my_photos"), Entry(photo="1", author=BEN), False),
        (Topic("my_photos"), Entry(photo="1"), True),
        (Topic("my_faves"), Entry(photo="1", author=BEN, contributor=ADA), True),
        (Topic("my_faves"), Entry(photo="1", author=BEN, contributor=BEN), False),
        (Topic("my_faves"), Entry(photo="1", author=ADA, contributor=ADA), False),
        (Topic("contacts_photos"), Entry(photo="1", author=BEN), True),
        (Topic("contacts_photos"), Entry(photo="1", author=ADA), False),
        (Topic("contacts_faves"), Entry(photo="1", author=ADA, contributor=BEN), True),
        (Topic("contacts_faves"), Entry(photo="1", author=BEN, contributor=ADA), False),
        (Topic("photos_of_contacts"), Entry(photo="1", author=ADA), True),
        (Topic("commons", {"nsids": BEN}), Entry(photo="1", author=BEN), True),
        (Topic("commons", {"nsids": BEN}), Entry(photo="1", author=ADA), False),
        (Topic("commons"), Entry(photo="1", author=ADA), True),
        (Topic("tags", {"tags": "boat"}), Entry(photo="1", author=BEN), True),
    ],
)
def test_an_entry_is_held_against_the_topic_that_was_subscribed_to(
    subscribed: Topic, entry: Entry, fits: bool
) -> None:
    assert belongs(subscribed, ADA, "", entry) is fits
    assert belongs(subscribed, ADA, subscribed.name, entry) is fits
    assert not belongs(subscribed, ADA, "another", entry)


def test_a_subscription_lives_from_asking_to_dropping() -> None:
    facts = after(ASKED)
    assert standing(facts).status == "asked"
    facts = after(ASKED, SubscriptionVerified(until=200))
    assert standing(facts).live(199)
    assert not standing(facts).live(200)
    assert standing(facts).about == Topic("my_photos")
    facts = after(ASKED, SubscriptionVerified(until=200), SubscriptionDropped(why="asked to"))
    assert not standing(facts).live(150)


def test_a_second_verification_renews() -> None:
    facts = after(ASKED, SubscriptionVerified(until=200), SubscriptionVerified(until=300))
    assert isinstance(facts[-1].event, SubscriptionRenewed)
    assert standing(facts).until == 300


def test_the_same_verification_twice_adds_nothing() -> None:
    once = after(ASKED, SubscriptionVerified(until=200))
    assert after(ASKED, SubscriptionVerified(until=200), SubscriptionVerified(until=200)) == once


def test_a_lease_without_an_end_is_renewed_by_flickr() -> None:
    assert standing(after(ASKED, SubscriptionVerified(until=0))).live(10**9)


def test_what_failed_says_why_until_it_is_verified() -> None:
    facts = after(ASKED, SubscriptionFailed(why="4: Callback failed"))
    assert standing(facts).why == "4: Callback failed"
    facts = after(ASKED, SubscriptionFailed(why="4"), SubscriptionVerified(until=200))
    assert standing(facts).why == ""
    assert standing(facts).live(150)


def test_what_was_dropped_stays_dropped() -> None:
    facts = after(ASKED, SubscriptionDropped())
    assert after(ASKED, SubscriptionDropped(), SubscriptionVerified(until=200)) == facts


def test_pings_are_kept_by_month() -> None:
    assert streams.pings("7", 1_600_000_000) == "pings:7:2020-09"
    assert streams.kind_of(streams.subscription("7")) == "subscription"
