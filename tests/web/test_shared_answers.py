"""What is for everybody is shared through a memcached, and nobody else's words come out of it."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from falcon.testing import TestClient
from pymemcache import Client

from adapters.memcached import LARGEST, CacheUnavailable, Memcached
from tests.services.memcached import keys, running
from tests.services.programs import free_port
from tests.web.world import ADA, NOW, World, circle, day
from web.app import create_app

STREAM = "/photos/ada"


@pytest.fixture
def port() -> Iterator[int]:
    with running() as port:
        yield port


def sharing(folder: Path, port: int) -> World:
    chosen = {"cache_remote_engine": "memcache", "memcache_port": port}
    world = World(folder, {**chosen, "answers_kept_megabytes": 0})
    circle(world)
    world.photo("53000000001", title="harbour", at=day(1), posted=str(day(1)))
    return world


@pytest.fixture
def world(tmp_path: Path, port: int) -> Iterator[World]:
    world = sharing(tmp_path, port)
    yield world
    world.close()


def made_at(client: TestClient) -> int:
    answer = client.simulate_get(STREAM, params={"format": "json"})
    assert answer.status_code == 200, answer.text
    made: int = answer.json["time"]["at"]
    return made


def test_another_process_gives_the_answer_that_one_made(world: World) -> None:
    assert made_at(world.client()) == NOW
    world.now = NOW + 5
    assert made_at(TestClient(create_app(world.archive))) == NOW


def test_it_is_given_no_more_when_something_changed(world: World) -> None:
    assert "harbour" in world.client().simulate_get(STREAM).text
    world.photo("53000000001", permission="private", at=day(390), after=day(389))
    world.follow()
    assert "harbour" not in TestClient(create_app(world.archive)).simulate_get(STREAM).text


def test_what_is_made_for_somebody_who_is_signed_in_is_not_in_it(world: World, port: int) -> None:
    world.client(ADA).simulate_get(STREAM)
    assert keys(port) == []
    world.client().simulate_get(STREAM)
    (key,) = keys(port)
    assert re.fullmatch(rb"pf-[0-9a-f]{64}", key), "a name that tells what was asked for"


@pytest.mark.parametrize("how", ["written over", "cut off", "of another page"])
def test_what_others_wrote_into_it_comes_into_no_page(world: World, port: int, how: str) -> None:
    client = world.client()
    true = client.simulate_get(STREAM)
    cache = Client(("127.0.0.1", port))
    (key,) = keys(port)
    if how == "of another page":
        client.simulate_get(f"{STREAM}/activity")
        (other,) = set(keys(port)) - {key}
        cache.set(key, cache.get(other), noreply=False)
    elif how == "cut off":
        cache.set(key, cache.get(key)[:20], noreply=False)
    else:
        held = cache.get(key)
        assert b"harbour" in held
        cache.set(key, held.replace(b"harbour", b"forgery"), noreply=False)
    cache.close()
    again = client.simulate_get(STREAM)
    assert (again.status_code, again.text) == (200, true.text)


def test_the_site_goes_on_without_it_and_tells(tmp_path: Path) -> None:
    with running() as port:
        world = sharing(tmp_path, port)
        client = world.client()
        assert made_at(client) == NOW
        assert client.simulate_get("/readyz").text == "ready\n"
    world.now = NOW + 5
    assert made_at(client) == NOW + 5
    ready = client.simulate_get("/readyz")
    assert (ready.status_code, "memcached" in ready.text) == (200, True)
    with running(port):
        assert client.simulate_get("/readyz").text == "ready\n"
        assert made_at(client) == NOW + 5
        world.now = NOW + 9
        assert made_at(client) == NOW + 5
    world.close()


def test_one_that_hangs_is_not_asked_again_before_a_pause_is_over() -> None:
    now = [100.0]
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        deaf.setblocking(False)
        cache = Memcached("127.0.0.1", deaf.getsockname()[1], "secret", lambda: now[0])
        for asked, tries in ((100.0, 1), (101.0, 0), (200.0, 1)):
            now[0] = asked
            assert cache.find(b"page") is None
            assert accepted(deaf) == tries
        cache.close()


def accepted(server: socket.socket) -> int:
    count = 0
    while True:
        try:
            server.accept()[0].close()
        except BlockingIOError:
            return count
        count += 1


def test_archives_with_other_secrets_share_one_without_meeting(port: int) -> None:
    one, other = (Memcached("127.0.0.1", port, secret) for secret in ("one", "other"))
    one.keep(b"page", b"of one", 60)
    assert (one.find(b"page"), other.find(b"page")) == (b"of one", None)
    one.keep(b"large", b"x" * LARGEST, 60)
    assert one.find(b"large") is None
    one.close()
    other.close()


def test_the_doctor_is_told_where_it_should_be() -> None:
    port = free_port()
    cache = Memcached("127.0.0.1", port, "secret")
    with pytest.raises(CacheUnavailable, match=f"127.0.0.1:{port}.*memcache_host"):
        cache.check()
