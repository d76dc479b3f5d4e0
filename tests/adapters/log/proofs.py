"""The script that checks proofs, docs/check-proof.py: run as others run it, and imported."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).resolve().parents[3] / "docs" / "check-proof.py"

_script = runpy.run_path(str(SCRIPT))
root_with = _script["root_with"]
roots_of_growth = _script["roots_of_growth"]


def checked(folder: Path, *documents: Any) -> subprocess.CompletedProcess[str]:
    """Run the script on documents, with nothing of ours to import."""
    names = []
    for number, document in enumerate(documents):
        path = folder / f"document-{number}.json"
        path.write_text(json.dumps(document), "utf-8")
        names.append(str(path))
    return subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), *names],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
