"""The embedded index counts fields with more values than it looks at one by one."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from adapters.search.embedded import EmbeddedSearch
from bench.searching import OWNER, documents
from domain import streams
from domain.search.index import Document, Entries
from domain.search.parsing import parse
from projections.reading.eyes import Eyes
from tests.adapters.search.oracle import Oracle

_NOW = 1_790_000_000
_FIELDS = ("tag", "locality", "camera", "taken-month", "licence", "with")
_BY_BEGINNING = ("tag", "locality", "taken-day")
_QUERIES = ("", "ha*", "camera:canon", "posted:2012..2016", "-tag:ha*", "place:town1")
_LOOKERS = (Eyes("", _NOW, _NOW), Eyes(OWNER, _NOW, _NOW), Eyes("", 1_400_000_000, _NOW))


def test_whole_fields_are_counted_as_the_oracle_counts_them(tmp_path: Path) -> None:
    made = list(documents(2500))
    index = EmbeddedSearch(tmp_path, few=3)
    index.rebuild([Entries(made[:1200]), Entries(made[1200:])], 1)
    _agree(index, made)
    index.close()


def test_steps_are_counted_as_the_oracle_counts_them_and_only_they_are_read_again(
    tmp_path: Path,
) -> None:
    made = list(documents(2000))
    index = EmbeddedSearch(tmp_path, few=3)
    index.rebuild([Entries(made[:500])], 1)
    _agree(index, made[:500])
    # what was there changes, what is new comes with new tags, and a fifth goes again
    steps = (made[400:900], made[900:2000:2], made[901:2000:2])
    held = made[:500]
    for at, step in enumerate(steps, 1):
        _replaced(index, step, step, at)
        held = [*[d for d in held if d not in step], *step]
        _agree(index, held)
    gone = held[::5]
    _replaced(index, gone, [], 4)
    _agree(index, [d for d in held if d not in gone])
    index.close()


def test_an_index_filled_step_by_step_has_groups_of_like_size(tmp_path: Path) -> None:
    made = list(documents(3000))
    index = EmbeddedSearch(tmp_path, few=3)
    index.prepare()
    for at in range(30):
        step = made[100 * at : 100 * at + 100]
        _replaced(index, step, step, at)
    _agree(index, made)
    index.close()
    (file,) = [path for path in tmp_path.glob("search-*.db") if path.stat().st_size > 200_000]
    with closing(sqlite3.connect(file)) as connection:
        by_size = "SELECT part, size FROM postings WHERE field = 'term-tag' ORDER BY size DESC"
        sizes = connection.execute(by_size).fetchall()
    assert len({part for part, _ in sizes}) > 20
    assert max(size for part, size in sizes if part) < max(sizes[11][1], 32)


def _replaced(
    index: EmbeddedSearch, some: Sequence[Document], now: Sequence[Document], before: int
) -> None:
    names = [streams.photo(document.photo) for document in some]
    assert index.replace(names, Entries(now), before, before + 1)


def _agree(index: EmbeddedSearch, made: Sequence[Document]) -> None:
    oracle = Oracle(Entries(made))
    for text in _QUERIES:
        query = parse(text, str)
        for looking in _LOOKERS:
            for limit in (3, 12):
                expected = oracle.counts(query, looking, _FIELDS, limit, newest=False)
                found = index.counts(query, looking, _FIELDS, limit, newest=False)
                assert found == expected, (text, looking, limit)
            for beginning in ("h", "len", "Town 1", "2014"):
                expected = oracle.counts(query, looking, _BY_BEGINNING, 8, beginning)
                found = index.counts(query, looking, _BY_BEGINNING, 8, beginning)
                assert found == expected, (text, looking, beginning)
