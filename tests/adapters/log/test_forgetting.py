"""What is forgotten is gone from the log, and the log verifies as before, on both databases."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from adapters import operations
from adapters.log import Leaves, LogError, Sealing, StoredLog, open_log
from adapters.log.forgetting import Order, forget, held_before, orders_since
from adapters.log.merging import merge_log
from adapters.log.moving import every_row, export_log, import_log
from adapters.log.proving import Proving
from adapters.log.sealing import Seal
from adapters.log.verifying import Verified, verify
from domain import streams
from domain.account import AccountDeleted, AccountJoined
from domain.clock import exactly
from domain.fact import Event, Fact
from domain.photo import photo_history
from domain.photo.events import PhotoPurged, PhotoReadmitted
from domain.recorded import Append
from tests.adapters.log.facts import ADA, faved, retitled, seen
from tests.services.traces import files_of, files_with

SECRET = "the garden behind the house"


def told(event: Event, at: int = 900) -> Fact:
    return Fact(event=event, happened=exactly(at), observed=at, via="member", account=ADA)


@dataclass
class Archive:
    """A log with a photo to forget, and what seals and verifies it."""

    log: StoredLog
    engine: Engine

    def __post_init__(self) -> None:
        self.leaves = Leaves(self.engine)
        self.leaves.prepare()
        self.sealing = Sealing(self.log, self.leaves, lambda: 1_000)
        others = [Append(f"photo:{n}", 0, (seen(f"A{n}"), retitled(f"B{n}"))) for n in range(9)]
        self.log.append([*others[:4], Append("photo:77", 0, (seen(SECRET),)), *others[4:]])
        self.log.append([Append("photo:77", 1, (retitled(SECRET * 200), retitled("C")))])

    def purge(self) -> Order:
        """Ask for the photo to be forgotten, and do so."""
        [order] = self.ask()
        forget(self.log, held_before(self.log, order))
        self.log.scrub()
        return order

    def ask(self) -> list[Order]:
        version = self.log.read("photo:77")[-1].version
        reached = self.log.head()
        self.log.append([Append("photo:77", version, (told(PhotoPurged(member=ADA)),))])
        return orders_since(self.log, reached)

    def verify(self, *elsewhere: Seal) -> Verified:
        return verify(self.log, self.leaves, elsewhere)

    def exported(self) -> bytes:
        out = io.BytesIO()
        export_log(self.log, out)
        return out.getvalue()

    def tamper(self, statement: str, **values: Any) -> None:
        place = "rowid" if self.engine.dialect.name == "sqlite" else "notification_id"
        with self.engine.begin() as connection:
            connection.execute(text(statement.replace("POSITION", place)), values)


@pytest.fixture
def archive(log: StoredLog, url: str) -> Iterator[Archive]:
    engine = operations.connect(url)
    yield Archive(log, engine)
    engine.dispose()


def test_no_file_of_the_database_has_what_was_forgotten(archive: Archive, url: str) -> None:
    assert files_with(SECRET.encode(), *files_of(url)) != []
    archive.purge()
    assert files_with(SECRET.encode(), *files_of(url)) == []
    assert SECRET.encode() not in archive.exported()


def test_the_log_verifies_by_seals_made_before_between_and_after(archive: Archive) -> None:
    before = archive.sealing.seal()
    archive.log.append([Append("photo:88", 0, (seen("D"),))])
    archive.purge()
    assert archive.verify(before).differences == ()
    after = archive.sealing.seal()
    verified = archive.verify(before, after)
    assert verified.differences == ()
    assert verified.sealed == after.size


def test_leaves_made_anew_after_a_purge_lead_to_the_seals_of_before(archive: Archive) -> None:
    before = archive.sealing.seal()
    archive.purge()
    assert archive.sealing.seal(anew=True).size > before.size
    assert archive.verify(before).differences == ()


def test_a_purged_photo_shows_nothing_and_takes_new_facts_when_it_is_asked_for_again(
    archive: Archive,
) -> None:
    order = archive.purge()
    held = photo_history(entry.fact for entry in archive.log.read("photo:77")).now
    assert held is not None
    assert held.state.purged
    back = (told(PhotoReadmitted(member=ADA)), seen("E", at=950))
    archive.log.append([Append("photo:77", order.version, back)])
    held = photo_history(entry.fact for entry in archive.log.read("photo:77")).now
    assert held is not None
    assert held.state.title == "E"
    archive.purge()
    assert archive.verify().differences == ()
    assert [row[3] for row in archive.log.stored_stream("photo:77")] == [
        *["forgotten/1"] * 3,
        "photo-purged/1",
        *["forgotten/1"] * 2,
        "photo-purged/1",
    ]


def test_forgetting_twice_forgets_nothing_more(archive: Archive) -> None:
    order = archive.purge()
    rows = list(every_row(archive.log, archive.log.head()))
    assert held_before(archive.log, order) == []
    assert list(every_row(archive.log, archive.log.head())) == rows


def test_a_stream_may_lose_its_name_as_well(archive: Archive, url: str) -> None:
    fave = streams.fave("77@N01", "5")
    joined = told(AccountJoined(nsid="77@N01", username="eve"))
    archive.log.append([Append("account:77@N01", 0, (joined,))])
    archive.log.append([Append(fave, 0, (faved(), faved(300)))])
    seal = archive.sealing.seal()
    archive.log.append([Append("account:77@N01", 1, (told(AccountDeleted()),))])
    assert forget(archive.log, archive.log.stored_stream(fave), names=True) == 2
    archive.log.scrub()
    assert archive.log.forgotten() == 2
    assert archive.log.read(fave) == ()
    assert archive.verify(seal).differences == ()
    assert fave.encode() not in archive.exported()
    assert files_with(fave.encode(), *files_of(url)) == []
    assert archive.log.append([Append(fave, 0, (faved(),))])


def test_what_nobody_asked_to_forget_is_found(archive: Archive) -> None:
    archive.sealing.seal()
    forget(archive.log, archive.log.stored_stream("photo:3"))
    forget(archive.log, archive.log.stored_stream("photo:4"), names=True)
    found = archive.verify().differences
    assert [difference.position for difference in found] == [8, 10, 11]
    assert "no event of the log asked for that" in str(found[0])


def test_a_tombstone_that_was_touched_is_found(archive: Archive) -> None:
    archive.purge()
    archive.sealing.seal()
    for change in (
        "state = REPLACE(CAST(state AS TEXT), '[0,0]', '[0,1]')",
        "originator_version = 70",
        "originator_id = 'photo:1077'",
    ):
        if archive.engine.dialect.name == "postgresql":
            change = change.replace(
                "REPLACE(CAST(state AS TEXT), '[0,0]', '[0,1]')",
                "CONVERT_TO(REPLACE(CONVERT_FROM(state, 'UTF8'), '[0,0]', '[0,1]'), 'UTF8')",
            )
        before = archive.log.stored(8, 1)[0]
        archive.tamper(f"UPDATE stored_events SET {change} WHERE POSITION = 9")
        assert archive.verify().differences != (), change
        archive.log.overwrite([before])
        assert archive.verify().differences == ()


def test_a_purged_log_moves_and_an_older_export_brings_nothing_back(
    archive: Archive, tmp_path: Path
) -> None:
    older = archive.exported()
    archive.purge()
    purged = archive.exported()
    assert import_log(archive.log, io.BytesIO(older)).added == 0
    assert archive.exported() == purged
    moved = open_log(f"sqlite:///{tmp_path}/moved.db")
    assert import_log(moved, io.BytesIO(purged)).added == archive.log.head()
    assert list(every_row(moved, 99)) == list(every_row(archive.log, 99))
    moved.close()
    untouched = open_log(f"sqlite:///{tmp_path}/untouched.db")
    import_log(untouched, io.BytesIO(older))
    with pytest.raises(LogError, match="holds what the file was made to forget"):
        import_log(untouched, io.BytesIO(purged))
    untouched.close()


def test_an_export_with_a_tombstone_that_was_touched_is_refused(
    archive: Archive, tmp_path: Path
) -> None:
    archive.purge()
    text = archive.exported().replace(b"[0,0]", b"[0,7]", 1)
    other = open_log(f"sqlite:///{tmp_path}/other.db")
    with pytest.raises(LogError, match="line 9"):
        import_log(other, io.BytesIO(text))
    other.close()


def test_merging_brings_nothing_back_and_takes_nothing_away(
    archive: Archive, tmp_path: Path
) -> None:
    other = open_log(f"sqlite:///{tmp_path}/other.db")
    other.append([Append("photo:77", 0, (seen(SECRET), retitled("F", at=700)))])
    out = io.BytesIO()
    export_log(other, out)
    archive.purge()
    assert merge_log(archive.log, io.BytesIO(out.getvalue()), lambda _: False).added == 0
    merge_log(other, io.BytesIO(archive.exported()), lambda _: False)
    assert [entry.fact for entry in other.read("photo:77")] == [seen(SECRET), retitled("F", 700)]
    other.close()


def test_what_was_forgotten_cannot_be_proved(archive: Archive) -> None:
    archive.purge()
    archive.sealing.seal()
    with pytest.raises(LogError, match="position 9 was forgotten"):
        Proving(archive.sealing).event(9)
    assert json.dumps(Proving(archive.sealing).event(1))


def test_merging_brings_nothing_back_of_a_member_who_left(archive: Archive, tmp_path: Path) -> None:
    other = open_log(f"sqlite:///{tmp_path}/other.db")
    other.append([Append(f"fave:{ADA}:5", 0, (faved(),)), Append("photo:55", 0, (seen("G"),))])
    out = io.BytesIO()
    export_log(other, out)
    other.close()
    archive.log.append([Append(f"account:{ADA}", 0, (told(AccountDeleted()),))])
    assert merge_log(archive.log, io.BytesIO(out.getvalue()), lambda _: False).added == 0
    back = told(AccountJoined(nsid=ADA, username="ada"))
    archive.log.append([Append(f"account:{ADA}", 1, (back,))])
    assert merge_log(archive.log, io.BytesIO(out.getvalue()), lambda _: False).added == 2
