"""Checks find every way in which a file can be otherwise, and repairs mend it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from adapters.assembly import prepare
from adapters.care.checking import check
from adapters.care.flipped import MOST_FOR_BITS
from adapters.care.marking import mark
from adapters.care.repairing import Sources, repair
from adapters.care.statistics import count
from adapters.storage import Storage, StorageError
from domain import streams
from domain.files import FileFoundBroken, FileMended, FilesChecked
from projections.checking import check as check_views
from projections.reading import files as reading
from storagemaster.tree import MARK
from tests.adapters.flickr.poll.visited import Visited


def static(world: Visited) -> Path:
    return Path(world.archive.settings.flickr_static_path)


def manifest(world: Visited) -> dict[str, reading.Held]:
    with world.archive.care.views().connect() as connection:
        return {file.key: file for page in reading.walk(connection) for file in page}


def told(world: Visited) -> list[object]:
    stream = streams.files(world.now[0])
    return [entry.fact.event for entry in world.archive.log.read(stream)]


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at % len(data)] ^= 1
    path.write_bytes(data)


def mend(world: Visited, *others: Storage) -> dict[str, str]:
    downloads = world.archive.flickr.downloads()
    sources = Sources(downloads, world.archive.flickr.endpoints.static, others)
    return {f.key: f.how or f.why for f in repair(world.archive.care, sources)}


def whole(world: Visited) -> bool:
    """Whether every file is what the log says, and the views are what it makes."""
    found = check(world.archive.care, everything=True)
    views = check_views(world.archive.log, world.archive.generations.live())
    faults = count(world.archive.care).faults
    return (found.broken, faults, views.difference) == ((), {}, None)


def aged(world: Visited) -> None:
    """Let what lies on the disk be older than what may just have been stored."""
    for path in static(world).rglob("*"):
        os.utime(path, (1, 1))


def test_every_stored_file_is_in_the_manifest_and_found_whole(world: Visited) -> None:
    found = check(world.archive.care, everything=True)
    assert set(manifest(world)) == set(world.archive.storage.keys())
    assert (found.files, found.broken, found.extra) == (len(manifest(world)), (), ())
    [run] = told(world)
    assert isinstance(run, FilesChecked)
    assert run.files == run.known == found.files
    assert run.bytes == sum(p.stat().st_size for p in static(world).rglob("*") if p.is_file())


def test_one_flipped_byte_in_any_file_is_found_and_mended(world: Visited) -> None:
    """Without any copy: small files by their digest alone, larger ones from Flickr."""
    files = manifest(world)
    assert {file.kind for file in files.values()} >= {"o", "z", "t", "raw", "icon"}
    before = {key: (static(world) / key).read_bytes() for key in files}
    for number, key in enumerate(files):
        flip(static(world) / key, number * 997)
    found = check(world.archive.care, everything=True)
    assert {look.file.key: look.fault for look in found.broken} == dict.fromkeys(files, "changed")
    small = {key for key, data in before.items() if len(data) <= MOST_FOR_BITS}
    assert {key for key, file in files.items() if file.kind == "raw"} < small < set(files)
    mended = mend(world)
    assert mended == {key: "digest" if key in small else "flickr" for key in files}
    assert {key: (static(world) / key).read_bytes() for key in files} == before
    assert whole(world)


def test_a_file_that_is_missing_cut_off_or_not_ours_is_told_as_that(world: Visited) -> None:
    gone, cut, *_ = [key for key, file in manifest(world).items() if file.kind == "z"]
    (static(world) / gone).unlink()
    with (static(world) / cut).open("r+b") as file:
        file.truncate(100)
    (static(world) / "stranger.txt").write_bytes(b"who is this?")
    aged(world)
    found = check(world.archive.care, everything=True)
    assert {look.file.key: look.fault for look in found.broken} == {gone: "missing", cut: "short"}
    assert found.extra == ("stranger.txt",)
    broken = [event for event in told(world) if isinstance(event, FileFoundBroken)]
    assert {event.key: (event.fault, event.bytes) for event in broken} == {
        gone: ("missing", 0),
        cut: ("short", 100),
        "stranger.txt": ("extra", 12),
    }
    assert set(mend(world).values()) == {"flickr"}
    (static(world) / "stranger.txt").unlink()
    check(world.archive.care)
    assert count(world.archive.care).faults == {}


def test_what_killed_writers_left_is_swept_away_by_a_check(world: Visited) -> None:
    left = static(world) / ".0123456789abcdef.part"
    left.write_bytes(b"half")
    assert check(world.archive.care).swept == 0  # its writer may be slow
    os.utime(left, (1, 1))
    assert check(world.archive.care).swept == 1
    assert not left.exists()


def test_the_same_fault_is_told_once_and_its_end_as_well(world: Visited) -> None:
    key = next(iter(manifest(world)))
    path = static(world) / key
    data = path.read_bytes()
    path.unlink()
    for _ in range(3):
        check(world.archive.care, everything=True)
    path.write_bytes(data)
    check(world.archive.care, everything=True)
    check(world.archive.care, everything=True)
    news = [e for e in told(world) if not isinstance(e, FilesChecked)]
    assert news == [
        FileFoundBroken(key=key, fault="missing"),
        FileMended(key=key, how="by itself"),
    ]


def test_a_share_a_day_looks_at_every_file_in_its_time(world: Visited) -> None:
    days = 5
    path = static(world) / next(iter(manifest(world)))
    flip(path, 3)
    looked: list[int] = []
    broken = 0
    for _ in range(days + 1):
        found = check(world.archive.care, days=days)
        looked.append(found.files)
        broken += len(found.broken)
        world.days_pass()
    known = len(manifest(world))
    assert broken >= 1
    assert max(looked) <= -(-known // days)
    assert sum(looked) >= known
    world.days_pass(2 * days)
    assert check(world.archive.care, days=days).files == known  # days left out are made up for


def test_run_twice_at_once_the_second_has_nothing_left_to_look_at(world: Visited) -> None:
    assert check(world.archive.care, days=2).files > 0
    assert check(world.archive.care, days=2).files == 0


def test_a_storage_that_is_not_there_has_lost_no_files(world: Visited) -> None:
    static(world).rename(static(world).with_name("elsewhere"))
    with pytest.raises(StorageError, match="mount its disk"):
        check(world.archive.care, everything=True)
    assert told(world) == []


def test_an_empty_mount_point_has_lost_no_files(world: Visited) -> None:
    """Neither before the archive is opened again nor after, whatever lies on the wrong disk."""
    away = static(world).with_name("elsewhere")
    static(world).rename(away)
    static(world).mkdir()
    for _ in range(2):
        for ask in (lambda: check(world.archive.care, everything=True), lambda: mend(world)):
            with pytest.raises(StorageError, match="mount its disk"):
                ask()
        assert told(world) == []
        prepare(world.archive)
        assert list(static(world).iterdir()) == []
    (static(world) / "lost").mkdir()
    prepare(world.archive)
    with pytest.raises(StorageError, match="mount its disk"):
        world.archive.storage.put("1/a", b"x")
    shutil.rmtree(static(world))
    away.rename(static(world))
    assert whole(world)


def test_the_folder_of_an_archive_from_before_there_were_marks_gets_one_unless_empty(
    world: Visited, tmp_path: Path
) -> None:
    (static(world) / MARK).unlink()
    before = tmp_path / "before"
    shutil.copytree(static(world), before)
    empty = tmp_path / "empty"
    empty.mkdir()
    care = world.archive.care
    for folder in (before, empty):
        mark(folder, care.ledger, care.generations)
    assert (before / MARK).read_bytes() == b""
    assert list(empty.iterdir()) == []


def test_other_bytes_than_were_recorded_are_refused(world: Visited) -> None:
    """What comes may be another picture: the gap stays, and says why."""
    key = next(key for key, file in manifest(world).items() if file.kind == "o")
    (static(world) / key).unlink()
    check(world.archive.care, everything=True)
    sources = Sources(lambda _, into: into.write(b"another picture"), "")
    [file] = repair(world.archive.care, sources)
    assert file.how is None
    assert "was not stored" in file.why
    assert not (static(world) / key).exists()
    assert count(world.archive.care).faults == {key: "missing"}


def test_what_flickr_no_longer_has_is_said_to_be_lost(world: Visited) -> None:
    key, file = next((k, f) for k, f in manifest(world).items() if f.kind == "o")
    (static(world) / key).unlink()
    world.flickr.delete_photo(streams.parts_of(file.stream)[0])
    check(world.archive.care, everything=True)
    assert "photo unavailable" in mend(world)[key]
    assert count(world.archive.care).faults == {key: "missing"}
