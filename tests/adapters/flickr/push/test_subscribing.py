"""Subscribing at a simulated Flickr: verified over real HTTP, renewed, ended, failed."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.assembly import NotAMember, NotSubscribed
from adapters.flickr.errors import FlickrError
from adapters.flickr.push.subscribing import LEASE
from domain.topics import TOPICS, topic
from tests.adapters.flickr.poll.visited import START
from tests.adapters.flickr.push.receiving import Receiving, archive, send_form
from tests.adapters.simulator.running import shared_simulator

__all__ = ["archive", "shared_simulator"]


@pytest.fixture
def ada(archive: Receiving) -> str:
    return archive.world.join("ada")


def at_flickr(archive: Receiving) -> list[dict[str, Any]]:
    """The subscriptions that Flickr keeps."""
    kept: list[dict[str, Any]] = archive.world.flickr.ask("GET", "push")["subscriptions"]
    return kept


def test_flickr_lists_the_topics_that_the_archive_knows(archive: Receiving, ada: str) -> None:
    assert {name for name, _ in archive.push.topics(ada)} == set(TOPICS)


def test_a_subscription_is_verified_while_it_is_asked_for(archive: Receiving, ada: str) -> None:
    made = archive.subscribe(ada, "tags", tags="boat,sea")
    held = archive.standing(made)
    assert (held.nsid, held.status, held.until) == (ada, "verified", START + LEASE)
    [kept] = at_flickr(archive)
    assert kept["arguments"] == {"tags": "boat,sea"}
    assert kept["mailto"] == "ops@example.org"
    assert [each.topic for each in archive.listed()] == ["tags"]


def test_a_subscription_may_be_verified_later(archive: Receiving, ada: str) -> None:
    archive.world.flickr.push(hold=True)
    made = archive.push.subscribe(ada, topic("my_photos"), "async")
    assert archive.standing(made).status == "asked"
    archive.world.flickr.push(hold=False)
    archive.world.flickr.delivered()
    assert archive.standing(made).status == "verified"


def test_what_flickr_refuses_is_recorded_and_raised(archive: Receiving, ada: str) -> None:
    archive.world.flickr.fault("flickr.push.subscribe", "error_105")
    with pytest.raises(FlickrError):
        archive.subscribe(ada, "my_photos")
    [each] = archive.listed()
    assert each.status == "failed"
    assert "105" in each.why


def test_what_failed_can_be_asked_for_again(archive: Receiving, ada: str) -> None:
    archive.world.flickr.fault("flickr.push.subscribe", "error_105")
    with pytest.raises(FlickrError):
        archive.subscribe(ada, "my_photos")
    [each] = archive.listed()
    archive.push.renew(each.id)
    assert archive.standing(each.id).status == "verified"


def test_a_lease_is_renewed_before_it_ends_and_not_long_before(
    archive: Receiving, ada: str
) -> None:
    made = archive.subscribe(ada, "my_photos")
    archive.world.days_pass(0.5)
    assert archive.push.renew_due(archive.listed()) == 0
    now = archive.world.days_pass(0.4)
    assert archive.push.renew_due(archive.listed()) == 1
    assert archive.standing(made).until == now + LEASE
    assert len(at_flickr(archive)) == 1


def test_a_renewal_that_fails_is_tried_again(archive: Receiving, ada: str) -> None:
    made = archive.subscribe(ada, "my_photos")
    archive.world.days_pass(0.9)
    archive.world.flickr.fault("flickr.push.subscribe", "error_105")
    assert archive.push.renew_due(archive.listed()) == 0
    assert archive.standing(made).status == "failed"
    assert archive.push.renew_due(archive.listed()) == 1
    assert archive.standing(made).status == "verified"


def test_ending_is_verified_and_forgets_the_secret(archive: Receiving, ada: str) -> None:
    made = archive.subscribe(ada, "my_photos")
    archive.push.unsubscribe(made)
    assert archive.standing(made).status == "dropped"
    assert archive.callbacks.of(made) is None
    assert at_flickr(archive) == []
    assert archive.listed() == []
    with pytest.raises(NotSubscribed):
        archive.push.unsubscribe(made)


def test_ending_may_be_verified_later(archive: Receiving, ada: str) -> None:
    made = archive.subscribe(ada, "my_photos")
    archive.push.unsubscribe(made, "async")
    archive.world.flickr.delivered()
    assert archive.standing(made).status == "dropped"


def test_what_flickr_has_forgotten_is_ended_here_too(archive: Receiving, ada: str) -> None:
    made = archive.subscribe(ada, "my_photos")
    archive.world.days_pass(2)
    archive.world.flickr.photo(ada)  # whereupon Flickr finds that the lease is over
    archive.push.unsubscribe(made)
    assert archive.standing(made).status == "dropped"


def test_an_end_that_flickr_refuses_leaves_the_subscription_as_it_was(
    archive: Receiving, ada: str
) -> None:
    made = archive.subscribe(ada, "my_photos")
    archive.world.flickr.fault("flickr.push.unsubscribe", "error_105")
    with pytest.raises(FlickrError):
        archive.push.unsubscribe(made)
    assert archive.standing(made).status == "verified"
    archive.world.flickr.photo(ada)
    archive.world.flickr.delivered()
    assert archive.pings(made) == 1


def test_without_a_token_nothing_is_asked_for_and_all_can_be_ended(
    archive: Receiving, ada: str
) -> None:
    made = archive.subscribe(ada, "my_photos")
    archive.world.archive.tokens.forget(ada)
    with pytest.raises(NotAMember):
        archive.subscribe(ada, "my_faves")
    assert len(archive.listed()) == 1
    archive.push.unsubscribe(made)
    assert archive.listed() == []


def test_registering_backups_subscribes_to_what_flickr_can_tell_of(
    archive: Receiving, ada: str
) -> None:
    assert archive.push.register(ada, ["photos", "contacts", "faves"], archive.listed()) == []
    archive.world.flickr.delivered()
    assert {(each.topic, each.status) for each in archive.listed()} == {
        ("my_photos", "verified"),
        ("my_faves", "verified"),
    }
    archive.push.register(ada, ["photos", "albums"], archive.listed())
    archive.world.flickr.delivered()
    assert [each.topic for each in archive.listed()] == ["my_photos"]
    archive.push.register(ada, ["photos"], archive.listed())
    assert len(at_flickr(archive)) == 1


def test_the_form_of_the_backups_subscribes_and_ends_what_is_backed_up_no_more(
    archive: Receiving, ada: str
) -> None:
    for chosen, topics in ((["photos", "albums"], ["my_photos"]), ([], [])):
        answer = send_form(archive, ada, "account/flickr/backups", backups=["", *chosen])
        assert answer.status_code == 303
        archive.world.flickr.delivered()
        assert [each.topic for each in archive.listed()] == topics
        assert len(at_flickr(archive)) == len(topics)


def test_an_admin_makes_renews_and_ends_a_subscription_by_the_forms(
    archive: Receiving, ada: str
) -> None:
    world = archive.world
    world.archive.accounts.give_roles(ada, ["admin"])
    ben = world.join("ben")
    path = "god/push/subscriptions"
    asked = {"account": ben, "topic": "geo", "lat": "52.4", "lon": "4.9", "tags": ""}
    assert send_form(archive, ada, path, **asked).status_code == 303
    world.flickr.delivered()
    [made] = archive.listed()
    assert (made.nsid, made.topic, made.status) == (ben, "geo", "verified")
    assert made.arguments == {"lat": "52.4", "lon": "4.9"}
    now = world.days_pass(0.5)
    assert send_form(archive, ada, path, renew=made.id).status_code == 303
    world.flickr.delivered()
    assert archive.standing(made.id).until == now + LEASE
    assert send_form(archive, ada, path, end=made.id).status_code == 303
    world.flickr.delivered()
    assert archive.listed() == []
    assert at_flickr(archive) == []


def test_what_flickr_refuses_an_admin_is_said_and_can_be_asked_for_again(
    archive: Receiving, ada: str
) -> None:
    archive.world.archive.accounts.give_roles(ada, ["admin"])
    archive.world.flickr.fault("flickr.push.subscribe", "error_105")
    path = "god/push/subscriptions"
    answer = send_form(archive, ada, path, account=ada, topic="my_photos")
    assert answer.status_code == 502
    assert "Flickr did not do it" in answer.text
    assert "Ask again" in answer.text
    [failed] = archive.listed()
    assert send_form(archive, ada, path, renew=failed.id).status_code == 303
    archive.world.flickr.delivered()
    assert archive.standing(failed.id).status == "verified"


def test_registering_tells_what_flickr_refused(archive: Receiving, ada: str) -> None:
    archive.world.flickr.fault("flickr.push.subscribe", "error_105")
    [said] = archive.push.register(ada, ["photos"], archive.listed())
    assert "105" in said
    assert archive.push.register(ada, ["photos"], archive.listed()) == []
    archive.world.flickr.delivered()
    assert [each.status for each in archive.listed()] == ["verified"]
