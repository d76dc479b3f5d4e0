"""Copying from one storage to another, and both as one meanwhile.

Between each pair of providers, and killed on the way: tests/soak/test_copying_interrupted.py.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from adapters.care.copying import Place, copy
from adapters.places import place_of, settings_for
from adapters.settings import Settings, SettingsError, change
from adapters.storage import BothStorages, Present, StorageError, open_storage
from domain import streams
from domain.files import FilesCopied
from tests.adapters.flickr.poll.visited import Visited


def place(folder: Path) -> Place:
    folder.mkdir(exist_ok=True)
    return Place(f"fs:{folder}", open_storage("fs", root=folder))


def here(world: Visited) -> Place:
    return Place("fs", world.archive.storage)


def test_a_file_that_is_broken_in_the_source_is_left_out_and_named(
    world: Visited, tmp_path: Path
) -> None:
    static = Path(world.archive.settings.flickr_static_path)
    broken = next(k for k in world.archive.storage.keys("") if k.endswith("_o.jpg"))
    path = static / broken
    good = path.read_bytes()
    path.write_bytes(b"x" + good[1:])
    target = place(tmp_path / "new")
    done = copy(world.archive.care, here(world), target)
    assert [file.key for file in done.left_out] == [broken]
    assert target.storage.stat(broken) is None
    path.write_bytes(good)
    again = copy(world.archive.care, here(world), target)
    assert again.left_out == []
    assert list(target.storage.keys()) == list(world.archive.storage.keys())
    [run] = [entry.fact.event for entry in world.archive.log.read(streams.files(world.now[0]))]
    assert run == FilesCopied(source="fs", target=target.name, files=again.files, bytes=again.bytes)


def test_a_file_in_the_target_that_is_another_is_put_right(world: Visited, tmp_path: Path) -> None:
    target = place(tmp_path / "new")
    copy(world.archive.care, here(world), target)
    key = next(iter(target.storage.keys()))
    target.storage.put(key, b"left over from another time")
    copy(world.archive.care, here(world), target)
    with target.storage.open(key) as there, world.archive.storage.open(key) as kept:
        assert there.read() == kept.read()


def test_both_storages_are_read_as_one_and_the_first_is_written(tmp_path: Path) -> None:
    for name in ("new", "old"):
        (tmp_path / name).mkdir()
    new, old = (open_storage("fs", root=tmp_path / name) for name in ("new", "old"))
    both = BothStorages(new, old)
    old.put("1/a", b"old a")
    old.put("1/c", b"old c")
    new.put("1/b", b"new b")
    new.put("1/c", b"new c")
    both.put("1/d", b"new d")
    assert old.stat("1/d") is None
    assert list(both.keys()) == ["1/a", "1/b", "1/c", "1/d"]
    assert list(both.keys("1/", "1/b")) == ["1/c", "1/d"]
    read = []
    for key in both.keys("1/"):
        with both.open(key) as file:
            read.append(file.read())
    assert read == [b"old a", b"new b", b"new c", b"new d"]
    with pytest.raises(Present):
        both.put("1/a", b"another", replace=False)
    assert both.local_path("1/a") == tmp_path / "old/1/a"
    assert both.delete("1/c") is True
    assert both.stat("1/c") is None


@pytest.mark.parametrize(
    ("place", "full"),
    [
        ("fs", "fs:var/static"),
        ("fs:/mnt/new", "fs:/mnt/new"),
        ("s3:photos", "s3:photos"),
        ("storagemaster", "storagemaster:127.0.0.1:9999"),
        ("storagemaster:disks:99", "storagemaster:disks:99"),
    ],
)
def test_a_place_is_called_by_all_that_makes_it(place: str, full: str) -> None:
    assert place_of(Settings(), place) == full


@pytest.mark.parametrize("place", ["", "ftp:x", "storagemaster:9999", "storagemaster:a:b"])
def test_what_is_no_place_is_refused(place: str) -> None:
    with pytest.raises(StorageError, match="write"):
        settings_for(place)


def test_a_switch_changes_the_settings_and_nothing_else_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "parallel-flickr.toml"
    before = 'root_url = "http://x/"\nstorage_provider = "fs"\n# mine\n[auth_poormans_god_auth]\n'
    path.write_text(before + 'a = ["b"]\n')
    path.chmod(0o600)
    change(path, {**settings_for("s3:photos"), "storage_also_read": "fs:/old"})
    assert tomllib.loads(path.read_text()) == {
        "root_url": "http://x/",
        "storage_provider": "s3",
        "amazon_s3_bucket_name": "photos",
        "storage_also_read": "fs:/old",
        "auth_poormans_god_auth": {"a": ["b"]},
    }
    assert "# mine" in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(SettingsError, match="cannot be changed"):
        change(path, {"storage_provider": "ftp"})
    assert 'storage_provider = "s3"' in path.read_text()
