"""The worker and a search index that goes away and comes back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bin.following import SearchFollower, follows_search
from domain.search.query import Query, Sort
from projections.reading.eyes import Eyes
from tests.web.world import NOW, World, circle, day


def test_an_index_that_went_away_is_told_once_made_again_and_filled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world = World(tmp_path)
    circle(world)
    world.photo("1", at=day(1))
    world.follow()
    now = [0.0]
    follower = SearchFollower(world.archive, lambda: now[0])
    shutil.rmtree(next(tmp_path.glob("*.search")))
    for _ in range(3):
        assert follower.follow() == 0
    assert capsys.readouterr().err.count("catches up when it is back") == 1
    now[0] = 10.0
    while follower.follow():
        pass
    assert "the index is back" in capsys.readouterr().err
    looking = Eyes("", NOW, NOW)
    assert world.archive.search.search(Query(), looking, Sort.POSTED, 0, 9).photos == ["1"]
    world.close()


def test_one_worker_follows_a_solr_for_all_and_each_machine_its_own_index(tmp_path: Path) -> None:
    elsewhere = "http://127.0.0.1:9/solr/parallel-flickr"
    for number, chosen in enumerate(({}, {"search": "solr", "solr_endpoint": elsewhere})):
        folder = tmp_path / str(number)
        folder.mkdir()
        world = World(folder, chosen)
        assert follows_search(world.archive, (0, 1))
        assert follows_search(world.archive, (2, 3)) is (not chosen)
        world.close()
