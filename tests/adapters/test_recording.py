"""Recording on what is known: decided again where others were quicker."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.log import open_log
from adapters.recording import record, record_one
from domain.clock import exactly
from domain.fact import Fact
from domain.photo.events import PhotoTitleChanged
from domain.recorded import Conflict

STREAM = "photo:1"


def titled(title: str) -> Fact:
    event = PhotoTitleChanged(title=title)
    return Fact(event=event, happened=exactly(10), observed=10, via="poll")


def test_what_another_recorded_meanwhile_is_known_when_it_is_decided_again(tmp_path: Path) -> None:
    log = open_log(f"sqlite:///{tmp_path / 'log.db'}")
    seen: list[int] = []

    def decide(held: tuple[Fact, ...]) -> tuple[Fact, ...]:
        seen.append(len(held))
        if len(seen) == 1:
            record_one(log, STREAM, lambda _: (titled("theirs"),))
        return (titled("ours"),)

    assert record_one(log, STREAM, decide) == (titled("ours"),)
    assert seen == [0, 1]
    assert [e.fact.event for e in log.read(STREAM)] == [
        PhotoTitleChanged(title="theirs"),
        PhotoTitleChanged(title="ours"),
    ]
    log.close()


def test_who_is_always_overtaken_gives_up_and_has_recorded_nothing(tmp_path: Path) -> None:
    log = open_log(f"sqlite:///{tmp_path / 'log.db'}")

    def overtaken(_: tuple[Fact, ...]) -> tuple[Fact, ...]:
        record_one(log, STREAM, lambda _: (titled("theirs"),))
        return (titled("ours"),)

    with pytest.raises(Conflict, match=STREAM):
        record_one(log, STREAM, overtaken)
    assert {e.fact.event for e in log.read(STREAM)} == {PhotoTitleChanged(title="theirs")}
    log.close()


def test_nothing_decided_is_nothing_appended(tmp_path: Path) -> None:
    log = open_log(f"sqlite:///{tmp_path / 'log.db'}")
    assert record(log, [STREAM, "photo:2"], lambda held: dict.fromkeys(held, ())) == {}
    assert log.head() == 0
    log.close()
