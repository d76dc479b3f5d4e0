"""A Solr of the tests' own, alone or two nodes of a SolrCloud, and a fresh index for each test."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
import requests

from tests.services import programs

_ROOT = Path(__file__).resolve().parent.parent.parent
_LAUNCHER = _ROOT / "solr" / "Launcher.java"
_CONFIGSET = _ROOT / "solr" / "configset"
_STARTING_SECONDS = 120


@dataclass
class Process:
    """Solr or ZooKeeper on a port of its own, which can be stopped and started again."""

    arguments: list[str]
    folder: Path
    port: int
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; `wait` waits until it answers."""
        command = ["java", "-Xmx512m", "-XX:TieredStopAtLevel=1", "-Dsolr.install.dir=.",
                   f"-Dsolr.log.dir={self.folder}", "-cp", f"{_jars()}/*", str(_LAUNCHER),
                   *self.arguments]  # fmt: skip
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)

    def wait(self, url: str) -> None:
        """Wait until it answers at an address."""
        end = time.monotonic() + _STARTING_SECONDS
        while time.monotonic() < end and self._process and self._process.poll() is None:
            try:
                if requests.get(url, timeout=10).status_code == 200:
                    return
            except requests.RequestException:
                pass  # it is not there yet
            time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text("utf-8", "replace")[-3000:])

    def stop(self) -> None:
        """Stop it, as an operator would."""
        self._end(hard=False)

    def kill(self) -> None:
        """End it without giving it time for anything."""
        self._end(hard=True)

    def _end(self, *, hard: bool) -> None:
        if self._process is None:
            return
        (self._process.kill if hard else self._process.terminate)()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


@dataclass(frozen=True)
class Solr:
    """A running Solr, by its nodes; `.fresh()` is the endpoint of an index not yet made."""

    nodes: list[Process]
    _numbers: Iterator[int] = field(default_factory=count)

    def fresh(self) -> str:
        """Return a `solr_endpoint` under which there is nothing yet."""
        name = f"tests-{next(self._numbers)}"
        return ",".join(f"http://127.0.0.1:{node.port}/solr/{name}" for node in self.nodes)

    def holds(self, text: str) -> list[Path]:
        """Return the files, of any node, in which a text stands."""
        return [
            path
            for node in self.nodes
            for path in node.folder.rglob("*")
            if path.is_file() and path.name != "log" and text.encode() in path.read_bytes()
        ]

    def stop(self) -> None:
        """Stop every node, as an operator would."""
        for node in self.nodes:
            node.stop()

    def kill(self) -> None:
        """End every node without giving it time for anything."""
        for node in self.nodes:
            node.kill()

    def start(self) -> None:
        """Start every node, and wait until all answer."""
        for node in self.nodes:
            node.start()
        for node in self.nodes:
            node.wait(f"http://127.0.0.1:{node.port}/solr/admin/info/system")


@contextmanager
def running() -> Iterator[Solr]:
    """Start a Solr on a free port and stop it at the end; skips where there is none."""
    with _folder() as folder:
        solr = Solr([_node(folder, "alone")])
        shutil.copytree(_CONFIGSET, folder / "alone" / "configsets" / "parallel-flickr")
        try:
            solr.start()
            yield solr
        finally:
            solr.stop()


@contextmanager
def cloud() -> Iterator[Solr]:
    """Start a ZooKeeper and two nodes of a SolrCloud, and stop them at the end."""
    with _folder() as folder, ExitStack() as ending:
        keeper = _zookeeper(folder)
        ending.callback(keeper.stop)
        keeper.start()
        zookeeper = f"127.0.0.1:{keeper.port}"
        solr = Solr([_node(folder, name, zookeeper) for name in ("one", "two")])
        ending.callback(solr.stop)
        solr.start()
        answer = requests.post(
            f"http://127.0.0.1:{solr.nodes[0].port}/solr/admin/configs",
            params={"action": "UPLOAD", "name": "parallel-flickr"},
            data=_zipped(),
            headers={"Content-Type": "application/octet-stream"},
            timeout=60,
        )
        assert answer.status_code == 200, answer.text
        yield solr


def _jars() -> Path | None:
    found = sorted((_ROOT / ".services").glob("solr-*/jars"))
    return found[-1] if found else None


@contextmanager
def _folder() -> Iterator[Path]:
    if _jars() is None or shutil.which("java") is None:
        programs.missing("Solr")
    with tempfile.TemporaryDirectory(prefix="solr-") as name:
        yield Path(name)


def _node(folder: Path, name: str, *zookeeper: str) -> Process:
    home = folder / name
    home.mkdir()
    shutil.copy(_ROOT / "solr" / "solr.xml", home)
    port = programs.free_port()
    return Process(["solr", str(home), str(port), *zookeeper], home, port)


def _zookeeper(folder: Path) -> Process:
    home = folder / "zookeeper"
    home.mkdir()
    port = programs.free_port()
    return Process(["zookeeper", str(home), str(port)], home, port)


def _zipped() -> bytes:
    made = io.BytesIO()
    folder = _CONFIGSET / "conf"
    with zipfile.ZipFile(made, "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, path.name)
    return made.getvalue()


@pytest.fixture(scope="session")
def solr() -> Iterator[Solr]:
    """A Solr for all tests of one process."""
    with running() as started:
        yield started


@pytest.fixture(scope="session")
def solr_cloud() -> Iterator[Solr]:
    """A SolrCloud of two nodes for all tests of one process."""
    with cloud() as started:
        yield started
