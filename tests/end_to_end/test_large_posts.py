"""Bodies of 50 MB at the receiver of PuSH, under gunicorn: refused, in constant memory."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from adapters.operations.callbacks import StoredCallbacks
from domain import streams
from domain.subscription import SubscriptionAskedFor, decide
from domain.topics import Topic
from tests.adapters.flickr.push.news import entry, feed
from tests.end_to_end.serving import served
from tests.services.memory import most
from tests.web.world import ADA, World, look

MUCH = 50 << 20
PIECE = b"<feed xmlns='http://www.w3.org/2005/Atom'>" + b" " * (64 << 10)
GROWN = 12 << 20
"""Bytes that a process may grow by meanwhile: a delivery may have a megabyte by itself."""


@dataclass(frozen=True, slots=True)
class Site:
    """A served archive with a subscription, and the processes that serve it."""

    world: World
    host: str
    path: str
    callbacks: StoredCallbacks

    def post(self, body: bytes) -> int:
        connection = HTTPConnection(self.host, timeout=30)
        connection.request("POST", self.path, body)
        status = connection.getresponse().status
        connection.close()
        return status

    def most(self) -> dict[int, int]:
        """How many bytes each process of the site ever held."""
        found = {}
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError, AssertionError):
                if self.host.encode() in (process / "cmdline").read_bytes():
                    found[int(process.name)] = most(int(process.name))
        return found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    world = World(folder)
    callbacks = StoredCallbacks(world.archive.operations)
    callback = callbacks.make(ADA, Topic("my_photos"))
    asked = SubscriptionAskedFor(nsid=ADA, topic="my_photos")
    now = world.now
    world.tell(
        streams.subscription(callback.subscription), decide((), asked, look(now, ADA, "push"))
    )
    on = {"enable_feature_flickr_push": "true"}
    with served(world.archive.settings, folder, **on) as address:
        found = Site(world, urlsplit(address).netloc, f"/push/{callback.secret}/", callbacks)
        for number in range(40):  # both processes have had some
            assert found.post(feed(entry(str(number + 1), author=ADA))) == 200
        yield found
    world.close()


@contextmanager
def sending(site: Site, path: str, *headers: str) -> Iterator[tuple[socket.socket, HTTPResponse]]:
    host, _, port = site.host.partition(":")
    with socket.create_connection((host, int(port)), timeout=30) as there:
        head = [f"POST {path} HTTP/1.1", f"Host: {site.host}", *headers]
        there.sendall("\r\n".join([*head, "", ""]).encode())
        yield there, HTTPResponse(there)


def with_its_length(site: Site, path: str) -> int:
    with sending(site, path, f"Content-Length: {MUCH}") as (there, answer):
        with suppress(OSError):  # it may be refused before all of it is sent
            for _ in range(MUCH // len(PIECE)):
                there.sendall(PIECE)
        answer.begin()
        return answer.status


def in_chunks(site: Site, path: str) -> int:
    with sending(site, path, "Transfer-Encoding: chunked") as (there, answer):
        with suppress(OSError):
            for _ in range(MUCH // len(PIECE)):
                there.sendall(b"%x\r\n%s\r\n" % (len(PIECE), PIECE))
        answer.begin()
        return answer.status


@pytest.mark.parametrize("send", [with_its_length, in_chunks])
@pytest.mark.parametrize("status", [413, 404], ids=["the secret", "a guess"])
def test_fifty_megabytes_are_refused_in_constant_memory_and_only_counted(
    site: Site, send: Callable[[Site, str], int], status: int
) -> None:
    path = site.path if status == 413 else "/push/guessed/"
    head, before = site.world.archive.log.head(), site.most()
    attempts = site.callbacks.attempts()
    for _ in range(3):
        assert send(site, path) == status
    after = site.most()
    assert len(before) >= 3
    assert after.keys() == before.keys()
    assert all(after[process] - before[process] < GROWN for process in before), (before, after)
    assert site.world.archive.log.head() == head
    why = "too large" if status == 413 else "unknown address"
    assert site.callbacks.attempts() - attempts == {why: 3}


def test_a_body_that_is_never_whole_holds_nobody_up_and_is_only_counted(site: Site) -> None:
    body = feed(entry("7001", author=ADA))
    head, attempts = site.world.archive.log.head(), site.callbacks.attempts()
    with sending(site, site.path, f"Content-Length: {len(body)}") as (there, answer):
        there.sendall(body[:-40])
        assert site.post(feed(entry("7002", author=ADA))) == 200
        there.shutdown(socket.SHUT_WR)
        answer.begin()
        assert answer.status == 400
    assert site.world.archive.log.head() == head + 1
    assert site.callbacks.attempts() - attempts == {"not Atom": 1}
