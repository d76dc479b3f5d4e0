"""Memory stays bounded however large the file: measured, in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from adapters.storage.s3 import PART
from tests.services.memory import most
from tests.services.s3 import ACCESS, SECRET, Server
from tests.storagemaster.daemon import ROOT, running

SIZE = 192 * 1024 * 1024
_FEW = 24 * 1024 * 1024
"""What pieces on their way and the garbage between them may take."""

_STORES_AND_READS = """
import json, os, sys
from adapters.storage import open_storage
from tests.services.memory import most
storage = open_storage(**json.loads(sys.argv[1]))
piece = bytes(range(256)) * 4096
storage.put("small", piece)
with storage.open("small") as file:
    file.read()
before = most(os.getpid())
storage.put("large", (piece for _ in range(int(sys.argv[2]) // len(piece))))
with storage.open("large") as file:
    assert sum(map(len, file)) == int(sys.argv[2])
print(most(os.getpid()) - before)
"""


def grown(**storage: Any) -> int:
    """By how many bytes a process grows that stores and reads a large file, above a small one."""
    ended = subprocess.run(
        [sys.executable, "-c", _STORES_AND_READS, json.dumps(storage), str(SIZE)],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        timeout=180, check=True,
    )  # fmt: skip
    return int(ended.stdout)


def test_a_folder_holds_pieces_in_memory_and_no_file(tmp_path: Path) -> None:
    assert grown(provider="fs", root=str(tmp_path)) < _FEW


def test_storagemaster_holds_pieces_at_both_ends(tmp_path: Path) -> None:
    with running(tmp_path) as daemon:
        before = most(daemon.process.pid)
        assert grown(provider="storagemaster", port=daemon.port) < _FEW
        assert most(daemon.process.pid) - before < _FEW


def test_a_bucket_holds_one_part_in_memory(s3: Server) -> None:
    bucket = s3.fresh().bucket  # type: ignore[attr-defined]
    held = grown(
        provider="s3", bucket=bucket, access_key=ACCESS, secret_key=SECRET, endpoint_url=s3.url
    )
    assert held < PART + _FEW < SIZE
