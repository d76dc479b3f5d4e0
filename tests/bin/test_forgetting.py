"""`purge-photo`, `readmit-photo`, `accounts delete` and `accounts role`, as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from adapters.log import open_log
from domain.account import AccountJoined
from domain.clock import exactly
from domain.fact import Fact
from domain.recorded import Append
from tests.adapters.log.facts import ADA
from tests.bin.running import command


@pytest.fixture
def with_ada(folder: Path) -> Path:
    """The archive with a place for files, and Ada a member of it, whose photo 1 is."""
    (folder / "var" / "static").mkdir()
    log = open_log(f"sqlite:///{folder}/var/parallel-flickr.db")
    event = AccountJoined(nsid=ADA, username="ada")
    joined = Fact(event=event, happened=exactly(1), observed=1, via="member", account=ADA)
    log.append([Append(f"account:{ADA}", 0, (joined,))])
    log.close()
    return folder


def test_a_photo_is_purged_when_somebody_is_sure(with_ada: Path) -> None:
    folder = with_ada
    asked = command(folder, "purge-photo", "1")
    assert asked.returncode == 2
    assert "cannot be undone: say --yes" in asked.stderr
    purged = command(folder, "purge-photo", "1", "--yes")
    assert purged.returncode == 0, purged.stderr
    assert "photo 1: forgot 2 events and 0 files" in purged.stdout
    assert "next: copies made before" in purged.stdout
    assert "nothing was left" in command(folder, "purge-photo", "1", "--yes").stdout
    assert command(folder, "log", "verify").returncode == 0
    assert "1 of 1 were purged" in command(folder, "readmit-photo", "1").stdout


def test_a_member_leaves_and_is_told_what_stays(with_ada: Path) -> None:
    left = command(with_ada, "accounts", "delete", "ada", "--yes")
    assert left.returncode == 0, left.stderr
    assert "ada (11@N01) has left: forgot 3 events" in left.stdout
    assert "What stays are identifiers inside what others did" in left.stdout
    assert json.loads(command(with_ada, "accounts", "list", "--json").stdout) == []
    again = command(with_ada, "accounts", "delete", ADA, "--yes")
    assert "nothing was left" in again.stdout
    assert "no member" in command(with_ada, "accounts", "delete", "ada", "--yes").stderr


def test_roles_are_given_and_taken(with_ada: Path) -> None:
    assert "has admin" in command(with_ada, "accounts", "role", "ada", "admin").stdout
    [ada] = json.loads(command(with_ada, "accounts", "list", "--json").stdout)
    assert ada["roles"] == ["admin"]
    assert "has no role" in command(with_ada, "accounts", "role", ADA).stdout
    assert command(with_ada, "accounts", "role", "ada", "king").returncode == 2


@pytest.mark.parametrize(
    ("photos", "code", "said"),
    [
        (["12345"], 1, "photo 12345: the archive knows nothing of it"),
        (["x1"], 2, "is no photo's id"),
        ([], 0, "nothing was asked to be forgotten"),
    ],
)
def test_what_cannot_be_purged_is_told(
    folder: Path, photos: list[str], code: int, said: str
) -> None:
    refused = command(folder, "purge-photo", *photos, "--yes")
    assert refused.returncode == code
    assert said in refused.stderr + refused.stdout
