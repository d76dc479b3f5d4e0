"""Seals, and what is found out by them, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine, text

from adapters import operations
from adapters.log import Leaves, LogError, Sealing, StoredLog, leaves
from adapters.log.proving import Proving
from adapters.log.sealing import Seal, read_seal
from adapters.log.verifying import Difference, Verified, verify
from domain.recorded import Append
from tests.adapters.log.facts import faved, retitled, seen
from tests.adapters.log.proofs import checked


@dataclass
class Sealed:
    """A log, what seals it, and a way to tamper with it."""

    log: StoredLog
    engine: Engine

    def __post_init__(self) -> None:
        self.leaves = Leaves(self.engine)
        self.leaves.prepare()
        self.sealing = Sealing(self.log, self.leaves, lambda: 1_000)
        self.place = "rowid" if self.engine.dialect.name == "sqlite" else "notification_id"
        self.streams = 0

    def grow(self, streams: int = 1) -> None:
        """Append some streams of two events."""
        first, self.streams = self.streams, self.streams + streams
        numbers = range(first, self.streams)
        self.log.append(
            [Append(f"photo:{n}", 0, (seen(f"A{n}"), retitled(f"é{n}"))) for n in numbers]
        )

    def tamper(self, statement: str, **values: Any) -> None:
        """Change the stored log behind everybody's back; POSITION is its column."""
        with self.engine.begin() as connection:
            connection.execute(text(statement.replace("POSITION", self.place)), values)

    def verify(self, *elsewhere: Seal) -> Verified:
        return verify(self.log, self.leaves, elsewhere)

    def positions(self, *elsewhere: Seal) -> list[int]:
        return [found.position for found in self.verify(*elsewhere).differences]


