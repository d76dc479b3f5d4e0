"""Where an archive stands is told as it is, whoever wrote last, and in whatever process."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.assembly import Archive, assemble, prepare
from adapters.settings import Settings
from domain import streams
from domain.account import AccountJoined
from domain.clock import exactly
from domain.fact import Fact
from domain.recorded import Append
from projections.following import catch_up
from projections.rebuilding import rebuild
from projections.writing import remove_streams

ADA = "11@N01"


@pytest.fixture
def two(url: str, tmp_path: Path) -> Iterator[tuple[Archive, Archive]]:
    """The same archive opened twice, as two processes do, both of which know where it stands."""
    chosen = Settings(
        database_url=url,
        flickr_static_path=str(tmp_path / "static"),
        search_index_path=str(tmp_path / "search"),
    )
    one, other = assemble(chosen), assemble(chosen)
    prepare(one)
    assert one.standings.now() == other.standings.now()
    yield one, other
    one.close()
    other.close()


def append(archive: Archive) -> None:
    stream = streams.account(ADA)
    version = archive.log.versions([stream]).get(stream, 0)
    event = AccountJoined(nsid=ADA, username=f"ada {version}")
    fact = Fact(event=event, happened=exactly(version), observed=version, via="member")
    archive.log.append([Append(stream, version, (fact,))])


def test_what_another_appends_is_seen_at_once(two: tuple[Archive, Archive]) -> None:
    one, other = two
    for _ in range(3):
        append(one)
        assert other.standings.now().log == one.log.head() == one.standings.now().log


def test_views_that_another_brought_up_to_date_are_seen_at_once(
    two: tuple[Archive, Archive],
) -> None:
    one, other = two
    append(one)
    before = other.standings.now()
    catch_up(one.log, one.generations.live())
    assert other.standings.now() == one.standings.now()
    assert other.standings.now().views != before.views


def test_rows_that_another_removed_are_seen_at_once(two: tuple[Archive, Archive]) -> None:
    one, other = two
    before = other.standings.now()
    with one.generations.live().begin() as connection:
        remove_streams(connection, [streams.account(ADA)])
    assert other.standings.now() != before


def test_a_swap_is_seen_at_once_and_what_the_fresh_views_take_in_as_well(
    two: tuple[Archive, Archive],
) -> None:
    one, other = two
    for _ in range(3):
        before = other.standings.now()
        rebuild(one.log, one.generations)
        assert other.standings.now().generation == one.generations.live_name()
        assert other.standings.now().generation != before.generation
        append(one)
        catch_up(one.log, one.generations.live())
        assert other.standings.now() == one.standings.now()


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_what_watches_a_file_keeps_nobody_from_clearing_its_journal(
    two: tuple[Archive, Archive],
) -> None:
    one, other = two
    append(one)
    assert other.standings.now().log == 1
    with sqlite3.connect(str(one.operations.url.database)) as connection:
        (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    connection.close()
    assert busy == 0
    append(one)
    assert other.standings.now().log == 2
