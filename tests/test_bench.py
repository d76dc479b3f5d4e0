"""The benchmarks as a whole: a part that fails loses no other, a part can be run alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest

from bench import asking
from bench.__main__ import measure
from bench.parts import Row
from bench.searching import documents
from domain.permission import EVERYBODY
from domain.search.text import BETWEEN
from projections.documents import entries_of


def _storage(ratio: float) -> Iterator[Row]:
    yield Row("store", "write and fsync", ratio, 0.7)


def _broken() -> Iterator[Row]:
    yield Row("send", "nginx", 0.9, 0.5)
    raise OSError("nginx is gone")


def _slow() -> Iterator[Row]:
    yield Row("search", "among few", 5, 4, most=True)


def test_a_part_that_breaks_off_is_named_and_loses_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = tmp_path / "results.json"
    parts = {"storage": lambda: _storage(0.8), "sending": _broken, "searching": _slow}
    assert measure(parts, results) == ["sending"]
    kept = [(row["what"], row["goal"], row["met"]) for row in json.loads(results.read_text())]
    assert kept == [("store", "≥ 0.7", True), ("send", "≥ 0.5", True), ("search", "≤ 4", False)]
    told = capsys.readouterr().err
    assert "[2/3] sending" in told
    assert "nginx is gone" in told


def test_a_part_that_is_run_alone_leaves_what_others_gave(tmp_path: Path) -> None:
    results = tmp_path / "results.json"
    measure({"storage": lambda: _storage(0.8), "searching": _slow}, results)
    measure({"storage": lambda: _storage(0.6)}, results)
    kept = {row["what"]: (row["ratio"], row["met"]) for row in json.loads(results.read_text())}
    assert kept == {"store": (0.6, False), "search": (5, False)}


def test_a_site_has_photos_of_which_the_same_is_told_as_of_the_documents() -> None:
    facts = {append.stream: append.facts for append in asking.photos(60)}
    told = {d.photo: d for d in entries_of(facts, UTC).documents}
    for made in documents(60):
        document = told[made.photo]
        for text in ("title", "description", "tags"):
            words = tuple(word for word in document.texts[text] if word != BETWEEN)
            assert words == made.texts[text]
        assert set(made.texts["place"]) <= set(document.texts["place"])
        assert set(made.texts["camera"]) <= set(document.texts["camera"])
        for field in ("tag", "country", "licence", "make", "taken-day"):
            assert document.terms[field] == made.terms[field]
        assert (document.viewers == EVERYBODY) == (made.viewers == EVERYBODY)


def test_a_site_is_asked_what_its_index_is_asked() -> None:
    took = asking.seconds_among(300)
    assert {what.removesuffix(", the index alone") for what in took} == {
        "page of results with facets", "tags of a person", "cameras of a person",
        "search", "facets", "suggestions",
    }  # fmt: skip
    assert {len(seconds) for seconds in took.values()} == {180}
