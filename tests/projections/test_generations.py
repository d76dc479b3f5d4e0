"""Following, rebuilding and checking, on both databases, over a generated world."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.exc import DataError

from adapters import operations
from adapters.log import StoredLog, open_log
from bench.years import OWNER, fill, photos
from domain.recorded import Append
from projections.checking import check
from projections.folding import FoldFailed
from projections.following import catch_up, follow, position
from projections.generations import Generations, MadeByAnotherVersion
from projections.reading import photos as reading
from projections.reading.around import in_photostream
from projections.reading.eyes import eyes
from projections.rebuilding import Jobs, rebuild
from projections.tables import METADATA, PHOTOS
from projections.writing import insert_rows
from tests.services.postgresql import Server

_PHOTOS = 60


class Views:
    """A log, and the views that are folded from it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.log: StoredLog = open_log(url)
        self.engine: Engine = operations.connect(url)
        self.generations = Generations(self.engine)
        self.generations.prepare()

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """All rows of the live generation, by table; the position left out."""
        with self.generations.live().connect() as connection:
            return {
                table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
                for table in METADATA.sorted_tables
                if table.name != "positions"
            }

    def close(self) -> None:
        """Close every connection."""
        self.generations.close()
        self.engine.dispose()
        self.log.close()


@pytest.fixture
def views(url: str) -> Iterator[Views]:
    made = Views(url)
    yield made
    made.close()


def test_a_rebuild_gives_the_rows_that_following_gave(views: Views) -> None:
    """Followed in small steps, in an order in which streams grow by turns."""
    pending = [(stream, list(facts)) for stream, facts in photos(_PHOTOS)]
    random = Random(1)
    versions = dict.fromkeys((stream for stream, _ in pending), 0)
    while pending:
        stream, facts = random.choice(pending)
        views.log.append([Append(stream, versions[stream], (facts.pop(0),))])
        versions[stream] += 1
        pending = [(s, f) for s, f in pending if f]
        if random.random() < 0.2:
            follow(views.log, views.generations.live(), step=7)
    catch_up(views.log, views.generations.live())
    followed = views.rows()
    made = rebuild(views.log, views.generations)
    assert made.events == _PHOTOS * 4
    assert views.rows() == followed
    assert len(followed["photos"]) > _PHOTOS


def test_following_the_same_events_again_changes_nothing(views: Views) -> None:
    fill(views.log, _PHOTOS)
    catch_up(views.log, views.generations.live())
    before = views.rows()
    with views.generations.live().begin() as connection:
        connection.execute(text("UPDATE positions SET position = 0"))
    catch_up(views.log, views.generations.live())
    assert views.rows() == before


def test_a_check_of_untouched_views_finds_nothing(views: Views) -> None:
    fill(views.log, _PHOTOS)
    checked = check(views.log, views.generations.live())
    assert checked.difference is None
    assert checked.events == views.log.head()


@pytest.mark.parametrize(
    ("damage", "table"),
    [
        ("UPDATE photos SET title = 'other' WHERE photo = '50000000007'", "photos"),
        ("DELETE FROM changes WHERE photo = '50000000007'", "changes"),
        ("UPDATE totals SET photos = photos + 1", "totals"),
        (
            "INSERT INTO faves VALUES ('1@N01', '5', 0, 1, 1, 2, 2)",
            "faves",
        ),
    ],
)
def test_a_check_names_the_first_row_that_is_not_what_the_log_says(
    views: Views, damage: str, table: str
) -> None:
    fill(views.log, _PHOTOS)
    catch_up(views.log, views.generations.live())
    with views.generations.live().begin() as connection:
        connection.execute(text(damage))
    difference = check(views.log, views.generations.live()).difference
    assert difference is not None
    assert difference.table == table
    assert "projections rebuild" in str(difference)


def test_readers_see_the_old_generation_until_the_swap(views: Views) -> None:
    fill(views.log, _PHOTOS)
    catch_up(views.log, views.generations.live())
    before = views.generations.live()
    seen: list[bool] = []
    rebuild(
        views.log,
        views.generations,
        lambda _done, _total: seen.append(views.generations.live() is before),
    )
    assert seen
    assert all(seen)
    assert views.generations.live() is not before


