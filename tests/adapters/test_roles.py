"""Roles on a real PostgreSQL, made by the very statements of docs/roles.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from adapters.assembly import Archive, assemble, forgetting, prepare
from adapters.forgetting.asking import purge_photos
from adapters.log import LogError
from adapters.log.verifying import verify
from adapters.settings import Settings
from domain.recorded import Append
from projections.checking import check
from projections.following import catch_up
from projections.rebuilding import rebuild
from tests.adapters.log.facts import retitled, seen
from tests.services.postgresql import Server
from tests.services.traces import files_of, files_with

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "roles.md"
SECRET = "quinceorchard"


@pytest.fixture(scope="module")
def server(postgresql: Server, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """A server with the roles and the database that the document makes."""
    once, part = re.findall(r"```sql\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    postgresql.run(once)
    with archive(postgresql.address("archive", "archive_owner"), tmp_path_factory.mktemp("made")):
        pass
    postgresql.run(part, "archive", "archive_owner")
    return postgresql


@contextmanager
def archive(url: str, folder: Path) -> Iterator[Archive]:
    """An archive as one of the roles opens it."""
    settings = Settings(
        database_url=url,
        flickr_static_path=str(folder / "static"),
        search_index_path=str(folder / "search"),
    )
    opened = assemble(settings)
    try:
        prepare(opened)
        yield opened
    finally:
        opened.close()


def test_who_writes_may_add_to_the_log_and_make_views_and_the_owner_may_erase(
    server: Server, tmp_path: Path
) -> None:
    writer, owner = (server.address("archive", f"archive_{who}") for who in ("writer", "owner"))
    with archive(writer, tmp_path) as opened:
        some = [Append("photo:1", 0, (seen(SECRET), retitled(f"{SECRET} at noon")))]
        opened.log.append([*some, Append("photo:2", 0, (seen("harbour"),))])
        seal = opened.sealing.seal()
        catch_up(opened.log, opened.generations.live())
        rebuild(opened.log, opened.generations)
        rebuild(opened.log, opened.generations)
        assert check(opened.log, opened.generations.live()).difference is None
        purge_photos(opened.log, opened.clock, ["1"], "")
        with pytest.raises(LogError, match=r"permission denied .*docs/roles\.md"):
            forgetting(opened).finish()
        assert verify(opened.log, opened.sealing.leaves, [seal]).differences == ()
    with archive(owner, tmp_path) as opened:
        assert forgetting(opened).finish().events == 2
        assert verify(opened.log, opened.sealing.leaves, [seal]).differences == ()
    assert files_with(SECRET.encode(), *files_of(server.address("archive"))) == []
    with archive(writer, tmp_path) as opened:
        opened.log.append([Append("photo:3", 0, (seen("window"),))])
        assert check(opened.log, opened.generations.live()).difference is None
        assert not forgetting(opened).pending()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stored_events SET topic = 'fave-added/1'",
        "DELETE FROM stored_events",
        "TRUNCATE stored_events",
        "DROP TABLE stored_events",
        "ALTER TABLE stored_events DISABLE TRIGGER ALL",
        "LOCK TABLE stored_events IN EXCLUSIVE MODE",
    ],
)
def test_who_writes_may_do_nothing_else_to_the_log(server: Server, statement: str) -> None:
    with (
        psycopg.connect(server.address("archive", "archive_writer")) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())
