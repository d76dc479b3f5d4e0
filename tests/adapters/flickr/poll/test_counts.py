"""Counts of views, faves and comments: a stream of their own, once a day, where they are wanted."""

from __future__ import annotations

from pathlib import Path

from domain import streams
from domain.counts import PhotoCounted
from tests.adapters.flickr.poll.visited import START, Visited, visited
from tests.adapters.simulator.running import running


def counted(world: Visited, photo_id: str, at: int) -> list[PhotoCounted]:
    """What a year's stream tells of a photo."""
    events = [entry.fact.event for entry in world.archive.log.read(streams.counts(photo_id, at))]
    return [event for event in events if isinstance(event, PhotoCounted)]


def test_counts_are_recorded_once_a_day_where_they_changed(tmp_path: Path) -> None:
    with running(tmp_path / "flickr") as flickr:
        world = visited(flickr, tmp_path, backup_counts=True)
        ada = world.join("ada")
        bob = flickr.person("bob")
        photo_id = flickr.photo(ada, views=5)
        world.visit(ada, ["photos"])
        world.days_pass(0.01)
        flickr.change_photo(photo_id, views=6)
        world.visit(ada, ["photos"])
        assert counted(world, photo_id, START) == [PhotoCounted(views=5, faves=0, comments=0)]
        world.days_pass()
        flickr.fave(bob, photo_id)
        flickr.comment(photo_id, bob, "Lovely")
        world.visit(ada, ["photos"])
        world.days_pass()
        world.visit(ada, ["photos"])
        assert counted(world, photo_id, START) == [
            PhotoCounted(views=5, faves=0, comments=0),
            PhotoCounted(views=6, faves=1, comments=1),
        ]
        world.archive.close()


def test_no_setting_no_counts(world: Visited) -> None:
    ada = world.join("ada")
    photo_id = world.flickr.photo(ada, views=5)
    world.visit(ada, ["photos"])
    assert counted(world, photo_id, START) == []
