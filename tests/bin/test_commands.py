"""The commands, as a user meets them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from tests.adapters.simulator.running import running
from tests.bin.running import ROOT, command, command_from_cold, environment
from tests.services.programs import await_port, free_port


def test_a_stranger_goes_from_nothing_to_an_archive(tmp_path: Path) -> None:
    """init, doctor, accounts add, backup, log, projections: what the README tells."""
    with running(tmp_path / "flickr") as flickr:
        key = flickr.key()
        ada = flickr.person("ada")
        flickr.photo(ada, title="First light")
        token = flickr.token(ada, key, perms="read")
        made = command_from_cold(
            tmp_path,
            "init",
            "--flickr-api-key",
            key.api_key,
            "--flickr-api-secret",
            key.api_secret,
            "--flickr-endpoint",
            flickr.root,
        )
        assert made.returncode == 0, made.stderr
        assert (tmp_path / "parallel-flickr.toml").stat().st_mode & 0o077 == 0
        doctor = command(tmp_path, "doctor")
        assert doctor.returncode == 0, doctor.stdout + doctor.stderr
        added = command(
            tmp_path,
            "accounts",
            "add",
            "--oauth-token",
            token.token,
            "--oauth-token-secret",
            token.secret,
        )
        assert added.returncode == 0, added.stderr
        assert token.secret not in added.stdout + added.stderr
        backed_up = command(tmp_path, "backup", "all")
        assert backed_up.returncode == 0, backed_up.stderr
        assert "1 new" in backed_up.stdout
        again = command(tmp_path, "backup", "all", "--json")
        assert all(run.get("new", 0) == 0 for run in json.loads(again.stdout))
    [member] = json.loads(command(tmp_path, "accounts", "list", "--json").stdout)
    assert member["username"] == "ada"
    stats = json.loads(command(tmp_path, "log", "stats", "--json").stdout)
    assert stats["by_type"]["photo-seen"] == 1
    assert "photo-seen" in command(tmp_path, "log", "tail", "-n", "100").stdout
    assert "rows" in command(tmp_path, "projections", "rebuild").stdout
    assert "fresh index" in command(tmp_path, "projections", "rebuild", "search").stdout
    statuses = json.loads(command(tmp_path, "projections", "status", "--json").stdout)
    assert [(s["name"], s["behind"]) for s in statuses] == [("site", 0), ("search", 0)]
    assert command(tmp_path, "projections", "check").returncode == 0


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('root_urk = "x"\n', "line 1: root_urk: there is no such setting"),
        ('\nstorage_provider = "ftp"\n', "line 2: storage_provider"),
        ('memcache_port = "many"\n', "line 1: memcache_port"),
        ("root_url = \n", "is not TOML"),
    ],
)
def test_wrong_settings_are_refused_with_their_key_and_line(
    tmp_path: Path, toml: str, said: str
) -> None:
    (tmp_path / "parallel-flickr.toml").write_text(toml)
    refused = command(tmp_path, "log", "stats")
    assert refused.returncode == 1
    assert said in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


def test_an_unknown_variable_is_refused(tmp_path: Path) -> None:
    refused = command(tmp_path, "log", "stats", rooturl="x")
    assert refused.returncode == 1
    assert "PARALLEL_FLICKR_ROOTURL" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "settings", "said"),
    [
        (("log", "stats"), {"database_url": "mysql://x/y"}, "neither sqlite"),
        (("log", "stats"), {"database_url": "postgresql://nobody@127.0.0.1:1/x"}, "database_url"),
        (("backup", "all"), {}, "accounts sign-in"),
        (("accounts", "sign-in"), {}, "flickr_api_key"),
        (("log", "show", "photo:1"), {}, "no stream"),
    ],
)
def test_trouble_is_one_line_that_says_how_to_mend_it(
    tmp_path: Path, arguments: tuple[str, ...], settings: dict[str, str], said: str
) -> None:
    refused = command(tmp_path, *arguments, **settings)
    assert refused.returncode != 0
    assert said in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_a_database_that_nobody_answers_for_is_told_at_once(tmp_path: Path) -> None:
    begun = time.monotonic()
    refused = command(tmp_path, "log", "stats", database_url="postgresql://x@127.0.0.1:1/x")
    assert "start PostgreSQL there" in refused.stderr
    assert time.monotonic() - begun < 20  # its pool would try for 30 seconds


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("backup", "everything"), "is not one of"),
        (("backup", "all", "--often"), "No such option"),
        (("photos",), "No such command"),
        (("storage", "copy", "fs"), "Missing argument"),
    ],
)
def test_what_makes_no_command_is_two_lines_what_is_wrong_and_how_to_get_help(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    refused = command(tmp_path, *arguments)
    assert refused.returncode == 2
    wrong, how = refused.stderr.splitlines()
    assert said in wrong
    asked = how.removeprefix("how it is used: parallel-flickr").split()
    assert command(tmp_path, *asked).stdout.startswith("Usage: parallel-flickr")


def test_a_group_alone_tells_what_is_in_it(tmp_path: Path) -> None:
    told = command(tmp_path, "storage")
    assert "check" in told.stdout + told.stderr


def test_doctor_names_what_is_broken_and_exits_1(tmp_path: Path) -> None:
    examined = command(tmp_path, "doctor")
    assert examined.returncode == 1
    assert "BROKEN settings" in examined.stdout
    assert "BROKEN flickr: flickr_api_key" in examined.stdout


def test_doctor_says_where_a_memcached_should_be_that_is_not_there(tmp_path: Path) -> None:
    port = free_port()
    (tmp_path / "parallel-flickr.toml").write_text(
        f'cache_remote_engine = "memcache"\nmemcache_port = {port}\n'
    )
    examined = command(tmp_path, "doctor")
    assert f"BROKEN cache: the memcached at 127.0.0.1:{port} does not answer" in examined.stdout


def test_an_archive_is_its_owners_alone_and_the_doctor_tells_when_it_is_not(tmp_path: Path) -> None:
    assert command(tmp_path, "init").returncode == 0
    assert [path for path in (tmp_path / "var").iterdir() if path.stat().st_mode & 0o077] == []
    log = tmp_path / "var" / "parallel-flickr.db"
    log.chmod(0o644)
    told = command(tmp_path, "doctor").stdout
    assert "BROKEN database: others on this machine may read it: chmod go= " in told
    assert str(log) in told
    log.chmod(0o600)
    assert "well   database" in command(tmp_path, "doctor").stdout


def test_a_secret_is_printed_once_and_differs(tmp_path: Path) -> None:
    one, other = (command(tmp_path, "generate-secret").stdout for _ in range(2))
    assert len(one.strip()) >= 32
    assert one != other


def test_a_wrong_key_is_told_in_one_line(tmp_path: Path) -> None:
    with running(tmp_path / "flickr") as flickr:
        made = {"flickr_endpoint": flickr.root, "flickr_api_key": "no", "flickr_api_secret": "no"}
        refused = command(
            tmp_path, "accounts", "add", "--oauth-token", "a", "--oauth-token-secret", "b", **made
        )
    assert refused.returncode == 1
    assert "flickr_api" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


def test_every_line_of_a_worker_is_json_where_the_log_is(tmp_path: Path) -> None:
    assert command(tmp_path, "init").returncode == 0
    with subprocess.Popen(
        [sys.executable, "-m", "bin", "worker"],
        cwd=tmp_path,
        env=environment(log_format="json"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stderr is not None
        begun = worker.stderr.readline()
        worker.send_signal(signal.SIGTERM)
        out, rest = worker.communicate(timeout=20)
    assert out == ""
    lines = [json.loads(line) for line in (begun, *rest.splitlines())]
    assert lines[0]["event"].startswith("following the log")
    assert all(line["level"] and line["timestamp"] for line in lines)


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_a_worker_that_is_asked_to_stop_again_and_again_ends_cleanly(
    tmp_path: Path, asked: signal.Signals
) -> None:
    """Impatient people press Ctrl-C more than once."""
    assert command(tmp_path, "init").returncode == 0
    surroundings = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'http'}", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "bin", "worker"],
        cwd=tmp_path,
        env=surroundings,
        stdout=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stdout is not None
        assert "following the log" in worker.stdout.readline()
        for _ in range(50):
            worker.send_signal(asked)
        assert worker.wait(20) == 0


def test_a_site_that_ctrl_c_reaches_from_all_sides_leaves_no_process(tmp_path: Path) -> None:
    """A terminal tells every process at once, and gunicorn tells its own besides."""
    assert command(tmp_path, "init").returncode == 0
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-m", "bin", "serve", "--bind", f"127.0.0.1:{port}"],
        cwd=tmp_path,
        env=environment(),
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as site:
        await_port(port, site, "the site")
        assert requests.get(f"http://127.0.0.1:{port}/healthz", timeout=30).ok
        for _ in range(50):
            os.killpg(site.pid, signal.SIGINT)
        assert site.wait(20) == 0
    with pytest.raises(ProcessLookupError):
        os.killpg(site.pid, 0)