@pytest.fixture
def sealed(log: StoredLog, url: str) -> Iterator[Sealed]:
    engine = operations.connect(url)
    yield Sealed(log, engine)
    engine.dispose()


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of four leaves, so that a small log has many."""
    for module in ("leaves", "sealing", "verifying"):
        monkeypatch.setattr(f"adapters.log.{module}.CHUNK", 4)
    monkeypatch.setattr("adapters.log.sealing._AT_ONCE", 8)
    monkeypatch.setattr("adapters.log.verifying._AT_ONCE", 6)


def test_a_log_that_nobody_touched_verifies(sealed: Sealed) -> None:
    sealed.grow(700)
    first = sealed.sealing.seal()
    sealed.grow(600)
    second = sealed.sealing.seal()
    sealed.grow()
    assert (first.size, first.position) == (1400, 1400)
    assert (second.size, second.position) == (2601, 2601)
    verified = sealed.verify(first, second)
    assert verified.differences == ()
    assert (verified.events, verified.sealed, verified.seals) == (2604, 2601, 4)


def test_the_seal_is_an_event_of_the_log(sealed: Sealed) -> None:
    sealed.grow()
    seal = sealed.sealing.seal()
    [entry] = sealed.log.read("seal")
    assert msgspec.to_builtins(entry.fact.event) == {
        "type": "log-sealed",
        "size": 2,
        "position": 2,
        "root": seal.root,
    }


def test_sealing_again_without_news_adds_nothing(sealed: Sealed) -> None:
    sealed.grow()
    seal = sealed.sealing.seal()
    assert sealed.sealing.seal() == seal
    assert sealed.log.head() == 3


def test_an_empty_log_cannot_be_sealed(sealed: Sealed) -> None:
    with pytest.raises(LogError, match="nothing to seal"):
        sealed.sealing.seal()
    assert sealed.verify().differences == ()


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize(
    ("statement", "positions"),
    [
        ("UPDATE stored_events SET topic = 'photo-title-changed/2' WHERE POSITION = 6", [6]),
        ("UPDATE stored_events SET originator_id = 'photo:99' WHERE POSITION = 20", [20]),
        ("UPDATE stored_events SET originator_version = 9 WHERE POSITION = 20", [20]),
        ("DELETE FROM stored_events WHERE POSITION = 5", [5]),
        ("DELETE FROM stored_events WHERE POSITION IN (1, 20)", [1, 20]),
        ("DELETE FROM stored_events WHERE POSITION >= 19", [19, 20, 21]),
        ("UPDATE stored_events SET POSITION = 500 WHERE POSITION = 7", [7]),
    ],
)
def test_what_was_done_to_an_event_is_found_at_its_position(
    sealed: Sealed, statement: str, positions: list[int]
) -> None:
    sealed.grow(10)
    sealed.sealing.seal()
    sealed.tamper(statement)
    assert sealed.positions() == positions


def test_events_that_changed_places_are_found(sealed: Sealed) -> None:
    sealed.grow(10)
    sealed.sealing.seal()
    for old, new in ((4, 400), (5, 4), (400, 5)):
        sealed.tamper("UPDATE stored_events SET POSITION = :n WHERE POSITION = :o", o=old, n=new)
    assert sealed.positions() == [4, 5]


def test_an_event_put_in_between_is_found(sealed: Sealed) -> None:
    sealed.grow(2)
    sealed.tamper("DELETE FROM stored_events WHERE POSITION = 3")
    sealed.sealing.seal()
    sealed.tamper(
        "INSERT INTO stored_events (originator_id, originator_version, topic, state, POSITION)"
        " SELECT 'photo:77', 1, topic, state, 3 FROM stored_events WHERE POSITION = 1"
    )
    [found] = sealed.verify().differences
    assert found == Difference(3, "was inserted: it was not there when sealed")


def test_any_flipped_byte_is_found_and_named(sealed: Sealed) -> None:
    """Every column by turns, the seal's own event included; at random, the same each time."""
    sealed.grow(6)
    sealed.sealing.seal()
    random = Random(6962)
    lite = sealed.place == "rowid"
    for turn in range(60):
        position = random.randint(1, 13)
        row = next(row for row in sealed.log.stored(position - 1, 1))
        column = ("state", "topic", "originator_id", "originator_version", "POSITION")[turn % 5]
        where = f"WHERE POSITION = {position}"
        if column == "POSITION":
            moved = position ^ (1 << random.randint(5, 30))
            sealed.tamper(f"UPDATE stored_events SET POSITION = {moved} {where}")
            back = f"UPDATE stored_events SET POSITION = {position} WHERE POSITION = {moved}"
            sealed_value: Any = None
        elif column == "originator_version":
            sealed_value = row[2]
            flipped: Any = row[2] ^ (1 << random.randint(4, 30))
            sealed.tamper(f"UPDATE stored_events SET {column} = :v {where}", v=flipped)
            back = f"UPDATE stored_events SET {column} = :v {where}"
        else:
            sealed_value = {"state": row[4], "topic": row[3], "originator_id": row[1]}[column]
            data = bytearray(sealed_value if column == "state" else sealed_value.encode())
            # PostgreSQL keeps no text that is not UTF-8; SQLite keeps anything.
            bit = 7 if lite and turn % 2 else random.randint(0, 4)
            end = 4 if column == "originator_id" else len(data)  # no other stream's name
            data[random.randrange(end)] ^= 1 << bit
            value = ":v" if column == "state" or not lite else "CAST(:v AS TEXT)"
            as_text = column != "state" and not lite
            sealed.tamper(
                f"UPDATE stored_events SET {column} = {value} {where}",
                v=data.decode() if as_text else bytes(data),
            )
            back = f"UPDATE stored_events SET {column} = :v {where}"
        assert position in sealed.positions(), (turn, column)
        sealed.tamper(back, **({} if sealed_value is None else {"v": sealed_value}))
        assert sealed.positions() == [], (turn, column)


@pytest.mark.usefixtures("small_chunks")
def test_a_log_sealed_anew_after_a_change_does_not_extend_the_seal_kept_elsewhere(
    sealed: Sealed,
) -> None:
    """Whoever may write the log may write its leaves and seals too, but not your copy."""
    sealed.grow(10)
    kept = sealed.sealing.seal()
    sealed.tamper("UPDATE stored_events SET topic = 'photo-title-changed/1' WHERE POSITION = 1")
    sealed.tamper("DELETE FROM stored_events WHERE originator_id = 'seal'")
    sealed.leaves.forget()
    sealed.sealing.seal()
    assert sealed.positions() == []
    [found] = sealed.verify(kept).differences
    assert found.position == 20
    assert kept.root[:12] in found.what


