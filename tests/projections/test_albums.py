"""Which photos were in which album, and how many of them a viewer may see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain import streams
from domain.album import Album, album_history, observe
from domain.clock import Instant
from projections.checking import check
from projections.reading.albums import albums
from projections.reading.around import albums_with
from projections.reading.eyes import eyes
from projections.reading.moments import of_albums
from projections.reading.steps import Steps
from tests.web.world import ADA, FAY, World, circle, day, look


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Ada's album had two photos, then one of them and a private one, then the first again."""
    made = World(tmp_path)
    circle(made)
    for photo, permission in (("1", "public"), ("2", "public"), ("3", "private")):
        made.photo(photo, permission=permission, at=day(1))
    for at, photos in ((1, ("1", "2")), (10, ("2", "3")), (20, ("1", "2", "3"))):
        made.album("7", photos, at=day(at))
    made.follow()
    yield made
    made.close()


def names_albums(world: World, photo: str, at: Instant) -> bool:
    with world.archive.generations.live().connect() as connection:
        looking = eyes(connection, ADA, world.now, at)
        return [album.id for album in albums_with(connection, looking, ADA, photo)] == ["7"]


def test_a_photo_names_the_albums_that_it_was_in_on_the_day(world: World) -> None:
    days = (5, 15, 25)
    assert [names_albums(world, "1", day(at)) for at in days] == [True, False, True]
    assert [names_albums(world, "2", day(at)) for at in days] == [True, True, True]
    assert [names_albums(world, "3", day(at)) for at in days] == [False, True, True]


@pytest.mark.parametrize(
    ("viewer", "counts"), [(ADA, [2, 2, 3]), (FAY, [2, 1, 2]), ("", [2, 1, 2])]
)
def test_an_album_counts_the_photos_that_its_viewer_may_see(
    world: World, viewer: str, counts: list[int]
) -> None:
    with world.archive.generations.live().connect() as connection:
        found = [
            albums(connection, eyes(connection, viewer, world.now, day(at)), ADA)[0]
            for at in (5, 15, 25)
        ]
    assert [album.count for album in found] == counts
    assert all(album.cover is not None and album.cover.id != "3" for album in found)


def test_an_album_in_which_a_viewer_may_see_nothing_is_its_owners_alone(world: World) -> None:
    world.album("8", ("3",), at=day(2))
    world.follow()
    with world.archive.generations.live().connect() as connection:
        seen = {v: albums(connection, eyes(connection, v, world.now), ADA) for v in (ADA, FAY)}
    assert {v: sorted(a.id for a in some) for v, some in seen.items()} == {
        ADA: ["7", "8"],
        FAY: ["7"],
    }
    assert check(world.archive.log, world.archive.generations.live()).difference is None


def changes(world: World, viewer: str) -> list[Instant]:
    """Return when Ada's albums changed to a viewer's eyes."""
    with world.archive.generations.live().connect() as connection:
        looking = eyes(connection, viewer, world.now)
        moments = of_albums(connection, looking, ADA)
        return list(Steps(connection, looking, moments).all_since(0))


def test_albums_change_to_a_viewer_by_what_they_see_come_go_or_move(world: World) -> None:
    world.album("7", ("2", "1", "3"), at=day(30))
    world.album("7", ("2", "3", "1"), at=day(40))
    world.album("7", ("2", "1"), at=day(50))
    world.album("7", ("2", "1"), at=day(60), title="Another name")
    world.follow()
    days = {ADA: (0, 10, 20, 30, 40, 50, 60), FAY: (0, 10, 20, 30, 60), "": (0, 10, 20, 30, 60)}
    for viewer, seen in days.items():
        assert changes(world, viewer) == [day(at) for at in seen]


def gone(world: World, name: str, *, at: Instant) -> None:
    """See that Ada has an album no more."""
    stream = streams.album(name)
    past = album_history(world.facts(stream))
    world.tell(stream, observe(past, Album(deleted=True), look(at, ADA)))


def test_an_album_that_is_there_no_more_went_for_those_who_saw_it(world: World) -> None:
    world.album("7", ("3",), at=day(30))
    gone(world, "7", at=day(40))
    world.album("8", ("1",), at=day(50))
    gone(world, "8", at=day(60))
    world.follow()
    assert changes(world, ADA) == [day(at) for at in (0, 10, 20, 30, 40, 60)]
    assert changes(world, "") == [day(at) for at in (0, 10, 20, 30, 60)]
