"""Copies made while others write, and restores from them, on both databases."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from adapters import operations
from adapters.log import Leaves, LogError, Sealing, StoredLog, open_log
from adapters.log.backing_up import back_up
from adapters.log.verifying import verify
from adapters.operations.tokens import MemberToken, Tokens
from domain.recorded import Append
from projections.following import catch_up
from projections.generations import Generations
from tests.adapters.log.facts import ADA, retitled, seen
from tests.services import programs
from tests.services.postgresql import Server


@pytest.fixture
def restore(url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[Path], str]:
    """Restores a copy as docs/backing-up.md says, and gives the address."""

    def from_file(copy: Path) -> str:
        if url.startswith("sqlite"):
            (tmp_path / "restored").mkdir()
            shutil.copy(copy, tmp_path / "restored" / "log.db")
            return f"sqlite:///{tmp_path}/restored/log.db"
        server: Server = request.getfixturevalue("postgresql")
        address = server.fresh()
        folder = programs.postgresql()
        assert folder is not None
        subprocess.run(
            [
                shutil.which("pg_restore") or folder / "pg_restore",
                "--no-owner",
                "--exit-on-error",
                f"--dbname={address}",
                copy,
            ],
            check=True,
            timeout=60,
        )
        return address

    return from_file


def test_a_copy_made_while_others_write_restores_to_what_was_then(
    log: StoredLog, url: str, tmp_path: Path, restore: Callable[[Path], str]
) -> None:
    engine = operations.connect(url)
    sealing = Sealing(log, Leaves(engine), lambda: 1_000)
    sealing.leaves.prepare()
    tokens = Tokens(engine)
    tokens.prepare()
    tokens.keep(MemberToken(ADA, "token", "secret", "read"))
    generations = Generations(engine)
    generations.prepare()
    log.append([Append(f"photo:{n}", 0, (seen("A" * 500), retitled("B"))) for n in range(2_000)])
    seal = sealing.seal()
    acknowledged = log.head()
    stop = threading.Event()

    def write() -> None:
        own = open_log(url)
        number = 0
        while not stop.is_set():
            number += 1
            own.append([Append(f"photo:9{number:06}", 0, (seen("A"), retitled("B")))])
        own.close()

    writer = threading.Thread(target=write)
    writer.start()
    copy = tmp_path / "copy"
    back_up(url, copy)
    stop.set()
    writer.join()
    generations.close()
    engine.dispose()

    address = restore(copy)
    restored, place = open_log(address), operations.connect(address)
    leaves = Leaves(place)
    assert verify(restored, leaves, [seal]).differences == ()
    assert restored.head() >= acknowledged
    assert {len(facts) for name, facts in restored.by_stream(kind="photo")} == {2}
    kept = Tokens(place).of(ADA)
    assert kept is not None
    assert kept.oauth_token_secret == "secret"
    views = Generations(place)
    views.prepare()
    catch_up(restored, views.live())
    restored.append([Append("photo:1", 2, (retitled("C"),))])
    views.close()
    place.dispose()
    restored.close()


def test_a_copy_is_of_one_moment_whatever_is_written_between_its_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.log.backing_up._PAGES_AT_ONCE", 5)
    log = open_log(f"sqlite:///{tmp_path}/log.db")
    log.append([Append(f"photo:{n}", 0, (seen("A" * 900),)) for n in range(200)])
    turns: list[int] = []

    def write(_done: int, _total: int) -> None:
        turns.append(log.append([Append(f"photo:9{len(turns):05}", 0, (seen("B"),))]))

    back_up(f"sqlite:///{tmp_path}/log.db", tmp_path / "copy", write)
    log.close()
    copied = open_log(f"sqlite:///{tmp_path}/copy")
    assert len(turns) > 5
    assert copied.head() == 200
    copied.close()


def test_the_copying_of_pages_is_told(tmp_path: Path) -> None:
    log = open_log(f"sqlite:///{tmp_path}/log.db")
    log.append([Append("photo:1", 0, (seen("A"),))])
    log.close()
    told: list[tuple[int, int]] = []
    back_up(f"sqlite:///{tmp_path}/log.db", tmp_path / "copy", lambda *at: told.append(at))
    assert told[-1][0] == told[-1][1] > 0
    assert sorted(path.name for path in tmp_path.iterdir() if "copy" in path.name) == ["copy"]


def test_a_damaged_database_is_not_taken_for_a_backup(tmp_path: Path) -> None:
    database = tmp_path / "log.db"
    log = open_log(f"sqlite:///{database}")
    log.append([Append(f"photo:{n}", 0, (seen("A"),)) for n in range(200)])
    log.close()
    with database.open("r+b") as file:
        file.seek(4096 * 2)
        file.write(b"\xff" * 4096)
    with pytest.raises(LogError, match=r"restore it from an older copy|malformed"):
        back_up(f"sqlite:///{database}", tmp_path / "copy")


def test_a_server_that_does_not_answer_is_told_without_the_password(
    tmp_path: Path, url: str
) -> None:
    if url.startswith("sqlite"):
        missing = f"sqlite:///{tmp_path}/nowhere.db"
        with pytest.raises(LogError, match="no database"):
            back_up(missing, tmp_path / "copy")
        return
    parts = urlsplit(url)
    wrong = f"postgresql://tests:hush-hush@{parts.hostname}:1{parts.path}"
    with pytest.raises(LogError, match="the copy is not made") as told:
        back_up(wrong, tmp_path / "copy")
    assert "hush" not in str(told.value)
