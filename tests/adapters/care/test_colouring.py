"""Pictures stored before colours were looked at get theirs by one command."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from adapters.care.colouring import colour
from adapters.recording import record_one
from adapters.storage import StorageError
from domain import streams
from domain.fact import UNSAID, Fact, Look
from domain.photo import observe_stored, photo_history
from projections.checking import check as check_views
from projections.tables import PHOTOS
from storagemaster.tree import MARK
from tests.adapters.flickr.poll.visited import Visited


@pytest.fixture
def old(world: Visited) -> dict[str, dict[str, str]]:
    """The tones of every photo by size; the archive has forgotten them."""
    with world.archive.care.views().connect() as connection:
        ids = list(connection.execute(select(PHOTOS.c.photo).distinct()).scalars())
    before = {photo: tones(world, photo) for photo in ids}
    for photo in ids:
        record_one(
            world.archive.log, streams.photo(photo), lambda held: untoned(held, world.now[0])
        )
    world.days_pass()
    return before


def untoned(held: tuple[Fact, ...], now: int) -> tuple[Fact, ...]:
    """The facts by which an older version told of the files of a photo."""
    look, facts = Look(at=now, observed=now, via="poll"), held
    shown = photo_history(held).now
    assert shown is not None
    assert shown.state.files is not UNSAID
    for file in shown.state.files.values():
        bare = msgspec.structs.replace(file, tones="")
        facts += observe_stored(photo_history(facts), bare, look)
    return facts[len(held) :]


def tones(world: Visited, photo: str) -> dict[str, str]:
    return {size: file.tones for size, file in world.files(photo).items() if file.tones}


def test_each_picture_gets_the_tones_that_a_backup_would_have_told(
    world: Visited, old: dict[str, dict[str, str]]
) -> None:
    assert all(before and not tones(world, photo) for photo, before in old.items())
    assert colour(world.archive.care) == len(old) == 2
    for photo, before in old.items():
        [(size, found)] = tones(world, photo).items()
        assert before[size] == found
    assert check_views(world.archive.log, world.archive.generations.live()).difference is None


def test_to_run_it_again_records_nothing(world: Visited, old: dict[str, dict[str, str]]) -> None:
    assert colour(world.archive.care) == len(old)
    head = world.head()
    assert colour(world.archive.care) == 0
    assert world.head() == head


def test_a_broken_file_gives_no_colours_and_the_next_size_does(
    world: Visited, old: dict[str, dict[str, str]]
) -> None:
    photo = next(iter(old))
    smallest = min(world.files(photo).values(), key=lambda file: file.width)
    path = Path(world.archive.settings.flickr_static_path) / smallest.key
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert colour(world.archive.care) == len(old)
    assert smallest.size not in tones(world, photo)
    assert len(tones(world, photo)) == 1


@pytest.mark.usefixtures("old")
def test_a_disk_that_is_not_mounted_is_said_and_nothing_is_recorded(world: Visited) -> None:
    (Path(world.archive.settings.flickr_static_path) / MARK).unlink()
    head = world.head()
    with pytest.raises(StorageError):
        colour(world.archive.care)
    assert world.head() == head
