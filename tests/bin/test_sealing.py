"""`log seal`, `log verify` and `log prove`, as a user runs them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from tests.adapters.log.proofs import checked
from tests.bin.running import command


def test_a_log_is_sealed_verified_and_proved(folder: Path) -> None:
    sealed = command(folder, "log", "seal", "seal.json")
    assert sealed.returncode == 0, sealed.stderr
    seal = json.loads((folder / "seal.json").read_text())
    assert seal == json.loads(sealed.stdout)
    assert seal["size"] == 2
    verified = command(folder, "log", "verify", "--seal", "seal.json")
    assert verified.returncode == 0, verified.stderr
    assert "3 events" in verified.stdout
    proof = json.loads(command(folder, "log", "prove", "2").stdout)
    assert checked(folder, proof, seal).returncode == 0
    growth = json.loads(command(folder, "log", "prove", "--seal", "seal.json").stdout)
    assert checked(folder, growth, seal, seal).returncode == 0


def test_a_changed_event_is_named_and_the_command_fails(folder: Path) -> None:
    assert command(folder, "log", "seal").returncode == 0
    with sqlite3.connect(folder / "var" / "parallel-flickr.db") as database:
        database.execute("UPDATE stored_events SET state = x'7b7d' WHERE rowid = 2")
    database.close()
    refused = command(folder, "log", "verify")
    assert refused.returncode == 1
    assert "position 2: is not what was sealed" in refused.stderr
    data = json.loads(command(folder, "log", "verify", "--json").stdout)
    assert [found["position"] for found in data["differences"]] == [2]


def test_a_proof_of_nothing_is_a_wrong_command(folder: Path) -> None:
    refused = command(folder, "log", "prove")
    assert refused.returncode == 2
    assert "POSITION" in refused.stderr
