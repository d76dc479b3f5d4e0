"""The embedded index counts fields with more values than it looks at one by one."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import msgspec

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


def test_an_index_filled_step_by_step_counts_as_the_oracle_counts(tmp_path: Path) -> None:
    made = list(documents(3000))
    index = EmbeddedSearch(tmp_path, few=3)
    index.prepare()
    for at in range(30):
        step = made[100 * at : 100 * at + 100]
        _replaced(index, step, step, at)
        if at in (0, 14):
            _agree(index, made[: 100 * at + 100])
    _agree(index, made)
    index.close()


def test_a_process_that_asked_before_counts_what_another_one_put_in(tmp_path: Path) -> None:
    made = list(documents(5000))
    writer, reader = EmbeddedSearch(tmp_path, few=3), EmbeddedSearch(tmp_path, few=3)
    writer.rebuild([Entries(made[:4000])], 1)
    _agree(reader, made[:4000])
    _replaced(writer, made[3900:], made[4000:], 1)
    _agree(reader, [*made[:3900], *made[4000:]])
    # the numbers of what is gone last are not given again: the reader knows their values
    _replaced(writer, made[4900:], [], 2)
    others = [msgspec.structs.replace(d, terms={**d.terms, "tag": ("x",)}) for d in made[4900:]]
    _replaced(writer, others, others, 3)
    _agree(reader, [*made[:3900], *made[4000:4900], *others])
    reader.close()
    writer.close()


def test_what_is_scrubbed_has_left_the_columns_and_counts_are_as_before(tmp_path: Path) -> None:
    made = list(documents(3000))
    index = EmbeddedSearch(tmp_path, few=3)
    index.rebuild([Entries(made)], 1)
    _replaced(index, made[1000:2500], [], 1)
    rest = [*made[:1000], *made[2500:]]
    before = _values_in_columns(tmp_path)
    index.scrub()
    _agree(index, rest)
    scrubbed = _values_in_columns(tmp_path)
    assert (before, scrubbed) == (_many_values(made), _many_values(rest))
    _replaced(index, rest, [], 2)
    index.scrub()
    _agree(index, [])
    index.close()
    assert _values_in_columns(tmp_path) == 0


def _many_values(made: Sequence[Document]) -> int:
    return sum(len(values) for document in made for values in document.terms.values())


def _values_in_columns(folder: Path) -> int:
    """Return how many values of documents the live index has in columns: two bytes for each."""
    live = folder / next(folder.glob("live-*")).read_text("utf-8").strip()
    with closing(sqlite3.connect(live)) as connection:
        (size,) = connection.execute("SELECT TOTAL(LENGTH(docs)) FROM columns").fetchone()
    return int(size) // 2


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
