"""All nine topics from subscribing to the archive: over real HTTP, verified at once and later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from domain.topics import TOPICS
from tests.adapters.flickr.push.receiving import Receiving, emptied, receiving
from tests.adapters.simulator.running import Simulator, shared_simulator

__all__ = ["shared_simulator"]


@dataclass(frozen=True, slots=True)
class Town:
    """Ada's archive. Ben is her contact, the museum is of the Commons, Cid is a stranger."""

    archive: Receiving
    ada: str
    ben: str
    museum: str
    cid: str

    @property
    def flickr(self) -> Simulator:
        return self.archive.world.flickr

    def photo(self, owner: str, **more: Any) -> str:
        return self.flickr.photo(owner, perms="public", **more)

    def faved(self, nsid: str) -> str:
        """A stranger's photo that somebody faves."""
        photo = self.photo(self.cid)
        self.flickr.fave(nsid, photo)
        return photo


Happen = Callable[[Town], str]
"""Lets something happen at Flickr; the id of the photo that it happened to."""

NEWS: dict[str, tuple[dict[str, str], Happen, Happen]] = {
    "my_photos": ({}, lambda t: t.photo(t.ada), lambda t: t.photo(t.ben)),
    "my_faves": ({}, lambda t: t.faved(t.ada), lambda t: t.faved(t.ben)),
    "contacts_photos": ({}, lambda t: t.photo(t.ben), lambda t: t.photo(t.cid)),
    "contacts_faves": ({}, lambda t: t.faved(t.ben), lambda t: t.faved(t.museum)),
    "photos_of_me": (
        {},
        lambda t: t.photo(t.cid, people=[t.ada]),
        lambda t: t.photo(t.cid, people=[t.ben]),
    ),
    "photos_of_contacts": (
        {},
        lambda t: t.photo(t.cid, people=[t.ben]),
        lambda t: t.photo(t.cid, people=[t.ada]),
    ),
    "geo": (
        {"lat": "52.37", "lon": "4.9", "radius": "3"},
        lambda t: t.photo(t.cid, lat=52.371, lon=4.899),
        lambda t: t.photo(t.cid, lat=35.0, lon=135.8),
    ),
    "commons": ({}, lambda t: t.photo(t.museum), lambda t: t.photo(t.cid)),
    "tags": (
        {"tags": "boat,sea"},
        lambda t: t.photo(t.cid, tags="harbour sea"),
        lambda t: t.photo(t.cid, tags="harbour"),
    ),
}
"""By topic: its arguments, what is news to it, and what is none."""


@pytest.fixture(scope="module")
def town(shared_simulator: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("archive") / "here"
    with emptied(shared_simulator) as flickr, receiving(flickr, folder, backup_sizes="") as archive:
        ada = archive.world.join("ada")
        ben, cid = flickr.person("ben"), flickr.person("cid")
        museum = flickr.person("museum", commons={"date_launch": 1})
        flickr.contact(ada, ben)
        yield Town(archive, ada, ben, museum, cid)


def test_every_topic_is_looked_at_here() -> None:
    assert NEWS.keys() == TOPICS.keys()


@pytest.mark.parametrize("verify", ["sync", "async"])
@pytest.mark.parametrize("name", NEWS)
def test_news_of_a_topic_is_in_the_archive_and_nothing_else_is(
    town: Town, name: str, verify: Any
) -> None:
    arguments, news, no_news = NEWS[name]
    archive = town.archive
    made = archive.subscribe(town.ada, name, verify=verify, **arguments)
    town.flickr.delivered()
    held = archive.standing(made)
    assert (held.status, held.topic, held.arguments) == ("verified", name, arguments)
    other, photo = no_news(town), news(town)
    archive.react()
    assert archive.photos_pinged(made) == {photo}
    assert {fact.via for fact in archive.world.facts(photo)} == {"push"}
    assert archive.world.facts(other) == ()
    archive.push.unsubscribe(made, verify)
    town.flickr.delivered()
    assert archive.standing(made).status == "dropped"