def test_a_log_that_was_cut_is_shorter_than_the_seal_kept_elsewhere(sealed: Sealed) -> None:
    sealed.grow(10)
    kept = sealed.sealing.seal()
    sealed.tamper("DELETE FROM stored_events WHERE POSITION > 8")
    sealed.leaves.forget()
    [found] = sealed.verify(kept).differences
    assert found == Difference(20, "was sealed as the last of 20 events; there are 8")


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log_leaves SET leaves = :leaves WHERE chunk = 1",
        "UPDATE log_leaves SET root = leaves WHERE chunk = 1",
        "DELETE FROM log_leaves WHERE chunk = 1",
        "DELETE FROM log_leaves",
    ],
)
def test_changed_leaves_never_pass_as_a_log_and_can_be_made_again(
    sealed: Sealed, statement: str
) -> None:
    sealed.grow(10)
    kept = sealed.sealing.seal()
    everything = statement == "DELETE FROM log_leaves"
    sealed.tamper(statement, **({"leaves": b"x" * 160} if ":leaves" in statement else {}))
    assert (sealed.positions() == []) is everything
    sealed.grow(1)
    sealed.sealing.seal(anew=True)
    assert sealed.positions(kept) == []


@pytest.mark.usefixtures("small_chunks")
def test_without_leaves_the_seals_still_tell_that_something_changed(sealed: Sealed) -> None:
    sealed.grow(5)
    first = sealed.sealing.seal()
    sealed.grow(5)
    second = sealed.sealing.seal()
    sealed.leaves.forget()
    sealed.tamper("UPDATE stored_events SET topic = 'photo-seen/2' WHERE POSITION = 14")
    [found] = sealed.verify().differences
    assert found.position == second.position
    assert f"look after event {first.size}" in found.what
    with pytest.raises(LogError, match="log verify"):
        sealed.sealing.seal()


@pytest.mark.usefixtures("small_chunks")
def test_a_stranger_with_a_seal_checks_one_event(sealed: Sealed, tmp_path: Path) -> None:
    sealed.grow(9)
    seal = msgspec.to_builtins(sealed.sealing.seal())
    sealed.grow(9)
    sealed.sealing.seal()
    path = tmp_path / "seal.json"
    path.write_bytes(msgspec.json.encode(seal))
    proof = Proving(sealed.sealing).event(7, read_seal(path))
    proved = checked(tmp_path, proof, seal)
    assert (proved.returncode, proved.stdout) == (0, "the event at position 7 is in the seal\n")
    proof["event"]["state"] = proof["event"]["state"].replace("A3", "B3")
    refused = checked(tmp_path, proof, seal)
    assert refused.returncode == 1
    assert "the event is not in the seal" in refused.stderr


@pytest.mark.usefixtures("small_chunks")
def test_a_stranger_with_two_seals_checks_that_the_log_only_grew(
    sealed: Sealed, tmp_path: Path
) -> None:
    sealed.grow(9)
    old = sealed.sealing.seal()
    sealed.grow(11)
    new = msgspec.to_builtins(sealed.sealing.seal())
    proof = Proving(sealed.sealing).growth(old)
    before = msgspec.to_builtins(old)
    assert checked(tmp_path, proof, before, new).returncode == 0
    before["root"] = new["root"]
    assert checked(tmp_path, proof, before, new).returncode == 1


def test_every_event_has_a_proof(sealed: Sealed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaves, "CHUNK", 4)
    monkeypatch.setattr("adapters.log.sealing.CHUNK", 4)
    sealed.grow(8)
    sealed.log.append([Append("fave:11@N01:5", 0, (faved(),))])
    seal = sealed.sealing.seal()
    proving = Proving(sealed.sealing)
    assert {proving.event(position)["root"] for position in range(1, 18)} == {seal.root}


@pytest.mark.parametrize(
    ("position", "said"), [(4, "came after the seal"), (9, "no position 9"), (2, "")]
)
def test_what_cannot_be_proved_is_said(sealed: Sealed, position: int, said: str) -> None:
    sealed.grow()
    sealed.sealing.seal()
    sealed.grow()
    if said:
        with pytest.raises(LogError, match=f"{said}|in no seal"):
            Proving(sealed.sealing).event(position)
    else:
        assert Proving(sealed.sealing).event(position)["number"] == position - 1


def test_a_file_that_is_no_seal_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "seal.json"
    path.write_text('{"size": 3, "position": 3, "root": "00", "sealed": 1}')
    with pytest.raises(LogError, match="is no seal"):
        read_seal(path)


def test_equal_facts_have_unequal_leaves(sealed: Sealed) -> None:
    """The salt: from a hash alone nobody finds out a short title by trying."""
    sealed.log.append([Append("photo:1", 0, (seen("A"), seen("A")))])
    one, other = (row[4] for row in sealed.log.stored(0, 2))
    assert one != other
    facts = [entry.fact for entry in sealed.log.read("photo:1")]
    assert facts[0] == facts[1]
