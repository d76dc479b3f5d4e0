"""A PostgreSQL of the tests' own, and a fresh database in it for each test."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
import pytest

from tests.services import programs


@dataclass(frozen=True, slots=True)
class Server:
    """A running PostgreSQL."""

    port: int
    resume: Callable[[], None]
    """Start it again, whether it runs or gave up, as where it cannot write its log ahead."""
    fall: Callable[[], None]
    """Have it fall over as in a power cut."""
    _numbers: Iterator[int] = field(default_factory=count)

    def fresh(self) -> str:
        """Make an empty database and return its address."""
        name = f"fresh_{next(self._numbers)}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.address(name)

    def run(self, script: str, database: str = "postgres", role: str = "tests") -> None:
        """Run statements of SQL, each on its own, as a role in a database."""
        with psycopg.connect(self.address(database, role), autocommit=True) as connection:
            for statement in script.split(";"):
                if statement.strip():
                    connection.execute(statement.encode())

    def address(self, name: str, role: str = "tests") -> str:
        """Return the address of a database as a role uses it."""
        return f"postgresql://{role}@127.0.0.1:{self.port}/{name}"


@contextmanager
def running(disk: Path | None = None) -> Iterator[Server]:
    """Start a server on a free port and stop it at the end; skips where there is none.

    Its data lie in a folder of its own, or on the disk that is mounted at one.
    """
    found = programs.postgresql()
    if found is None:
        programs.missing("PostgreSQL")
        raise AssertionError("a skip or a failure")
    user = "nobody" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    with tempfile.TemporaryDirectory(prefix="pg-") as name:
        folder = Path(name)
        port = programs.free_port()
        data = str((disk or folder) / "data")
        if user:
            shutil.chown(folder, user)
            shutil.chown(disk or folder, user)

        def run(program: str, *arguments: str, check: bool = True) -> int:
            return subprocess.run(
                [found / program, *arguments],
                check=check,
                user=user,
                cwd=folder,
                timeout=60,
                stdout=subprocess.DEVNULL,
            ).returncode

        def resume() -> None:
            log = f"{folder}/log"
            run("pg_ctl", "-w", "-m", "immediate", "-D", data, "-l", log, "-o", options, "restart")

        def fall() -> None:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop", check=False)

        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        if disk:
            options += " -c min_wal_size=32MB -c max_wal_size=48MB"  # it may be small
        run("initdb", "-A", "trust", "-U", "tests", "-E", "UTF8", "--no-sync", "-D", data)
        resume()
        try:
            yield Server(port, resume, fall)
        finally:
            fall()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL for all tests of one process; `.fresh()` makes a database."""
    with running() as server:
        yield server
