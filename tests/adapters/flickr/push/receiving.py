"""An archive to which a simulated Flickr delivers: its site over real HTTP, its looks by hand."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
import requests

from adapters.assembly import Pinged, Pushing, pinged, pushing
from adapters.flickr.push.subscribing import Verify
from adapters.operations.callbacks import StoredCallbacks
from domain import streams
from domain.subscription import PushPinged, Subscription, standing
from domain.topics import topic
from projections.following import catch_up
from projections.reading.subscriptions import Subscribed, subscriptions
from tests.adapters.flickr.poll.visited import Visited, visited
from tests.adapters.simulator.running import Simulator
from tests.services.programs import free_port
from web.app import create_app
from web.asking.session import SESSION_COOKIE, Crumbs, Sessions

ON = {
    "enable_feature_flickr_push": True,
    "enable_feature_flickr_push_backups": True,
    "flickr_push_enable_registrations": True,
    "flickr_push_notification_email": "ops@example.org",
}


class Receiving:
    """An archive with its receiver; `seconds` is the time by which looks are paced."""

    def __init__(self, world: Visited) -> None:
        self.world = world
        self.push: Pushing = pushing(world.archive)
        self.callbacks = StoredCallbacks(world.archive.operations)
        self.seconds = time.time()
        self.reaction: Pinged = dataclasses.replace(pinged(world.archive), now=lambda: self.seconds)

    def subscribe(self, nsid: str, name: str, *, verify: Verify = "sync", **arguments: str) -> str:
        """Subscribe a member; the subscription's id."""
        return self.push.subscribe(nsid, topic(name, arguments), verify)

    def standing(self, subscription: str) -> Subscription:
        """How a subscription stands."""
        recorded = self.world.archive.log.read(streams.subscription(subscription))
        return standing(entry.fact for entry in recorded)

    def listed(self) -> list[Subscribed]:
        """The subscriptions as the site lists them."""
        engine = self.world.archive.generations.live()
        catch_up(self.world.archive.log, engine)
        with engine.connect() as connection:
            return subscriptions(connection)

    def pings(self, subscription: str) -> int:
        """How many pings were recorded for a subscription this month."""
        stream = streams.pings(subscription, self.world.now[0])
        return len(self.world.archive.log.read(stream))

    def photos_pinged(self, subscription: str) -> set[str]:
        """The photos about which pings were recorded for a subscription this month."""
        stream = streams.pings(subscription, self.world.now[0])
        events = (entry.fact.event for entry in self.world.archive.log.read(stream))
        return {event.photo for event in events if isinstance(event, PushPinged)}

    def react(self) -> None:
        """Wait for all news to be delivered; then make every look, however long it has to wait."""
        self.world.flickr.delivered()
        self.seconds = max(self.seconds, time.time())  # what the site asks for is due by its clock
        while self.reaction.step() or self.reaction.looks.waiting():
            if not self.reaction.step():
                self.seconds += 1


@contextmanager
def emptied(flickr: Simulator) -> Iterator[Simulator]:
    """A simulated Flickr that others use too, left without people and trouble."""
    yield flickr
    for person in flickr.ask("GET", "people"):
        flickr.delete_person(person["nsid"])
    flickr.ask("DELETE", "push")
    flickr.no_faults()


@pytest.fixture
def archive(shared_simulator: Simulator, tmp_path: Path) -> Iterator[Receiving]:
    """An archive to which a simulated Flickr delivers."""
    with emptied(shared_simulator) as flickr, receiving(flickr, tmp_path) as made:
        yield made


def send_form(archive: Receiving, nsid: str, path: str, **form: Any) -> requests.Response:
    """Send a form of the site as a member."""
    settings = archive.world.archive.settings
    session = Sessions(settings.crypto_cookie_secret).write(nsid)
    crumb = Crumbs(settings.crypto_crumb_secret).make(nsid)
    return requests.post(
        f"{settings.root_url}{path}",
        data={"crumb": crumb, **form},
        headers={"Cookie": f"{SESSION_COOKIE}={session}"},
        allow_redirects=False,
        timeout=10,
    )


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Stay silent."""


@contextmanager
def receiving(flickr: Simulator, folder: Path, **chosen: Any) -> Iterator[Receiving]:
    """Put an archive in a folder, to which a simulated Flickr can deliver until the block ends."""
    port = free_port()
    folder.mkdir(exist_ok=True)
    root = f"http://127.0.0.1:{port}/"
    world = visited(flickr, folder, root_url=root, **{**ON, **chosen})
    site = make_server("127.0.0.1", port, create_app(world.archive), _Server, _Silent)
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield Receiving(world)
    finally:
        site.shutdown()
        thread.join()
        site.server_close()
        world.archive.close()