def test_a_rebuild_that_fails_leaves_the_live_generation_and_cleans_up(views: Views) -> None:
    fill(views.log, _PHOTOS)
    catch_up(views.log, views.generations.live())
    before = views.rows()

    def fails(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    names = views.generations.names()
    with pytest.raises(KeyboardInterrupt):
        rebuild(views.log, views.generations, fails)
    assert views.generations.names() == names
    assert views.rows() == before


def reopened(url: str) -> tuple[StoredLog, Generations]:
    return open_log(url), Generations(operations.connect(url))


def killed_at_once(_url: str) -> tuple[StoredLog, Generations]:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


@pytest.fixture
def shared(postgresql: Server) -> Iterator[Views]:
    """Views that several processes write at once, which only PostgreSQL lets them."""
    made = Views(postgresql.fresh())
    yield made
    made.close()


def test_several_processes_make_the_rows_that_one_makes(shared: Views) -> None:
    fill(shared.log, _PHOTOS)
    rebuild(shared.log, shared.generations)
    alone = shared.rows()
    told: list[int] = []
    made = rebuild(
        shared.log,
        shared.generations,
        lambda done, _total: told.append(done),
        jobs=Jobs(3, partial(reopened, shared.url)),
        comparing=True,
    )
    assert shared.rows() == alone
    assert made.events == told[-1] == shared.log.head()
    assert all(table.same for table in made.compared)
    assert check(shared.log, shared.generations.live()).difference is None


# Rebuilds by two processes, of which the other is told how to reach the log by what cannot be
# sent to a process that begins anew.
_COPIED = """
import sys
from adapters import operations
from adapters.log import open_log
from projections.generations import Generations
from projections.rebuilding import Jobs, rebuild
def reopened():
    return open_log(sys.argv[1]), Generations(operations.connect(sys.argv[1]))
log, views = reopened()
print(rebuild(log, views, jobs=Jobs(2, lambda: reopened())).events)
"""


def test_the_other_processes_of_a_rebuild_are_copies_and_need_not_load_the_program(
    shared: Views,
) -> None:
    fill(shared.log, _PHOTOS)
    command = [sys.executable, "-c", _COPIED, shared.url]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.stderr == ""
    assert int(done.stdout) == shared.log.head()
    assert check(shared.log, shared.generations.live()).difference is None


@pytest.mark.parametrize("accuracy", [2**31, -(2**31) - 1])
def test_a_number_that_does_not_fit_its_column_is_refused_and_never_cut(
    shared: Views, accuracy: int
) -> None:
    row = ("bookmark:1@N01:1", 0, "1@N01", 1, 0, 1, "home", 52.0, 4.0)
    with shared.generations.live().begin() as connection:
        insert_rows(connection, {"bookmarks": [(*row, 16)]})
        with pytest.raises(DataError, match="too large"):
            insert_rows(connection, {"bookmarks": [(*row[:1], 1, *row[2:], accuracy)]})
    assert [kept[-1] for kept in shared.rows()["bookmarks"]] == [16]


def test_a_rebuild_of_which_a_process_is_killed_leaves_the_live_generation(shared: Views) -> None:
    fill(shared.log, _PHOTOS)
    catch_up(shared.log, shared.generations.live())
    before, names = shared.rows(), shared.generations.names()
    with pytest.raises(FoldFailed, match="rebuild again"):
        rebuild(shared.log, shared.generations, jobs=Jobs(2, partial(killed_at_once, shared.url)))
    assert shared.generations.names() == names
    assert shared.rows() == before


def test_a_rebuild_says_in_which_tables_the_views_were_otherwise(views: Views) -> None:
    fill(views.log, _PHOTOS)
    catch_up(views.log, views.generations.live())
    with views.generations.live().begin() as connection:
        connection.execute(text("UPDATE photos SET title = title || '!' WHERE piece = 0"))
        connection.execute(text("DELETE FROM changes WHERE photo = '50000000007'"))
    made = rebuild(views.log, views.generations, comparing=True)
    other = {str(table) for table in made.compared if not table.same}
    photos, changes = (len(views.rows()[name]) for name in ("photos", "changes"))
    lost = sum(1 for row in views.rows()["changes"] if "50000000007" in row)
    assert other == {
        f"photos: {photos} rows, {photos} before, and not all the same",
        f"changes: {changes} rows, {changes - lost} before, and not all the same",
    }
    again = rebuild(views.log, views.generations, comparing=True)
    assert all(table.same for table in again.compared)


def test_what_a_killed_rebuild_left_is_removed_by_the_next(views: Views) -> None:
    fill(views.log, 3)
    abandoned = views.generations.fresh()
    rebuild(views.log, views.generations)
    assert abandoned not in views.generations.names()[:1]
    assert len(views.generations.names()) == 2


def test_the_position_moves_with_the_rows(views: Views) -> None:
    fill(views.log, 5)
    follow(views.log, views.generations.live(), step=3)
    with views.generations.live().connect() as connection:
        assert position(connection) == 3


def test_views_of_another_version_are_said_to_be_so_until_they_are_rebuilt(views: Views) -> None:
    fill(views.log, 3)
    with views.engine.begin() as connection:
        connection.execute(text("UPDATE live_views SET tables_digest = 'of an older version'"))
    with pytest.raises(MadeByAnotherVersion, match="run `parallel-flickr projections rebuild`"):
        views.generations.live()
    rebuild(views.log, views.generations)
    assert check(views.log, views.generations.live()).difference is None


def test_totals_are_what_counting_would_give(views: Views) -> None:
    fill(views.log, _PHOTOS)
    catch_up(views.log, views.generations.live())
    with views.generations.live().connect() as connection:
        owner = eyes(connection, OWNER, 1_760_000_000)
        stranger = eyes(connection, "", 1_760_000_000)
        every = reading.photostream(connection, owner, OWNER, 1000)
        public = reading.photostream(connection, stranger, OWNER, 1000)
        assert reading.total(connection, owner, OWNER) == len(every) == _PHOTOS
        assert reading.total(connection, stranger, OWNER) == len(public) < _PHOTOS


def test_what_is_next_to_a_photo_is_found_at_its_place_in_the_index(views: Views) -> None:
    """Neither sorted out of all that are newer, nor read from the newest on."""
    fill(views.log, _PHOTOS)
    catch_up(views.log, views.generations.live())
    engine = views.generations.live()
    if engine.dialect.name != "sqlite":
        return  # it plans by what is in the tables, and these are small
    asked: list[tuple[str, Any]] = []
    with engine.connect() as connection:
        looking = eyes(connection, OWNER, 1_760_000_000)
        photo = reading.photostream(connection, looking, OWNER, 1000)[_PHOTOS // 2]

        def hears(_connection: object, _cursor: object, said: str, values: Any, *_: object) -> None:
            asked.append((said, values))

        event.listen(engine, "before_cursor_execute", hears)
        beside = in_photostream(connection, looking, photo)
        assert beside.previous is not None
        assert beside.next is not None
        assert beside.next.posted <= photo.posted <= beside.previous.posted
        for said, values in list(asked):
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", values).all()
            assert len(plan) == 1, plan
            assert "posted<?" in plan[0][3] or "(posted" in plan[0][3]


def test_a_photostream_is_paged_without_gaps_or_repeats(views: Views) -> None:
    fill(views.log, _PHOTOS)
    catch_up(views.log, views.generations.live())
    with views.generations.live().connect() as connection:
        looking = eyes(connection, OWNER, 1_760_000_000, 1_500_000_000)
        whole = [photo.id for photo in reading.photostream(connection, looking, OWNER, 1000)]
        paged: list[str] = []
        mark = None
        while page := reading.photostream(connection, looking, OWNER, 7, older_than=mark):
            paged += [photo.id for photo in page]
            mark = reading.Mark(page[-1].when, page[-1].id)
        older = connection.execute(select(PHOTOS.c.photo).where(PHOTOS.c.posted > 1_500_000_000))
        later = set(older.scalars())
    assert paged == whole
    assert later
    assert not later & set(whole)
