"""Whatever is typed is a query or is refused, and finds what it says: nothing is injected."""

from __future__ import annotations

import os
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.search.parsing import OPERATORS, parse
from domain.search.query import Query, Sort
from domain.search.wrong import QueryError
from projections.reading.eyes import Eyes
from tests.adapters.search import worlds
from tests.adapters.search.worlds import Filled

_EXAMPLES = 1000 if os.environ.get("SOAK") == "1" else 80

_SIGNS = (
    "*:*", "{!func}1", "{!term f=kind}photo", "{!join from=photo to=photo}*:*", "$q", "${env:PATH}",
    "_query_:\"{!lucene}*:*\"", "kind:photo", "AND", "NOT", "OR", "||", "&&", "[* TO *]", "a\\",
    "\\\"", "'", "''; DROP TABLE documents; --", "%", "_", "?", "~2", "^9", "/.*/", "title:", "(",
    "a) OR (b", "}", "NEAR(a b)", "rowid", "{title} : a", "\x00", "\u2028", "é", "東", "¶", "\t",
    "boat", "har*", "tag", ",", "a,b", "1e999", "999999999999999999999", "-", "--", "\"", "==",
)  # fmt: skip
_TERMS = st.one_of(
    st.sampled_from(_SIGNS),
    st.text(max_size=12),
    st.builds(lambda o, v: f"{o}:{v}", st.sampled_from(OPERATORS), st.sampled_from(_SIGNS)),
    st.builds(lambda o, v: f'-{o}:"{v}"*', st.sampled_from(OPERATORS), st.sampled_from(_SIGNS)),
    st.builds(lambda v: f"camera:make={v}", st.sampled_from(_SIGNS)),
)
_QUERIES = st.lists(_TERMS, max_size=5).map(" ".join)


def test_whatever_is_typed_finds_what_the_oracle_finds(filled: Filled) -> None:
    lookers = [worlds.look_as(filled.world, viewer) for viewer in ("", worlds.VIEWERS[-1])]

    @settings(
        max_examples=max(5, _EXAMPLES // filled.every),
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(_QUERIES, st.sampled_from(Sort), st.sampled_from(lookers))
    def holds(text: str, sort: Sort, looking: Eyes) -> None:
        with suppress(QueryError):
            query = parse(text, worlds.whose)
            expected = filled.oracle.search(query, looking, sort, 0, 20)
            assert filled.index.search(query, looking, sort, 0, 20) == expected

    holds()


def test_whatever_a_value_is_to_begin_with_is_counted_as_the_oracle_does(filled: Filled) -> None:
    looking = worlds.look_as(filled.world, worlds.VIEWERS[-1])
    fields = ("tag", "machine", "place-called", "camera-called")
    for beginning in _SIGNS[:: filled.every]:
        expected = filled.oracle.counts(Query(), looking, fields, 5, beginning)
        assert filled.index.counts(Query(), looking, fields, 5, beginning) == expected, beginning
