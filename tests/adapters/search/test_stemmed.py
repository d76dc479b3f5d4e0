"""Search by stems, on every index alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.search.stemmed import StemmedSearch
from adapters.settings import SettingsError, load
from domain.clock import FOREVER
from domain.search.index import Document, Entries
from domain.search.parsing import parse
from domain.search.query import Sort
from domain.search.text import joined, words
from projections.reading.eyes import Eyes
from tests.adapters.search.worlds import Fresh


def document(photo: str, title: str, tags: tuple[str, ...] = (), camera: str = "") -> Document:
    texts = {"title": words(title), "tags": joined(tags), "camera": words(camera)}
    return Document(
        photo=photo, piece=0, owner="1@N01", posted=int(photo), taken="", shown_from=0,
        shown_until=FOREVER, viewers=31, viewers_now=31, faver_viewers=31, faver_viewers_now=31,
        place_viewers=31, place_viewers_now=31, deleted=False, latitude=None, longitude=None,
        readers=(), readers_now=(), texts={name: tuple(told) for name, told in texts.items()},
        terms={"tag": tags},
    )  # fmt: skip


@pytest.fixture(scope="module")
def stemmed(fresh: Fresh) -> StemmedSearch:
    index = StemmedSearch(fresh(), "english")
    some = [document("1", "A boat running", ("harbours",)), document("2", "Boats that ran")]
    more = [document("3", "Running boats, 東京", camera="Boats 5")]
    index.rebuild([Entries(some)], 1)
    assert index.replace(["photo:3"], Entries(more), 1, 2)
    return index


@pytest.mark.parametrize(
    ("query", "photos"),
    [
        ("boats", "321"),
        ("boat", "321"),
        ("running", "31"),
        ('"running boat"', "3"),
        ("-runs", "2"),
        ("harbour", "1"),
        ("harbour OR ran", "21"),
        ("har*", "1"),
        ("tag:harbour", ""),
        ("tag:harbours", "1"),
        ("camera:boat", ""),
        ("東京", "3"),
    ],
)
def test_a_word_is_found_in_any_form_and_a_name_as_it_is(
    stemmed: StemmedSearch, query: str, photos: str
) -> None:
    looking = Eyes("", 1_900_000_000, 1_900_000_000)
    asked = parse(query, str)
    assert "".join(stemmed.search(asked, looking, Sort.POSTED, 0, 9).photos) == photos
    [counted] = stemmed.counts(asked, looking, ["tag"], 9)
    assert [count.value for count in counted] == ["harbours"] * ("1" in photos)
    [both] = stemmed.how_many(asked, looking, [parse("boating", str).condition])
    assert both == len(photos)


def test_a_language_without_rules_is_refused_with_those_that_have(tmp_path: Path) -> None:
    path = tmp_path / "parallel-flickr.toml"
    path.write_text('search_stemming = "klingon"\n', "utf-8")
    with pytest.raises(SettingsError, match=r"line 1: search_stemming: write one of .*, english, "):
        load(path)
