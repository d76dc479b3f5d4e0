"""Which photos were in which album, and how many of them a viewer may see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.clock import Instant
from projections.checking import check
from projections.reading.albums import albums
from projections.reading.around import albums_with
from projections.reading.eyes import eyes
from tests.web.world import ADA, FAY, World, circle, day


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
