"""Forgetting that is killed again and again ends where it would have ended."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from adapters.assembly import Archive, assemble, forgetting, prepare
from adapters.forgetting.asking import purge_photos
from adapters.log.verifying import verify
from adapters.settings import Settings
from bench.years import OWNER
from domain.account import AccountJoined
from domain.clock import exactly
from domain.fact import Fact
from domain.photo.events import PhotoFileStored
from domain.photo.values import StoredFile
from domain.recorded import Append
from projections.checking import check
from projections.following import catch_up
from tests.adapters.log.facts import ADA, faved, retitled, seen
from tests.services.traces import files_of, files_with

ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS = 40 if os.environ.get("SOAK") == "1" else 2
KILLS = 3
PHOTOS = 30
SECRET = "quinceorchard"

_FORGETTER = """
import sys
from adapters.assembly import assemble, forgetting, prepare
from adapters.settings import Settings
url, folder = sys.argv[1:]
archive = assemble(Settings(database_url=url, flickr_static_path=f"{folder}/static",
                            search_index_path=f"{folder}/search"))
prepare(archive)
print("begun", flush=True)
forgetting(archive).finish()
print("done", flush=True)
"""


def opened(url: str, folder: Path) -> Archive:
    settings = Settings(
        database_url=url,
        flickr_static_path=str(folder / "static"),
        search_index_path=str(folder / "search"),
    )
    archive = assemble(settings)
    prepare(archive)
    return archive


def filled(archive: Archive) -> None:
    """Photos with files, half of Ada's, who has faves too, half of somebody's."""
    batch = []
    for number in range(PHOTOS):
        content = f"{SECRET} {number}".encode()
        photo = str(1_000 + number)
        key = f"{photo[:3]}/{photo[3:]}/{photo}_ab_o.jpg"
        archive.storage.put(key, io.BytesIO(content))
        told = StoredFile(
            key=key, size="o", secret="ab", sha256=sha256(content).hexdigest(), bytes=len(content)
        )
        file = Fact(
            event=PhotoFileStored(file=told), happened=exactly(150), observed=150, via="poll"
        )
        batch.append(Append(f"photo:{photo}", 0, (seen(SECRET), file, retitled(SECRET * 9))))
        batch.append(Append(f"fave:{ADA}:{number}", 0, (faved(),)))
    event = AccountJoined(nsid=ADA, username=SECRET)
    joined = Fact(event=event, happened=exactly(9), observed=9, via="member", account=ADA)
    archive.log.append([*batch, Append(f"account:{ADA}", 0, (joined,))])


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_nothing_is_left_however_often_it_was_killed(url: str, tmp_path: Path, round_: int) -> None:
    random = Random(round_)
    folder = tmp_path / "archive"
    folder.mkdir()
    archive = opened(url, folder)
    filled(archive)
    seal = archive.sealing.seal()
    catch_up(archive.log, archive.generations.live())
    if round_ % 2:
        archive.accounts.leave(ADA)
    else:
        purge_photos(archive.log, archive.clock, [str(1_000 + n) for n in range(PHOTOS)], OWNER)
    environment = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'http'}"}
    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", _FORGETTER, url, str(folder)],
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "begun\n"
            time.sleep(random.uniform(0, 0.5))  # anywhere in the middle, and sometimes after it
            process.kill()
    forgetting(archive).finish()
    for needle in (SECRET, f"fave:{ADA}") if round_ % 2 else (SECRET * 2, f"{SECRET} "):
        assert files_with(needle.encode(), folder, *files_of(url)) == []
    assert list((folder / "static").rglob("*.jpg")) == []
    assert verify(archive.log, archive.sealing.leaves, [seal]).differences == ()
    assert check(archive.log, archive.generations.live()).difference is None
    assert not forgetting(archive).pending()
    archive.close()
