"""What gunicorn is told besides its arguments: `--config python:bin.under_gunicorn`.

Its processes count requests together, in files of a folder that goes with them, and its own
lines have the form that `log_format` asks for, as the site's have.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import Any, Final

from adapters.assembly import load
from adapters.reporting import for_logging

_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"

# Before anybody imports prometheus_client, which looks there once and for all.
_made = "" if os.environ.get(_FOLDER) else tempfile.mkdtemp(prefix="parallel-flickr-metrics-")
if _made:
    os.environ[_FOLDER] = _made

logconfig_dict: dict[str, Any] = for_logging(load().log_format, "gunicorn.error")


def child_exit(_server: object, worker: Any) -> None:
    """Forget what only a process that has ended could tell."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call] # the library's


def on_exit(_server: object) -> None:
    """Remove the folder."""
    if _made:
        shutil.rmtree(_made, ignore_errors=True)
