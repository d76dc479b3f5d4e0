"""Somebody reads the database while something is to be forgotten."""

from __future__ import annotations

import threading
from pathlib import Path

import psycopg
import pytest

from adapters import operations
from adapters.assembly import Archive, assemble, forgetting, prepare
from adapters.forgetting.asking import purge_photos
from adapters.operations import DatabaseError, await_readers
from adapters.settings import Settings
from domain.recorded import Append
from projections.following import catch_up
from tests.adapters.log.facts import retitled, seen
from tests.services.postgresql import Server
from tests.services.traces import files_of, files_with

SECRET = "quinceorchard"


def opened(url: str, folder: Path) -> Archive:
    archive = assemble(
        Settings(
            database_url=url,
            flickr_static_path=str(folder / "static"),
            search_index_path=str(folder / "search"),
        )
    )
    prepare(archive)
    return archive


def test_what_an_older_reader_may_still_see_is_cleared_when_it_has_ended(
    postgresql: Server, tmp_path: Path
) -> None:
    url = postgresql.fresh()
    archive = opened(url, tmp_path)
    archive.log.append([Append("photo:1", 0, (seen(SECRET), retitled(SECRET * 9)))])
    catch_up(archive.log, archive.generations.live())
    with psycopg.connect(url) as reader:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        reader.execute("SELECT 1")  # a look at the table itself would hold up who clears it
        purge_photos(archive.log, archive.clock, ["1"], "")
        ending = threading.Timer(1.0, reader.rollback)
        ending.start()
        forgetting(archive).finish()
        ending.join()
    assert files_with(SECRET.encode(), *files_of(url)) == []
    archive.close()


def test_a_reader_that_goes_on_is_named_and_nothing_is_called_forgotten(
    postgresql: Server,
) -> None:
    url = postgresql.fresh()
    engine = operations.connect(url)
    await_readers(engine, patience=0)
    with psycopg.connect(url) as reader:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        reader.execute("SELECT 1")
        with pytest.raises(DatabaseError, match=rf"process {reader.info.backend_pid}\b.*again"):
            await_readers(engine, patience=0.2)
    await_readers(engine, patience=5)
    engine.dispose()
