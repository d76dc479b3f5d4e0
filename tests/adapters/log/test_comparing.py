"""How many questions the log is asked for a page of a list: few, however long it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import partial
from typing import Any

import psycopg
import pytest

from adapters.log import StoredLog, open_log
from adapters.recording import Facts, Held, record
from domain.recorded import Append
from tests.adapters.log.facts import retitled, seen

PAGE = [f"photo:{number}" for number in range(500)]
ASKED = [*PAGE, "account:12@N01"]
"""What a poller reads for a page: its photos, and whether the member is one still."""


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that either database is told from now on."""
    told: list[str] = []

    class Listening(sqlite3.Connection):
        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)
            self.set_trace_callback(told.append)

    def execute(cursor: Any, query: Any, *values: Any, **named: Any) -> Any:
        told.append(str(query))
        return ask(cursor, query, *values, **named)

    ask = psycopg.Cursor.execute
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Listening))
    monkeypatch.setattr(psycopg.Cursor, "execute", execute)
    return told


@pytest.fixture
def log(said: list[str], url: str) -> Iterator[StoredLog]:
    """A log that holds a page of photos."""
    opened = open_log(url)
    opened.append([Append(stream, 0, (seen("A"),)) for stream in PAGE])
    said.clear()
    yield opened
    opened.close()


def asked(said: list[str]) -> int:
    return sum(one.startswith("SELECT") and "stored_events" in one for one in said)


def nothing_new(held: Held) -> Facts:
    assert [name for name, facts in held.items() if facts] == PAGE
    return {}


def test_a_page_of_500_photos_is_compared_with_what_is_known_in_two_queries(
    log: StoredLog, said: list[str]
) -> None:
    assert record(log, ASKED, nothing_new) == {}
    assert 1 <= asked(said) <= 2


def test_a_page_of_changes_asks_once_more_whether_it_is_still_so(
    log: StoredLog, said: list[str]
) -> None:
    new = record(log, ASKED, lambda held: {name: (retitled("B"),) for name in held if held[name]})
    assert list(new) == PAGE
    assert 1 <= asked(said) <= 4
    assert log.versions(PAGE) == dict.fromkeys(PAGE, 2)
