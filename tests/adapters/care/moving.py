"""Copies between storages, stopped again and again by a signal that leaves no time."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from adapters.assembly import assemble, prepare
from adapters.places import storage_at
from adapters.settings import Settings
from adapters.storage import Storage
from domain import streams
from domain.clock import exactly
from domain.fact import Fact
from domain.photo.events import Facets, PhotoFileStored, PhotoSeen
from domain.photo.values import Picture, StoredFile
from domain.recorded import Append
from tests.services.s3 import ACCESS, SECRET, Server
from tests.storagemaster.daemon import ROOT, running

PROVIDERS: Final = ("fs", "storagemaster", "s3")
PAIRS: Final = [(one, other) for one in PROVIDERS for other in PROVIDERS if one != other]


@dataclass(frozen=True, slots=True)
class Moving:
    """An archive whose files are in one place and on their way to another."""

    folder: Path
    settings: Settings
    source: str
    target: str

    def at(self, place: str) -> Storage:
        """The storage at a place."""
        return storage_at(self.settings, place)

    def start(self, *more: str) -> subprocess.Popen[str]:
        """Begin to copy, in a process of its own."""
        environment = {k: v for k, v in os.environ.items() if "PARALLEL_FLICKR" not in k}
        for key, value in self.settings.model_dump(exclude_unset=True).items():
            environment[f"PARALLEL_FLICKR_{key.upper()}"] = str(value)
        environment["PYTHONPATH"] = f"{ROOT}:{ROOT / 'http'}"
        command = [sys.executable, "-m", "bin", "storage", "copy", self.source, self.target, *more]
        return subprocess.Popen(
            command, cwd=self.folder, env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def interrupt(self, files: int) -> int:
        """Copy until so many files are in the target, and kill; return how many there are."""
        there = self.at(self.target)
        with self.start() as process:
            end = time.monotonic() + 600
            while sum(1 for _ in there.keys("")) < files and process.poll() is None:
                assert time.monotonic() < end
                time.sleep(files / 20_000)  # to list many takes its time as well
            process.kill()
        return sum(1 for _ in there.keys(""))

    def finish(self) -> str:
        """Copy to the end, and return what was said."""
        with self.start("--json") as process:
            said, trouble = process.communicate(timeout=1800)
        assert process.returncode == 0, trouble
        return said


@contextmanager
def moving(folder: Path, source: str, target: str, s3: Server, files: int) -> Iterator[Moving]:
    """An archive with so many small files in one kind of storage, and another kind, empty."""
    with ExitStack() as stack:
        places = {}
        for kind in (source, target):
            root = folder / kind
            root.mkdir()
            if kind == "storagemaster":
                daemon = stack.enter_context(running(root))
                places[kind] = f"storagemaster:127.0.0.1:{daemon.port}"
            elif kind == "s3":
                places[kind] = f"s3:{s3.fresh().bucket}"  # type: ignore[attr-defined]
            else:
                places[kind] = f"fs:{root}"
        settings = Settings(
            database_url=f"sqlite:///{folder}/archive.db",
            flickr_static_path=str(folder / "unused"),
            amazon_s3_access_key=ACCESS,
            amazon_s3_secret_key=SECRET,
            amazon_s3_endpoint_url=s3.url,
        )
        made = Moving(folder, settings, places[source], places[target])
        _fill(made, files)
        yield made


def content(number: int) -> bytes:
    """The bytes of a file, other ones for each, and of very different lengths."""
    return f"{number:06} ".encode() * (1 + number % 400)


def _fill(made: Moving, files: int) -> None:
    """Store the files, and record that they are stored."""
    archive = assemble(made.settings, clock=lambda: 2_000_000)
    prepare(archive)
    storage = made.at(made.source)
    batch: list[Append] = []
    for number in range(files):
        photo = str(53_000_000_000 + number)
        key = f"{photo[:3]}/{photo[3:6]}/{photo[6:9]}/{photo[9:]}/{photo}_ab_o.jpg"
        data = content(number)
        storage.put(key, data)
        file = StoredFile(
            key=key, size="o", secret="ab", sha256=sha256(data).hexdigest(), bytes=len(data)
        )
        seen = PhotoSeen(
            photo=Facets(owner="1@N01", posted="5", picture=Picture(server="1", secret="ab"))
        )
        facts = tuple(
            Fact(event=event, happened=exactly(10), observed=10, via="poll")
            for event in (seen, PhotoFileStored(file=file))
        )
        batch.append(Append(streams.photo(photo), 0, facts))
    archive.log.append(batch)
    archive.close()
