"""Everything about a photo that Flickr tells, with every setting on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from domain import filenames
from domain.photo.events import PhotoHidden
from domain.photo.values import Gallery, Group, LicenseChange, PersonTag
from tests.adapters.flickr.poll.visited import Visited, visited
from tests.adapters.flickr.test_whole_files import FILM
from tests.adapters.simulator.running import running

EVERYTHING: Final[dict[str, Any]] = {
    "backup_groups": True,
    "backup_galleries": True,
    "backup_license_history": True,
}
BARE: Final[dict[str, Any]] = {
    "backup_sizes": "",
    "backup_exif": False,
    "backup_comments": False,
    "backup_people": False,
}


@pytest.fixture
def curious(tmp_path: Path) -> Iterator[Visited]:
    """An archive that asks for everything."""
    with running(tmp_path / "flickr") as flickr:
        made = visited(flickr, tmp_path, **EVERYTHING)
        yield made
        made.archive.close()


def test_groups_galleries_and_the_licences_history_are_kept_where_they_are_wanted(
    curious: Visited,
) -> None:
    ada = curious.join("ada")
    bob = curious.flickr.person("bob")
    photo_id = curious.flickr.photo(
        ada, license="0", pools=[{"id": "7@N01", "title": "Boats", "url": "/groups/boats/pool/"}]
    )
    gallery = curious.flickr.ask(
        "POST", "galleries", {"owner": bob, "title": "Sails", "photos": [photo_id]}
    )["id"]
    changed = curious.days_pass()
    curious.flickr.change_photo(photo_id, license="4")
    curious.days_pass()
    curious.visit(ada, ["photos"])
    photo = curious.photo(photo_id)
    assert photo.groups == {"7@N01": Group(id="7@N01", title="Boats", path="/groups/boats/pool/")}
    assert photo.galleries == {
        gallery: Gallery(id=gallery, title="Sails", owner=bob, username="bob")
    }
    assert photo.license_history == (
        LicenseChange(date=str(changed), old="All Rights Reserved", new="CC BY 2.0"),
    )
    curious.days_pass()
    curious.flickr.change_photo(photo_id, pools=[])
    curious.days_pass()
    head = curious.head()
    curious.visit(ada, ["photos"])
    assert curious.news(head) == ["photo-unpooled"]
    assert not curious.photo(photo_id).groups


def test_people_have_their_boxes_notes_their_places_and_places_their_permission(
    curious: Visited,
) -> None:
    ada = curious.join("ada")
    bob = curious.flickr.person("bob")
    photo_id = curious.flickr.photo(
        ada,
        lat=52.4,
        lon=4.9,
        geoperms="friends",
        safety_level=1,
        rotation=90,
        exif={"Model": "X100T"},
        people=[{"nsid": bob, "x": 1, "y": 2, "w": 30, "h": 40}],
        notes=[{"x": 5, "y": 6, "w": 7, "h": 8, "text": "Here"}],
    )
    curious.visit(ada, ["photos"])
    photo = curious.photo(photo_id)
    assert photo.people == {
        bob: PersonTag(nsid=bob, username="bob", added_by=ada, x="1", y="2", w="30", h="40")
    }
    assert photo.notes
    assert [(n.text, n.x, n.w) for n in photo.notes.values()] == [("Here", "5", "7")]
    assert photo.location
    assert photo.location.latitude.startswith("52.4")
    assert photo.geo_permission
    assert (photo.geo_permission.ispublic, photo.geo_permission.isfriend) == ("0", "1")
    assert (photo.safety_level, photo.rotation) == ("1", "90")
    assert photo.exif
    assert "X100T" in {tag.raw for tag in photo.exif.tags}


def test_every_answer_of_a_look_is_kept_once_under_one_digest(curious: Visited) -> None:
    ada = curious.join("ada")
    photo_id = curious.flickr.photo(ada, title="Boat", exif={"Model": "X100T"})
    curious.visit(ada, ["photos"])
    digest = curious.facts(photo_id)[0].raw
    assert digest is not None
    with curious.archive.storage.open(filenames.answer(digest)) as kept:
        answers = msgspec.json.decode(kept.read())
    assert answers["flickr.photos.getInfo"]["title"]["_content"] == "Boat"
    assert "X100T" in str(answers["flickr.photos.getExif"])
    assert set(answers) == {
        "flickr.photos.getInfo",
        "flickr.photos.getExif",
        "flickr.photos.getAllContexts",
        "flickr.galleries.getListForPhoto",
        "flickr.photos.licenses.getLicenseHistory",
    }


def test_nothing_is_asked_that_no_setting_wants(tmp_path: Path) -> None:
    with running(tmp_path / "flickr") as flickr:
        world = visited(flickr, tmp_path, **BARE)
        ada = world.join("ada")
        bob = flickr.person("bob")
        photo_id = flickr.photo(ada, people=[bob])
        flickr.comment(photo_id, bob, "Lovely")
        report = world.visit(ada, ["photos"])
        methods = {m for m in world.calls if m.startswith("flickr.photos.get")}
        assert methods == {"flickr.photos.getInfo", "flickr.photos.getCounts"}
        assert not world.files(photo_id)
        assert report.certificate
        assert report.certificate.whole
        world.archive.close()


@pytest.mark.parametrize("whose", ["own", "another's"])
def test_a_film_is_stored_as_an_original_where_it_may_be(world: Visited, whose: str) -> None:
    ada = world.join("ada")
    owner = ada if whose == "own" else world.flickr.person("bob")
    film = {"duration": 1, "width": 1280, "height": 720}
    photo_id = world.flickr.photo(owner, file=FILM, video=msgspec.json.encode(film).decode())
    if whose != "own":
        world.flickr.fave(ada, photo_id)
    world.visit(ada)
    files = world.files(photo_id)
    quality = "orig" if whose == "own" else "720p"
    film_stored = files[quality]
    assert film_stored.content_type == "video/mp4"
    assert film_stored.best == (whose == "own")
    assert bool(film_stored.why) == (whose != "own")
    with world.archive.storage.open(film_stored.key) as kept:
        assert kept.read() == FILM
    assert "z" in files
    world.days_pass()
    world.visit(ada)
    assert not any(call["file"] for call in world.flickr.calls(everything=True))


def test_a_free_accounts_photo_is_kept_as_the_best_copy_with_the_reason(world: Visited) -> None:
    world.now[0] = 1_750_000_000
    world.flickr.clock(world.now[0])
    ada = world.join("ada")
    world.flickr.change_person(ada, is_pro=False)
    photo_id = world.flickr.photo(ada, width=3000, height=2000)
    world.visit(ada, ["photos"])
    files = world.files(photo_id)
    assert "o" not in files
    assert files["b"].width == 1024
    assert not files["b"].best
    assert "May 2025" in files["b"].why


def test_a_rotated_photo_is_a_new_version_beside_the_old_one(world: Visited) -> None:
    ada = world.join("ada")
    photo_id = world.flickr.photo(ada, width=900, height=600)
    world.visit(ada, ["photos"])
    before = world.files(photo_id)["z"]
    world.days_pass()
    world.flickr.change_photo(photo_id, rotation=90)
    world.days_pass()
    head = world.head()
    world.visit(ada, ["photos"])
    assert {"photo-rotated", "photo-replaced"} <= set(world.news(head))
    files = world.photo(photo_id).files or {}
    [after] = [f for f in files.values() if f.size == "z" and f.key != before.key]
    assert (after.width, after.height) == (before.height, before.width)
    assert world.archive.storage.stat(before.key) is not None


def test_a_member_who_left_is_gone_and_their_photos_with_them(world: Visited) -> None:
    """Their account's end and a photo made private are two facts, each with its answer."""
    ada = world.join("ada")
    bob, cleo = world.flickr.person("bob"), world.flickr.person("cleo")
    left, closed = world.flickr.photo(bob), world.flickr.photo(cleo)
    for photo_id in (left, closed):
        world.flickr.fave(ada, photo_id)
    world.flickr.contact(ada, bob)
    world.visit(ada)
    world.days_pass()
    world.flickr.delete_person(bob)
    world.flickr.change_photo(closed, perms="private")
    world.days_pass()
    head = world.head()
    world.visit(ada)
    told = [name for name in world.news(head) if name != "person-changed"]
    assert told == ["contact-dropped", "person-gone", "photo-hidden", "photo-hidden"]
    why = {
        photo_id: [f.event.why for f in world.facts(photo_id) if isinstance(f.event, PhotoHidden)]
        for photo_id in (left, closed)
    }
    assert why == {left: ["owner-gone"], closed: ["not-found"]}


def test_files_that_are_wanted_later_come_by_the_list_and_cost_no_looks(tmp_path: Path) -> None:
    with running(tmp_path / "flickr") as flickr:
        world = visited(flickr, tmp_path, **BARE)
        ada = world.join("ada")
        ids = flickr.photos(ada, [{"title": str(at)} for at in range(25)])
        world.visit(ada, ["photos"])
        world.archive.close()
        later = visited(flickr, tmp_path, backup_sizes="t")
        later.admit(ada, "ada")
        later.days_pass()
        report = later.visit(ada, ["photos"])
        assert report.counts["files"] == len(ids)
        assert later.calls["flickr.photos.getInfo"] == 0
        assert all(set(later.files(photo_id)) == {"t"} for photo_id in ids)
        later.archive.close()
