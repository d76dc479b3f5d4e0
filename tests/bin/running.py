"""The commands, run as a user runs them: in a folder of their own, by a process of their own."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def command(
    folder: Path, *arguments: str, said: str = "", **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run `parallel-flickr` in a folder, forked from a process that has imported it already."""
    warm = _warm()
    assert warm.stdin is not None
    assert warm.stdout is not None
    with tempfile.TemporaryDirectory() as streams:
        (Path(streams) / "stdin").write_text(said, encoding="utf-8")
        asked = {
            "arguments": arguments,
            "environment": environment(**settings),
            "folder": str(folder),
            "streams": streams,
        }
        warm.stdin.write(json.dumps(asked) + "\n")
        warm.stdin.flush()
        code = int(warm.stdout.readline())
        out, err = (
            (Path(streams) / name).read_text(encoding="utf-8") for name in ("stdout", "stderr")
        )
    return subprocess.CompletedProcess(("parallel-flickr", *arguments), code, out, err)


def command_from_cold(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m bin` in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "bin", *arguments],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def environment(**settings: str) -> dict[str, str]:
    """Return this process's environment with these settings and no others."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PARALLEL_FLICKR_")}
    kept |= {f"PARALLEL_FLICKR_{k.upper()}": v for k, v in settings.items()}
    return kept | {"PYTHONPATH": f"{ROOT}:{ROOT / 'http'}"}


@cache
def _warm() -> subprocess.Popen[str]:
    warm = subprocess.Popen(
        [sys.executable, "-m", "tests.bin.warm"],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(_end, warm)
    return warm


def _end(warm: subprocess.Popen[str]) -> None:
    with warm:
        assert warm.stdin is not None
        warm.stdin.close()
