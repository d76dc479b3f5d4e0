"""What every index promises: the answers of the oracle, for every viewer, now and then."""

from __future__ import annotations

from datetime import UTC
from unicodedata import name

import pytest
from sqlalchemy import select

from domain.search.index import Entries
from domain.search.parsing import OPERATORS, parse
from domain.search.query import Query, Sort
from domain.search.vocabulary import FLAGS
from projections.documents import entries_of
from projections.reading.eyes import may_see, shown
from projections.reading.related import related_tags
from projections.tables import PHOTOS
from tests.adapters.search import worlds
from tests.adapters.search.oracle import Oracle
from tests.adapters.search.worlds import Filled, Fresh
from tests.web.world import ADA, World

SCRIPTS = {"CYRILLIC", "GREEK", "HEBREW", "ARABIC", "DEVANAGARI", "THAI", "CJK", "HANGUL",
           "KATAKANA", "BALLOON"}  # fmt: skip
FIELDS = ("tag", "namespace", "predicate", "machine", "country", "locality", "woeid", "make",
          "camera", "lens", "colour", "taken-year", "taken-month", "posted-day", "with",
          "licence", "owner")  # fmt: skip


def test_the_queries_have_every_operator_and_are_in_several_scripts() -> None:
    asked = worlds.queries()
    typed = f" {' '.join(asked)} ".replace(" -", " ")
    assert len(asked) == 400
    for operator in OPERATORS:
        assert f" {operator}:" in typed, operator
    for flag in FLAGS:
        assert f" is:{flag} " in typed, flag
    assert all(sign in " ".join(asked) for sign in (" OR ", " -", '"', "* ", "*:*=", "=", ".."))
    assert {name(sign).partition(" ")[0] for sign in set(typed) if not sign.isascii()} >= SCRIPTS


@pytest.mark.parametrize("at", [None, worlds.PAST], ids=["now", "then"])
@pytest.mark.parametrize("viewer", worlds.VIEWERS)
def test_every_query_finds_what_the_oracle_finds_in_its_order(
    filled: Filled, viewer: str, at: int | None
) -> None:
    looking = worlds.look_as(filled.world, viewer, at)
    found = 0
    asked = list(enumerate(worlds.queries()))
    for number, text in asked:
        query = parse(text, worlds.whose)
        sort = list(Sort)[number % len(Sort)]
        expected = filled.oracle.search(query, looking, sort, 0, 1000)
        assert filled.index.search(query, looking, sort, 0, 1000) == expected, (text, sort)
        found += bool(expected.total)
    assert found > len(asked) * 0.37


@pytest.mark.parametrize("at", [None, worlds.PAST], ids=["now", "then"])
@pytest.mark.parametrize("viewer", worlds.VIEWERS)
def test_every_field_is_counted_as_the_oracle_counts_it(
    filled: Filled, viewer: str, at: int | None
) -> None:
    looking = worlds.look_as(filled.world, viewer, at)
    for text in ("", "harbour", "-tag:boat", "owner:11@N01 is:deleted", "near:52.2,5,60"):
        query = parse(text, worlds.whose)
        for limit in (50, 2):
            expected = filled.oracle.counts(query, looking, FIELDS, limit)
            assert filled.index.counts(query, looking, FIELDS, limit) == expected, text
    plain = filled.index.counts(Query(), looking, FIELDS, 9, newest=False)
    assert plain == filled.oracle.counts(Query(), looking, FIELDS, 9, newest=False)
    expected = filled.oracle.counts(Query(), looking, FIELDS, 2, "bo")
    assert filled.index.counts(Query(), looking, FIELDS, 2, "bo") == expected


@pytest.mark.parametrize("at", [None, worlds.PAST], ids=["now", "then"])
@pytest.mark.parametrize("viewer", worlds.VIEWERS)
def test_of_what_is_found_as_many_are_otherwise_too_as_the_oracle_says(
    filled: Filled, viewer: str, at: int | None
) -> None:
    looking = worlds.look_as(filled.world, viewer, at)
    conditions = [parse(text, worlds.whose).condition for text in worlds.queries(76)]
    for text in ("", "harbour", "tag:boat", "-is:geotagged", "tag:nothing"):
        query = parse(text, worlds.whose)
        expected = filled.oracle.how_many(query, looking, conditions)
        assert filled.index.how_many(query, looking, conditions) == expected, text


