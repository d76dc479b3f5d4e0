"""Whatever is searched for on the site, on either index: an answer, and none is Solr's trouble."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.adapters.search import worlds
from tests.adapters.search.typed import QUERIES, SIGNS
from tests.web.world import ADA, World
from web.asking.signs import is_fit

_QUIETLY = settings(
    max_examples=1000 if os.environ.get("SOAK") == "1" else 80,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(
    scope="module",
    params=["embedded", pytest.param("solr", marks=pytest.mark.xdist_group("solr"))],
)
def searched(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    chosen: dict[str, Any] = {}
    if request.param == "solr":
        endpoint = request.getfixturevalue("solr").fresh()
        chosen = {"search": "solr", "solr_endpoint": endpoint}
    made = worlds.build(tmp_path_factory.mktemp("searched") / request.param, 20, chosen)
    yield made
    made.close()


@_QUIETLY
@given(
    QUERIES | st.lists(st.sampled_from(SIGNS), max_size=4).map("".join),
    st.sampled_from(("", "relevance", "taken", "posted", "faved")),
    st.sampled_from(("", "1", "2", "100")),
    st.sampled_from(("", f"@{worlds.PAST}")),
    st.sampled_from(("", ADA)),
)
def test_whatever_is_searched_for_is_found_or_said_to_be_wrong_and_where(
    searched: World, text: str, sort: str, page: str, as_of: str, viewer: str
) -> None:
    params = {"q": text, "sort": sort, "page": page, "as_of": as_of, "format": "json"}
    answer = searched.client(viewer).simulate_get("/search", query_string=urlencode(params))
    if not is_fit(text) or "\n" in text:
        assert answer.status_code == 400
        return
    assert answer.status_code == 200, answer.text
    told = answer.json
    assert told["unavailable"] == "", text  # nothing typed is anything to Solr or to SQL
    problem = told["problem"]
    if problem is None:
        assert len(told["photos"]) <= told["total"] <= 20
    else:
        assert problem["before"] + problem["at"] + problem["after"] == told["query"]
    for path in ("/search", "/search/suggestions"):
        shown = searched.client(viewer).simulate_get(path, query_string=urlencode({"q": text}))
        assert shown.status_code == 200, (path, text)
        assert "Traceback" not in shown.text


@_QUIETLY
@example(b"q=%ff%fe")
@example(b"q=%00&q=%00&page=%d9%a1")
@given(st.binary(max_size=20).map(lambda said: b"q=" + said))
def test_whatever_comes_in_the_address_of_a_search_is_no_500(searched: World, said: bytes) -> None:
    for path in ("/search", "/search/suggestions"):
        answer = searched.client().simulate_get(path, query_string=said.decode("latin-1"))
        assert answer.status_code in (200, 400), said
