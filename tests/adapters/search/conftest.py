"""A generated world, and every index of it beside the oracle."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

import pytest

from adapters.search.embedded import EmbeddedSearch
from adapters.search.solr import SolrSearch
from domain.search.index import SearchIndex
from projections.documents import entries_of
from tests.adapters.search import worlds
from tests.adapters.search.oracle import Oracle
from tests.adapters.search.worlds import Filled, Fresh
from tests.services.solr import Solr
from tests.web.world import World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = worlds.build(tmp_path_factory.mktemp("world"))
    yield made
    made.close()


@pytest.fixture(
    scope="module",
    params=[
        pytest.param("embedded"),
        pytest.param("solr", marks=pytest.mark.xdist_group("solr")),
        pytest.param("cloud", marks=pytest.mark.xdist_group("solr-cloud")),
    ],
)
def kind(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


@pytest.fixture(scope="module")
def fresh(
    kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Fresh]:
    made: list[SearchIndex] = []

    def make(seconds: float = 10.0) -> SearchIndex:
        if kind == "embedded":
            # few: so that this small world is answered as a large one is
            made.append(EmbeddedSearch(tmp_path_factory.mktemp("index"), seconds, few=3))
        else:
            name = {"solr": "solr", "cloud": "solr_cloud"}[kind]
            solr: Solr = request.getfixturevalue(name)
            made.append(SolrSearch(solr.fresh(), seconds))
        made[-1].prepare()
        return made[-1]

    yield make
    for index in made:
        index.close()


@pytest.fixture(scope="module")
def filled(world: World, fresh: Fresh) -> Filled:
    index = fresh()
    entries = entries_of(worlds.facts_of(world), UTC)
    index.rebuild([entries], world.archive.log.head())
    return Filled(world, index, Oracle(entries))
