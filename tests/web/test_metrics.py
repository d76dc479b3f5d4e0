"""What machines watch: metrics for those who may read them, readiness with a lag that is set."""

from __future__ import annotations

from pathlib import Path

import falcon.testing
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.web.test_receiver import Post
from tests.web.world import ADA, BOB, NOW, World, circle


def measured(world: World) -> dict[tuple[str, ...], float]:
    """Every sample by its name and the values of its labels, as Prometheus reads them."""
    client = falcon.testing.TestClient(world.app)
    answer = client.simulate_get("/metrics", remote_addr="127.0.0.1")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_the_archive_is_measured(world: World) -> None:
    world.backup(ADA, at=NOW - 60)
    world.subscription("s1", ADA)
    world.client()
    found = measured(world)
    assert found["parallel_flickr_log_position",] == world.archive.log.head()
    assert found["parallel_flickr_views_behind_events",] == 0
    assert found["parallel_flickr_search_behind_events",] == 0
    assert found["parallel_flickr_members",] == 6
    assert found["parallel_flickr_subscriptions", "asked"] == 1
    assert found["parallel_flickr_looks_waiting",] == 0
    assert found["parallel_flickr_calls_left",] == world.archive.flickr.budget.left().calls
    # Bob's photos were never backed up: nobody waits longer.
    assert found["parallel_flickr_backup_ended_seconds", "photos"] == 0


def test_refused_deliveries_are_counted_by_their_reason(tmp_path: Path) -> None:
    world = World(tmp_path, {"enable_feature_flickr_push": True})
    Post(world).deliver(b"<html/>")
    assert measured(world)["parallel_flickr_deliveries_refused_total", "not Atom"] == 1
    world.close()


def test_requests_are_counted_by_route_and_never_by_address(world: World) -> None:
    name = "parallel_flickr_request_seconds_count"
    route = (name, "GET", "/photos/{user}", "200")
    before = measured(world).get(route, 0)
    world.client().simulate_get("/photos/ada")
    world.client().simulate_get("/no-such-page-of-ours")
    found = measured(world)
    assert found[route] == before + 1
    assert found[name, "GET", "none", "404"] >= 1
    assert not any("no-such-page" in part for key in found for part in key)


@pytest.mark.parametrize(
    ("remote", "forwarded", "status"),
    [
        ("127.0.0.1", "", 200),
        ("::1", "", 200),
        ("203.0.113.9", "", 403),
        ("127.0.0.1", "203.0.113.9", 403),
        ("127.0.0.1", "127.0.0.1, 203.0.113.9", 403),
        ("127.0.0.1", "nonsense", 403),
        ("127.0.0.1", "127.0.0.2", 200),
    ],
)
def test_only_allowed_addresses_read_them(
    world: World, remote: str, forwarded: str, status: int
) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    answer = world.client().simulate_get("/metrics", remote_addr=remote, headers=headers)
    assert answer.status_code == status
    assert ("parallel_flickr" in answer.text) is (status == 200)


def test_a_part_that_does_not_answer_leaves_the_others_to_be_told(tmp_path: Path) -> None:
    nobody = {"search": "solr", "solr_endpoint": "http://127.0.0.1:9/solr/photos"}
    world = World(tmp_path, nobody)
    found = measured(world)
    assert ("parallel_flickr_search_behind_events",) not in found
    assert found["parallel_flickr_members",] == 0
    world.close()


def test_the_lag_that_is_still_ready_is_set(tmp_path: Path) -> None:
    world = World(tmp_path, {"ready_most_behind": 3})
    circle(world)
    client = world.client()
    assert client.simulate_get("/readyz").status_code == 200
    for number in range(4):
        world.photo(str(number), BOB)
    answer = client.simulate_get("/readyz")
    assert answer.status_code == 503
    assert "events behind" in answer.text
    world.close()
