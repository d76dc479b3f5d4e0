"""Solr that is stopped, killed, emptied, and asked by several at once: nothing is lost."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, suppress
from datetime import UTC
from pathlib import Path
from typing import TypeVar

import pysolr  # type: ignore[import-untyped]  # it brings no types
import pytest

from adapters.log import StoredLog, open_log
from adapters.search.embedded import EmbeddedSearch
from adapters.search.solr import SolrSearch
from bench.years import OWNER, fill
from bin.doctor import examine
from bin.following import SearchFollower
from domain.search.index import Document, Entries, SearchIndex, SearchTooSlow, SearchUnavailable
from domain.search.parsing import parse
from domain.search.query import Query, Sort
from projections.reading.eyes import Eyes
from projections.searching import catch_up_search, follow_search
from tests.adapters.search import worlds
from tests.services.solr import Solr, cloud, running
from tests.web.world import ADA, NOW, World, circle, day

_PHOTOS = 60
_LATER = 1_900_000_000


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(running, id="solr", marks=pytest.mark.xdist_group("solr-of-its-own")),
        pytest.param(cloud, id="cloud", marks=pytest.mark.xdist_group("cloud-of-its-own")),
    ],
)
def mortal(request: pytest.FixtureRequest) -> Iterator[Solr]:
    """A Solr, or a SolrCloud of two nodes, that these tests may stop."""
    start: Callable[[], AbstractContextManager[Solr]] = request.param
    with start() as solr:
        yield solr


@pytest.fixture
def log(tmp_path: Path) -> Iterator[StoredLog]:
    made = open_log(f"sqlite:///{tmp_path}/archive.db")
    fill(made, _PHOTOS)
    yield made
    made.close()


def answers(index: SearchIndex) -> list[object]:
    """What an index says to a handful of questions."""
    looking = Eyes(OWNER, _LATER, _LATER)
    queries = [parse(text, str) for text in ("", "har*", "is:private", "posted:2013..")]
    found = [index.search(query, looking, Sort.POSTED, 0, 1000) for query in queries]
    return [*found, index.counts(Query(), looking, ["tag"], 20)]


def expected(log: StoredLog, folder: Path) -> list[object]:
    """What the embedded index says to the same."""
    embedded = EmbeddedSearch(folder / "embedded")
    embedded.prepare()
    catch_up_search(log, embedded, UTC)
    said = answers(embedded)
    embedded.close()
    return said


_Answer = TypeVar("_Answer")


def patiently(ask: Callable[[], _Answer]) -> _Answer:
    """What Solr says as soon as it answers."""
    end = time.monotonic() + 60
    while True:
        try:
            return ask()
        except SearchUnavailable:
            assert time.monotonic() < end
            time.sleep(0.1)


def bare(endpoint: str) -> pysolr.Solr:
    """A client of the first node, past the program."""
    return pysolr.Solr(endpoint.partition(",")[0])


def test_solr_killed_started_and_emptied_in_the_middle_of_a_run_loses_nothing(
    mortal: Solr, log: StoredLog, tmp_path: Path
) -> None:
    endpoint = mortal.fresh()
    index = SolrSearch(endpoint)
    index.prepare()
    for _ in range(5):
        assert follow_search(log, index, UTC, step=9) == 9
    mortal.kill()
    with pytest.raises(SearchUnavailable):
        follow_search(log, index, UTC, step=9)
    mortal.start()
    assert patiently(index.position) == 45
    for _ in range(5):  # two nodes first agree on which of them leads
        assert patiently(lambda: follow_search(log, index, UTC, step=9)) == 9
    bare(endpoint).delete(q="*:*", commit=True)
    assert index.position() == 0
    catch_up_search(log, index, UTC)
    assert answers(index) == expected(log, tmp_path)
    index.close()


def test_several_that_follow_at_once_give_what_one_gives(
    mortal: Solr, log: StoredLog, tmp_path: Path
) -> None:
    endpoint = mortal.fresh()
    workers = [SolrSearch(endpoint) for _ in range(3)]
    workers[0].prepare()

    def follow(index: SolrSearch) -> None:
        while index.position() < log.head():
            follow_search(log, index, UTC, step=11)

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(follow, workers))
    assert answers(workers[0]) == expected(log, tmp_path)
    for worker in workers:
        worker.close()


def test_a_step_that_another_is_in_the_middle_of_is_left_until_they_are_given_up(
    mortal: Solr,
) -> None:
    endpoint = mortal.fresh()
    now = [1000.0]
    index = SolrSearch(endpoint, now=lambda: now[0])
    index.prepare()
    begun = {"id": "turn", "kind": "turn", "reached": 0, "worker": "another", "taken_at": 1000}
    bare(endpoint).add([begun])
    assert not index.replace([], Entries(), 0, 5)
    now[0] = 2000.0
    assert index.replace([], Entries(), 0, 5)
    assert index.position() == 5
    index.close()


def test_the_site_goes_on_without_solr_and_says_so(
    mortal: Solr,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    endpoint = mortal.fresh()
    world = World(tmp_path, {"search": "solr", "solr_endpoint": endpoint})
    circle(world)
    world.photo("1", at=day(1), title="Tin roof")
    client = world.client(ADA)
    mortal.stop()
    said = client.simulate_get("/search", params={"q": "roof"})
    assert said.status_code == 200
    assert "Search does not answer at present" in said.text
    assert "not ready: search" in client.simulate_get("/readyz").text
    assert "Tin roof" in client.simulate_get("/photos/ada/").text
    for name in ("crypto_cookie_secret", "crypto_crumb_secret", "database_url",
                 "flickr_static_path", "search", "solr_endpoint"):  # fmt: skip
        value = str(getattr(world.archive.settings, name))
        monkeypatch.setenv(f"PARALLEL_FLICKR_{name.upper()}", value)
    monkeypatch.chdir(tmp_path)
    [finding] = [finding for finding in examine() if finding.subject == "search"]
    assert not finding.well
    assert "Solr does not answer" in finding.said
    now = [0.0]
    follower = SearchFollower(world.archive, lambda: now[0])
    world.photo("2", at=day(2), title="Another roof")
    assert follower.follow() == 0
    mortal.start()
    assert patiently(world.archive.search.position) > 0
    now[0] = 10.0
    while follower.follow():
        pass
    assert "the index is back" in capsys.readouterr().err
    looking = Eyes("", NOW, NOW)
    assert world.archive.search.search(Query(), looking, Sort.POSTED, 0, 9).photos == ["2", "1"]
    assert client.simulate_get("/readyz").text == "ready\n"
    assert next(f for f in examine() if f.subject == "search").said == "solr, 0 events behind"
    world.close()


def test_the_pages_of_search_say_on_solr_what_they_say_on_the_embedded_index(
    mortal: Solr, tmp_path: Path
) -> None:
    told = {}
    for kind, chosen in (
        ("solr", {"search": "solr", "solr_endpoint": mortal.fresh()}), ("embedded", {}),
    ):  # fmt: skip
        world = worlds.build(tmp_path / kind, 12, chosen)
        told[kind] = [
            world.client(viewer).simulate_get(path, params={"format": "json"} | params).json
            for viewer in ("", ADA)
            for path, params in (
                *(("/search/suggestions", {"q": q}) for q in ("bo", "ada", "amst", "can", "a:b")),
                ("/search/suggestions", {"q": "bo", "as_of": f"@{worlds.PAST}"}),
                ("/search", {"q": "tag:boat"}),
                ("/search/help", {}),
                ("/photos/ada/places", {}),
            )
        ]
        world.close()
    assert told["solr"] == told["embedded"]
    assert all(answer["suggestions"] for answer in told["solr"][9:12])


def test_an_index_that_is_not_there_yet_and_a_configset_that_is_not_are_named(
    mortal: Solr, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = SolrSearch(mortal.fresh())
    with pytest.raises(SearchUnavailable, match="has no such index: `parallel-flickr init`"):
        index.position()
    monkeypatch.setattr("adapters.search.solr.server.CONFIGSET", "unheard-of")
    with pytest.raises(SearchUnavailable, match=r"has no configset unheard-of: docs/search\.md"):
        index.prepare()
    index.close()


def test_what_was_purged_is_in_no_file_of_solr(mortal: Solr) -> None:
    index = SolrSearch(mortal.fresh())
    index.prepare()
    secret = Document(photo="1", piece=0, owner=OWNER, posted=1, taken="", shown_from=0,
                      shown_until=2, viewers=0, viewers_now=0, faver_viewers=None,
                      faver_viewers_now=None, place_viewers=0, place_viewers_now=0,
                      deleted=False, latitude=None, longitude=None, readers=(), readers_now=(),
                      texts={"title": ("unspeakableness",)}, terms={})  # fmt: skip
    index.replace(["photo:1"], Entries([secret]), 0, 1)
    assert mortal.holds("unspeakableness")
    index.replace(["photo:1"], Entries(), 1, 2)
    index.scrub()
    assert mortal.holds("unspeakableness") == []
    assert index.position() == 2
    index.close()


@pytest.mark.xdist_group("solr-cloud")
def test_a_node_of_a_solrcloud_stops_and_the_other_goes_on(log: StoredLog, tmp_path: Path) -> None:
    with cloud() as solr:
        index = SolrSearch(solr.fresh())
        index.prepare()
        for _ in range(4):
            assert follow_search(log, index, UTC, step=9) == 9
        solr.nodes[0].stop()
        assert patiently(index.position) == 36
        while patiently(index.position) < log.head():
            with suppress(SearchUnavailable):  # until the other node leads
                follow_search(log, index, UTC, step=40)
        assert answers(index) == expected(log, tmp_path)
        index.close()


def test_a_question_that_one_node_leaves_unanswered_is_not_put_to_the_next() -> None:
    with ExitStack() as ending:
        silent = [ending.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(2)]
        ports = [server.getsockname()[1] for server in silent]
        endpoint = ",".join(f"http://127.0.0.1:{port}/solr/x" for port in ports)
        index = SolrSearch(endpoint, seconds=-4)  # five more are for Solr to say that it gave up
        for port in ports:
            begun = time.monotonic()
            with pytest.raises(SearchTooSlow):
                index.search(Query(), Eyes("", _LATER, _LATER), Sort.POSTED, 0, 1)
            assert time.monotonic() - begun < 1.9
            server = silent[ports.index(port)]
            server.settimeout(1)
            server.accept()[0].close()  # it is this one that was asked
        index.close()


def test_an_endpoint_that_is_none_is_refused_with_its_place(tmp_path: Path) -> None:
    from adapters.settings import SettingsError, load

    path = tmp_path / "parallel-flickr.toml"
    path.write_text('search = "solr"\nsolr_endpoint = "localhost:8983"\n', "utf-8")
    with pytest.raises(SettingsError, match="line 2: solr_endpoint: write an address"):
        load(path)
