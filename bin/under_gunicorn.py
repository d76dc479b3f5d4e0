"""What gunicorn is told besides its arguments: `--config python:bin.under_gunicorn`.

Its processes count requests together, in files of a folder that goes with them, and its own
lines have the form that `log_format` asks for, as the site's have. They end however often
they are asked to.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from types import FrameType
from typing import Any, Final

from gunicorn.workers.base import Worker
from gunicorn.workers.gthread import ThreadWorker

from adapters.assembly import load
from adapters.reporting import for_logging

_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"

# Before anybody imports prometheus_client, which looks there once and for all.
_made = "" if os.environ.get(_FOLDER) else tempfile.mkdtemp(prefix="parallel-flickr-metrics-")
if _made:
    os.environ[_FOLDER] = _made

logconfig_dict: dict[str, Any] = for_logging(load().log_format, "gunicorn.error")


class QuitsOnce(ThreadWorker):  # type: ignore[misc] # gunicorn has no types
    """A process of the site, which quits but once, and waits for nothing in a signal.

    gunicorn's own ends its pool of threads there, for which it needs a lock: that may be held by
    what the signal interrupts, or by a signal before it, since Ctrl-C reaches the process from
    the terminal and by gunicorn besides. It then stayed for ever, and on the port.
    """

    _quits = False

    def handle_quit(self, sig: int, frame: FrameType | None) -> None:
        """Quit, if nobody asked before; the threads end with the process."""
        if not self._quits:
            self._quits = True
            Worker.handle_quit(self, sig, frame)


worker_class = QuitsOnce


def child_exit(_server: object, worker: Any) -> None:
    """Forget what only a process that has ended could tell."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call] # the library's


def on_exit(_server: object) -> None:
    """Remove the folder."""
    if _made:
        shutil.rmtree(_made, ignore_errors=True)
