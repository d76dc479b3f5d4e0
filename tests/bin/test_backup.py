"""`backup`: what it tells at its end, and how it keeps to an allowance of calls."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters import operations
from adapters.operations.turns import turn
from tests.adapters.simulator.running import Simulator, running
from tests.bin.running import command

PHOTOS = 4


@pytest.fixture
def flickr(tmp_path: Path) -> Iterator[Simulator]:
    """A simulated Flickr on which a member has joined the archive of the folder."""
    with running(tmp_path / "flickr") as found:
        key = found.key()
        ada = found.person("ada")
        found.photos(ada, [{"title": str(number)} for number in range(PHOTOS)])
        token = found.token(ada, key, perms="read")
        keys = ("--flickr-api-key", key.api_key, "--flickr-api-secret", key.api_secret)
        assert command(tmp_path, "init", *keys, "--flickr-endpoint", found.root).returncode == 0
        sent = ("--oauth-token", token.token, "--oauth-token-secret", token.secret)
        assert command(tmp_path, "accounts", "add", *sent).returncode == 0
        yield found


def told(folder: Path, *arguments: str) -> dict[str, Any]:
    """What `backup photos --json` told of its one run."""
    ran = command(folder, "backup", "photos", "--json", *arguments)
    assert ran.returncode == 0, ran.stderr
    [run] = json.loads(ran.stdout)
    return dict(run)


def test_a_run_stops_at_its_allowance_of_calls_and_the_next_goes_on_from_there(
    tmp_path: Path, flickr: Simulator
) -> None:
    flickr.forget_calls()
    first = told(tmp_path, "--max-calls", "6")
    assert len(flickr.calls()) == first["calls"] == 6
    assert not first["finished"]
    assert 0 < first["new"] < PHOTOS
    second = told(tmp_path)
    assert second["finished"]
    assert first["new"] + second["new"] == PHOTOS


def test_a_run_tells_its_calls_by_method_and_what_it_brought(
    tmp_path: Path, flickr: Simulator
) -> None:
    flickr.forget_calls()
    run = told(tmp_path)
    assert run["calls_by_method"]["flickr.photos.getInfo"] == PHOTOS
    assert run["calls"] == sum(run["calls_by_method"].values()) == len(flickr.calls())
    assert run["new"] == PHOTOS
    assert run["bytes"] > 0
    assert run["set_aside"] == {}
    again = command(tmp_path, "backup", "photos")
    assert "calls (" in again.stdout
    assert "flickr.people.getPhotos" in again.stdout


def test_check_says_whether_the_archive_is_whole_and_exits_1_where_it_is_not(
    tmp_path: Path, flickr: Simulator
) -> None:
    flickr.forget_calls()
    before = command(tmp_path, "backup", "all", "--check")
    assert "flickr.photos.getInfo" not in {call["method"] for call in flickr.calls()}
    assert before.returncode == 1
    assert before.stdout.count("is at Flickr and not here") == PHOTOS
    told(tmp_path)
    after = command(tmp_path, "backup", "photos", "--check", "--json")
    assert after.returncode == 0, after.stdout
    [certificate] = json.loads(after.stdout)
    assert certificate["whole"]
    assert {"what": "permission public", "stated": PHOTOS, "held": PHOTOS} in certificate["counts"]
    refused = command(tmp_path, "backup", "faves", "--check")
    assert refused.returncode != 0
    assert "--check compares photos and albums" in refused.stderr


def test_of_two_runs_at_once_one_leaves_a_kind_to_the_other(
    tmp_path: Path, flickr: Simulator
) -> None:
    database = operations.connect(f"sqlite:///{tmp_path}/var/parallel-flickr.db")
    nsid = flickr.ask("GET", "people")[0]["nsid"]
    flickr.forget_calls()
    with turn(database, f"backup {nsid} photos") as mine:
        assert mine
        run = told(tmp_path)
        ran = command(tmp_path, "backup", "photos")
    database.dispose()
    assert run == {"account": nsid, "kind": "photos", "finished": False, "left_to": "another run"}
    assert "another run is at it" in ran.stdout
    assert ran.returncode == 0
    assert flickr.calls() == []