@pytest.mark.parametrize("at", [None, worlds.PAST], ids=["now", "then"])
@pytest.mark.parametrize("viewer", worlds.VIEWERS)
def test_tags_that_go_with_others_are_those_that_the_oracle_tells(
    filled: Filled, viewer: str, at: int | None
) -> None:
    looking = worlds.look_as(filled.world, viewer, at)
    told = 0
    for text in ("tag:boat", "tag:café", "owner:11@N01 tag:東京", "tag:boats tag:boat", "light"):
        query = parse(text, worlds.whose)
        expected = filled.oracle.related(query, looking, 9)
        assert related_tags(filled.index, query, looking, 9) == expected, text
        told += len(expected)
    assert told > 3 or viewer != ADA


@pytest.mark.parametrize("at", [None, worlds.PAST], ids=["now", "then"])
@pytest.mark.parametrize("viewer", worlds.VIEWERS)
def test_a_search_for_everything_finds_what_the_lists_of_the_site_show(
    filled: Filled, viewer: str, at: int | None
) -> None:
    looking = worlds.look_as(filled.world, viewer, at)
    listed = select(PHOTOS.c.photo).where(
        shown(looking), may_see(looking), PHOTOS.c.posted <= looking.at
    )
    with filled.world.archive.generations.live().connect() as connection:
        expected = set(connection.execute(listed).scalars())
    found = filled.index.search(Query(deleted=True), looking, Sort.POSTED, 0, 1000)
    assert set(found.photos) == expected
    assert found.total == len(expected) > 10


def test_pages_follow_each_other_without_gaps_or_repeats(filled: Filled) -> None:
    looking = worlds.look_as(filled.world, worlds.VIEWERS[-1])
    query = parse("light OR roof", worlds.whose)
    whole = filled.index.search(query, looking, Sort.RELEVANCE, 0, 1000)
    pages = [
        filled.index.search(query, looking, Sort.RELEVANCE, start, 7)
        for start in range(0, whole.total, 7)
    ]
    assert [photo for page in pages for photo in page.photos] == whole.photos
    assert {page.total for page in pages} == {whole.total}


def test_streams_replaced_step_by_step_give_the_same_as_a_rebuild(
    world: World, fresh: Fresh
) -> None:
    facts = worlds.facts_of(world)
    index = fresh()
    names = list(facts)
    for at in range(0, len(names), 40):
        some = names[at : at + 40]
        half = {stream: facts[stream][: len(facts[stream]) // 2] for stream in some}
        assert index.replace(some, entries_of(half, UTC), 2 * at, 2 * at + 1)
        whole = {stream: facts[stream] for stream in some}
        assert index.replace(some, entries_of(whole, UTC), 2 * at + 1, 2 * at + 80)
    oracle = Oracle(entries_of(facts, UTC))
    looking = worlds.look_as(world, worlds.VIEWERS[-1])
    for text in worlds.queries(100):
        query = parse(text, worlds.whose)
        expected = oracle.search(query, looking, query.usual_sort, 0, 1000)
        assert index.search(query, looking, query.usual_sort, 0, 1000) == expected, text


def test_what_was_counted_before_a_step_is_counted_anew_after_it(
    world: World, fresh: Fresh
) -> None:
    facts = worlds.facts_of(world)
    index = fresh()
    looking = worlds.look_as(world, worlds.VIEWERS[-1])
    names = list(facts)
    some, every = len(names) // 3, len(names)
    # the last as what is forgotten goes: without a step of the log
    for end, before, reached in ((some, 0, 1), (every, 1, 2), (some, 2, 2)):
        held = {stream: facts[stream] for stream in names[:end]}
        assert index.replace(names, entries_of(held, UTC), before, reached)
        oracle = Oracle(entries_of(held, UTC))
        for beginning in ("", "b"):
            expected = oracle.counts(Query(), looking, FIELDS, 9, beginning)
            assert index.counts(Query(), looking, FIELDS, 9, beginning) == expected


def test_a_step_that_another_worker_took_is_left(fresh: Fresh) -> None:
    index = fresh()
    assert index.replace([], Entries(), 0, 5)
    assert not index.replace([], Entries(), 0, 9)
    assert index.position() == 5


def test_what_a_stream_does_not_give_any_more_is_gone(world: World, fresh: Fresh) -> None:
    index = fresh()
    facts = worlds.facts_of(world)
    looking = worlds.look_as(world, worlds.VIEWERS[-1])
    assert index.replace(facts, entries_of(facts, UTC), 0, 1)
    assert index.search(Query(), looking, Sort.POSTED, 0, 9).total > 9
    assert index.replace(facts, Entries(), 1, 2)
    assert index.search(Query(deleted=True), looking, Sort.POSTED, 0, 9).total == 0
    assert index.search(parse("faved:11@N01", str), looking, Sort.POSTED, 0, 9).total == 0
