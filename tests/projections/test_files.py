"""The manifest: every stored file, by what told of it."""

from __future__ import annotations

from domain.clock import exactly
from domain.fact import Event, Fact
from domain.files import FileFoundBroken, FileMended, FilesChecked
from domain.person import Person, PersonIconStored, PersonSeen
from domain.photo.events import Facets, PhotoFileStored, PhotoPurged, PhotoReplaced, PhotoSeen
from domain.photo.values import Picture, StoredFile
from projections.writing import rows_of

ADA = "11@N01"
RAW = "ab" * 32


def fact(event: Event, at: int, raw: str | None = None) -> Fact:
    return Fact(event=event, happened=exactly(at), observed=at, via="poll", account=ADA, raw=raw)


def stored(secret: str, sha256: str, size: str = "z") -> PhotoFileStored:
    key = f"1/1_{secret}_{size}.jpg"
    return PhotoFileStored(
        file=StoredFile(key=key, size=size, secret=secret, sha256=sha256, bytes=7)
    )


SEEN = PhotoSeen(
    photo=Facets(owner=ADA, posted="5", picture=Picture(server="1", secret="a")), member=ADA
)
REPLACED = PhotoReplaced(picture=Picture(server="1", secret="b"))


def test_a_replaced_picture_keeps_its_files_each_with_the_version_that_shows_it() -> None:
    facts = [fact(SEEN, 10), fact(stored("a", "1" * 64), 11)]
    facts += [fact(REPLACED, 20), fact(stored("b", "2" * 64), 21)]
    assert rows_of("photo:1", facts)["files"] == [
        ("photo:1", "1/1_a_z.jpg", "z", 0, 7, "1" * 64, 11),
        ("photo:1", "1/1_b_z.jpg", "z", 1, 7, "2" * 64, 21),
    ]


def test_a_file_that_no_version_shows_is_in_the_manifest_all_the_same() -> None:
    facts = [fact(SEEN, 10), fact(stored("c", "1" * 64), 11)]
    assert rows_of("photo:1", facts)["files"] == [
        ("photo:1", "1/1_c_z.jpg", "z", None, 7, "1" * 64, 11)
    ]


def test_of_a_file_that_was_stored_again_the_last_word_holds() -> None:
    facts = [fact(SEEN, 10), fact(stored("a", "1" * 64), 11), fact(stored("a", "2" * 64), 12)]
    [row] = rows_of("photo:1", facts)["files"]
    assert row[-2:] == ("2" * 64, 12)


def test_the_answers_that_told_of_a_photo_are_files_as_well() -> None:
    facts = [fact(SEEN, 10, RAW), fact(REPLACED, 20, RAW)]
    key = f"raw/ab/ab/{RAW}.json"
    assert rows_of("photo:1", facts)["files"] == [("photo:1", key, "raw", None, 0, RAW, 10)]


def test_a_purged_photo_leaves_nothing_in_the_manifest() -> None:
    facts = [fact(SEEN, 10, RAW), fact(stored("a", "1" * 64), 11)]
    facts.append(fact(PhotoPurged(member=ADA), 12))
    assert not rows_of("photo:1", facts).get("files")


def test_buddy_icons_are_in_the_manifest_also_those_of_before() -> None:
    icons = [
        PersonIconStored(icon_key="buddyicons/a.jpg"),
        PersonIconStored(icon_key="buddyicons/b.jpg", sha256="1" * 64, bytes=9),
    ]
    facts = [fact(PersonSeen(person=Person(nsid=ADA)), 5)]
    facts += [fact(icon, at) for at, icon in enumerate(icons, 10)]
    assert rows_of(f"person:{ADA}", facts)["files"] == [
        (f"person:{ADA}", "buddyicons/a.jpg", "icon", None, 0, "", 10),
        (f"person:{ADA}", "buddyicons/b.jpg", "icon", None, 9, "1" * 64, 11),
    ]


def test_what_checks_found_and_looked_at_is_kept_by_month() -> None:
    checked = FilesChecked(begun=18, known=9, files=3, bytes=21, broken=1, extra=0)
    facts = [
        fact(FileFoundBroken(key="k", fault="short", bytes=3), 19),
        fact(checked, 20),
        fact(FileMended(key="k", how="flickr"), 30),
    ]
    assert rows_of("files:2026-11", facts) == {
        "findings": [
            ("files:2026-11", 0, "k", 19, "short"),
            ("files:2026-11", 1, "k", 30, ""),
        ],
        "checks": [("files:2026-11", 0, 18, 20, 9, 3, 21, 1, 0)],
    }
