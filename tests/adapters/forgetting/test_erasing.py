"""What is to be forgotten leaves no trace: not in the log, the views, the index, the files."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from adapters.assembly import StillForgetting, forgetting
from adapters.flickr.errors import FlickrError
from adapters.flickr.poll.certificate import check_photos
from adapters.flickr.poll.ports import Report
from adapters.flickr.poll.recording import MemberLeft
from adapters.flickr.poll.run import backup
from adapters.forgetting.asking import readmit_photos
from adapters.log.moving import export_log
from adapters.storage import StorageError
from domain import streams
from domain.forgetting import Forgotten
from domain.topics import topic
from projections.rebuilding import rebuild
from tests.adapters.forgetting.lived import ALBUM, SECRET, Lived, lived
from tests.adapters.simulator.running import Simulator, shared_simulator

__all__ = ["shared_simulator"]


@pytest.fixture
def life(url: str, tmp_path: Path, shared_simulator: Simulator) -> Iterator[Lived]:
    folder = tmp_path / "archive"
    folder.mkdir()
    if url.startswith("sqlite"):
        url = f"sqlite:///{folder}/archive.db"
    with lived(folder, url, shared_simulator) as made:
        yield made


def exported(life: Lived) -> str:
    out = io.BytesIO()
    export_log(life.archive.log, out)
    return out.getvalue().decode()


def test_a_purged_photo_leaves_no_trace(life: Lived) -> None:
    rebuild(life.archive.log, life.archive.generations)  # the generation before is kept for a while
    assert {path.partition("/")[0] for path in life.traces(SECRET)} >= {"static", "search"}
    counted = f"counts:{life.photo}"
    assert list(life.archive.log.by_stream(kind=counted))
    life.ask()
    erased = life.finish()
    assert erased.files > 5
    left = [fact.event for _, facts in life.archive.log.by_stream(kind=counted) for fact in facts]
    assert {type(event) for event in left} == {Forgotten}
    assert set(life.traces(SECRET)) == set(life.traces(ALBUM))  # the album is another's to forget
    assert list(life.folder.rglob(f"{life.photo}_*")) == []
    life.check()
    assert not life.finish()


def test_sightings_of_a_purged_photo_add_nothing_and_cost_nothing_until_it_is_let_in(
    life: Lived,
) -> None:
    life.ask()
    life.finish()
    life.flickr.change_photo(life.photo, title=f"{SECRET} again")
    life.flickr.forget_calls()
    for nsid in (life.ada, life.bob):
        assert life.back_up(nsid, "photos", "faves").counts["new"] == 0
    assert "flickr.photos.getInfo" not in {call["method"] for call in life.flickr.calls()}
    certificate = check_photos(life.archive.poll(life.ada, Report()))
    assert certificate.whole
    assert certificate.forgotten == 1
    assert (
        len(life.archive.log.read(streams.photo(life.photo))[-1].fact.event.__struct_fields__) == 1
    )
    assert f"fave:{life.bob}:{life.photo}" in exported(life)
    assert readmit_photos(life.archive.log, life.archive.clock, [life.photo], life.ada) == 1
    poll = life.archive.poll(life.ada, Report(), full=True)
    backup(poll, "photos")
    life.follow()
    assert f"{SECRET} again" in exported(life)
    assert list(life.folder.rglob(f"{life.photo}_*")) != []
    life.check()


def test_a_photo_that_is_let_in_at_once_keeps_what_came_after(life: Lived) -> None:
    """The erasing may come late: when the photo was seen again already."""
    life.ask()
    readmit_photos(life.archive.log, life.archive.clock, [life.photo], life.ada)
    backup(life.archive.poll(life.ada, Report(), full=True), "photos")
    files = set(life.folder.rglob(f"{life.photo}_*"))
    assert files
    life.finish()
    assert set(life.folder.rglob(f"{life.photo}_*")) == files
    life.check()


def test_who_leaves_is_forgotten_but_for_identifiers_in_what_others_did(life: Lived) -> None:
    life.archive.accounts.leave(life.ada)
    life.finish()
    gone = (SECRET, "Larkspur", "harbour", f"fave:{life.ada}", f"contact:{life.ada}", "bookmark:")
    assert {needle: life.traces(needle) for needle in gone} == {needle: [] for needle in gone}
    life.check()
    assert life.archive.tokens.of(life.ada) is None
    text = exported(life)
    assert f"contact:{life.bob}:{life.ada}" in text
    assert f"fave:{life.bob}:{life.photo}" in text
    assert "window" in text
    life.back_up(life.bob)
    life.check()


def test_who_left_may_join_again_when_all_is_forgotten(life: Lived) -> None:
    life.archive.accounts.leave(life.ada)
    with pytest.raises(StillForgetting, match="not done forgetting"):
        life.join(life.ada)
    life.finish()
    life.join(life.ada)
    life.back_up(life.ada)
    text = exported(life)
    assert f"contact:{life.ada}:{life.bob}" in text
    assert ALBUM in text
    assert "Puppy" not in text
    life.check()


def test_a_run_that_is_under_way_when_its_member_leaves_records_nothing_more(life: Lived) -> None:
    life.flickr.photo(life.ada, title="late")
    poll = life.archive.poll(life.ada, Report())
    life.archive.accounts.leave(life.ada)
    with pytest.raises(MemberLeft, match="has left the archive"):
        backup(poll, "photos")
    assert '"late"' not in exported(life)


def test_subscriptions_of_who_leaves_end(life: Lived) -> None:
    eraser = forgetting(life.archive)
    with suppress(FlickrError):  # it is asked for, and nobody answers at the callback
        eraser.push.subscribe(life.ada, topic("my_photos"))
    assert len(list(life.archive.log.by_stream(kind="subscription"))) == 1
    life.archive.accounts.leave(life.ada)
    life.finish()
    assert [name for name, _ in life.archive.log.by_stream(kind="subscription")] == []
    life.check()


def test_a_storage_that_does_not_answer_keeps_the_rest_waiting(life: Lived) -> None:
    life.ask()
    static = life.folder / "static"
    static.rename(life.folder / "away")
    with pytest.raises(StorageError):
        life.finish()
    assert SECRET in exported(life)
    (life.folder / "away").rename(static)
    assert life.finish()
    assert f"the {SECRET}" not in exported(life)
    life.check()
