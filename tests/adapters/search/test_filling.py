"""How the embedded index is filled."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from adapters.search.embedded import EmbeddedSearch
from bench.searching import batches, documents


def test_the_words_of_an_index_that_is_filled_anew_are_in_one_piece(tmp_path: Path) -> None:
    index = EmbeddedSearch(tmp_path)
    index.prepare()
    index.rebuild(batches(documents(300), 100), 1)
    index.close()
    live = tmp_path / (next(tmp_path.glob("live-*")).read_text("utf-8").strip())
    with closing(sqlite3.connect(live)) as connection:
        pieces = connection.execute("SELECT DISTINCT segid FROM texts_idx").fetchall()
        phrases = connection.execute("SELECT COUNT(*) FROM texts WHERE texts MATCH 'haroha'")
        assert phrases.fetchone() > (0,)
    assert len(pieces) == 1
