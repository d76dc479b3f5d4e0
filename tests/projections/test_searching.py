"""The search projection: following, catching up, and being made anew."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest

from adapters.log import StoredLog, open_log
from adapters.search.embedded import EmbeddedSearch
from adapters.search.solr import SolrSearch
from bench.years import OWNER, fill
from domain.recorded import Append
from domain.search.index import Looker, SearchIndex, SearchTooSlow, SearchUnavailable
from domain.search.parsing import parse
from domain.search.query import Query, Sort
from projections.reading.eyes import Eyes
from projections.searching import catch_up_search, follow_search, rebuild_search

_PHOTOS = 40
_NOW = 1_900_000_000


@pytest.fixture
def log(tmp_path: Path) -> Iterator[StoredLog]:
    made = open_log(f"sqlite:///{tmp_path}/archive.db")
    fill(made, _PHOTOS)
    yield made
    made.close()


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[EmbeddedSearch]:
    made = EmbeddedSearch(tmp_path / "search")
    made.prepare()
    yield made
    made.close()


@pytest.fixture(
    params=[
        "embedded",
        pytest.param("solr", marks=pytest.mark.xdist_group("solr")),
        pytest.param("solr_cloud", marks=pytest.mark.xdist_group("solr-cloud")),
    ],
)
def index(request: pytest.FixtureRequest) -> Iterator[SearchIndex]:
    made: SearchIndex
    if request.param == "embedded":
        made = request.getfixturevalue("embedded")
    else:
        made = SolrSearch(request.getfixturevalue(request.param).fresh())
        made.prepare()
    yield made
    made.close()


def found(index: SearchIndex) -> list[str]:
    looking: Looker = Eyes(OWNER, _NOW, _NOW)
    return list(index.search(Query(), looking, Sort.POSTED, 0, 1000).photos)


def test_a_rebuild_finds_what_following_found(log: StoredLog, index: SearchIndex) -> None:
    while follow_search(log, index, UTC, step=7):
        pass
    followed = found(index)
    assert len(followed) == _PHOTOS
    assert rebuild_search(log, index, UTC) == log.head()
    assert found(index) == followed
    assert index.position() == log.head()


def test_following_goes_on_where_it_was(log: StoredLog, index: SearchIndex) -> None:
    assert follow_search(log, index, UTC, step=3) == 3
    assert index.position() == 3
    assert catch_up_search(log, index, UTC) == log.head() - 3
    assert follow_search(log, index, UTC) == 0


def test_an_index_that_is_thrown_away_is_filled_again_by_following(
    log: StoredLog, embedded: EmbeddedSearch, tmp_path: Path
) -> None:
    catch_up_search(log, embedded, UTC)
    before = found(embedded)
    shutil.rmtree(tmp_path / "search")
    with pytest.raises(SearchUnavailable):
        found(embedded)
    embedded.prepare()
    assert found(embedded) == []
    catch_up_search(log, embedded, UTC)
    assert found(embedded) == before


def test_readers_have_the_old_index_until_the_swap(log: StoredLog, index: SearchIndex) -> None:
    catch_up_search(log, index, UTC)
    before = found(index)
    seen: list[bool] = []
    rebuild_search(log, index, UTC, lambda *_: seen.append(found(index) == before))
    assert seen
    assert all(seen)


def test_a_rebuild_that_fails_leaves_the_old_index(log: StoredLog, index: SearchIndex) -> None:
    catch_up_search(log, index, UTC)
    before = found(index)

    def fails(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild_search(log, index, UTC, fails)
    assert found(index) == before


def test_a_rebuild_that_fails_leaves_nothing_behind(
    log: StoredLog, embedded: EmbeddedSearch, tmp_path: Path
) -> None:
    files = sorted((tmp_path / "search").glob("*.db"))

    def fails(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild_search(log, embedded, UTC, fails)
    assert sorted((tmp_path / "search").glob("*.db")) == files


def test_a_purged_photo_is_found_no_more(log: StoredLog, index: SearchIndex) -> None:
    from domain.clock import exactly
    from domain.fact import Fact
    from domain.photo.events import PhotoPurged

    catch_up_search(log, index, UTC)
    photo, *rest = found(index)
    purged = Fact(
        event=PhotoPurged(member=OWNER), happened=exactly(_NOW), observed=_NOW, via="member"
    )
    held = len(log.read(f"photo:{photo}"))
    log.append([Append(f"photo:{photo}", held, (purged,))])
    catch_up_search(log, index, UTC)
    assert found(index) == rest


def test_a_question_that_takes_too_long_is_given_up(
    log: StoredLog, embedded: EmbeddedSearch, tmp_path: Path
) -> None:
    catch_up_search(log, embedded, UTC)
    hasty = EmbeddedSearch(tmp_path / "search", seconds=-1)
    query = parse(" OR ".join(["h*"] * 15), lambda name: name)
    with pytest.raises(SearchTooSlow, match="more particular"):
        hasty.search(query, Eyes(OWNER, _NOW, _NOW), Sort.RELEVANCE, 0, 10)
    assert hasty.position() == log.head()
    hasty.close()
