"""Whatever is typed is a query or is refused, and finds what it says: nothing is injected."""

from __future__ import annotations

import os
import time
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.searching import batches, documents
from domain.search.index import SearchTooSlow
from domain.search.parsing import parse
from domain.search.query import Query, Sort
from domain.search.wrong import QueryError
from projections.reading.eyes import Eyes
from tests.adapters.search import worlds
from tests.adapters.search.typed import QUERIES, SIGNS
from tests.adapters.search.worlds import Filled, Fresh

_EXAMPLES = 1000 if os.environ.get("SOAK") == "1" else 80


def test_whatever_is_typed_finds_what_the_oracle_finds(filled: Filled) -> None:
    lookers = [worlds.look_as(filled.world, viewer) for viewer in ("", worlds.VIEWERS[-1])]

    @settings(
        max_examples=_EXAMPLES,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(QUERIES, st.sampled_from(Sort), st.sampled_from(lookers))
    def holds(text: str, sort: Sort, looking: Eyes) -> None:
        with suppress(QueryError):
            query = parse(text, worlds.whose)
            expected = filled.oracle.search(query, looking, sort, 0, 20)
            assert filled.index.search(query, looking, sort, 0, 20) == expected

    holds()


def test_nothing_that_is_typed_is_filled_in_by_the_index(filled: Filled) -> None:
    looking = worlds.look_as(filled.world, worlds.VIEWERS[-1])
    assert filled.index.search(parse("country:Netherlands", str), looking, Sort.POSTED, 0, 0).total
    for text in ("country:${x:Netherlands}", "country:${json}", 'model:"${x:Canon EOS 5D}"'):
        query = parse(text, worlds.whose)
        assert filled.index.search(query, looking, Sort.POSTED, 0, 9).total == 0, text


def test_whatever_a_value_is_to_begin_with_is_counted_as_the_oracle_does(filled: Filled) -> None:
    looking = worlds.look_as(filled.world, worlds.VIEWERS[-1])
    fields = ("tag", "machine", "place-called", "camera-called")
    for beginning in SIGNS:
        expected = filled.oracle.counts(Query(), looking, fields, 5, beginning)
        assert filled.index.counts(Query(), looking, fields, 5, beginning) == expected, beginning


_LATER = 1_900_000_000
_LIMIT = 0.003
_SLACK = 2.0
"""Seconds in which an answer that was given up comes, on a machine with much else to do."""
_BROAD = ("h*", "m*", "-t*", "ro*", "tag:k*", "place:town*", "camera:c*", "*:*=", "near:52,5,9000",
          "-near:51,4.5,30", "taken:2005-02-03..2021-07-09", "posted:2005-02-03..2021-07-09",
          "title:s*", "description:*e", '"haroha miroha"', "is:geotagged")  # fmt: skip


def test_no_question_takes_longer_than_its_limit(fresh: Fresh) -> None:
    index = fresh(_LIMIT)
    index.rebuild(batches(documents(5000)), 1)
    looking = Eyes("", _LATER, _LATER)
    given_up = []

    @settings(max_examples=_EXAMPLES // 2, suppress_health_check=list(HealthCheck),
              database=None, deadline=None)  # fmt: skip
    @given(st.lists(st.sampled_from(_BROAD), min_size=10, max_size=16),
           st.sampled_from((" ", " OR ")), st.sampled_from(Sort))  # fmt: skip
    def holds(terms: list[str], between: str, sort: Sort) -> None:
        query = parse(between.join(terms), str)
        for ask in (
            lambda: index.search(query, looking, sort, 900, 100),
            lambda: index.counts(query, looking, ("tag", "taken-day", "locality"), 12),
            lambda: index.how_many(query, looking, [query.condition] * 9),
        ):
            begun = time.monotonic()
            try:
                ask()
            except SearchTooSlow:
                given_up.append(ask)
            assert time.monotonic() - begun < _LIMIT + _SLACK

    holds()
    assert given_up
