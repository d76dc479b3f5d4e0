"""`serve`, `worker` and `up`: the site, the follower of the log, and both."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import click

from bin.following import bring_up_to_date, follow_until
from bin.forgetting import forgetting_beside
from bin.listening import may_listen
from bin.opening import archive
from bin.reacting import reacting
from bin.saying import saying
from bin.stopping import stopped_by_signal

# Pings that come together are recorded together: as many as there are threads to wait.
_THREADS = "12"
_BIND = click.option("--bind", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT")


@click.command()
@_BIND
def serve(bind: str) -> None:
    """Serve the site, under gunicorn."""
    may_listen(bind)
    with archive():
        pass  # whatever is wrong is said here, in one line, and not by every worker
    arguments = gunicorn(bind)
    os.execv(arguments[0], arguments)  # noqa: S606 - our own interpreter, no shell


@click.command()
def worker() -> None:
    """Follow the log, so that pages show what is new, and look at what Flickr pinged.

    Any number may run.
    """
    stopped = stopped_by_signal()
    with archive() as opened:
        bring_up_to_date(opened)
        saying(opened.settings.log_format, err=False)("following the log; Ctrl-C ends it")
        with reacting(opened, stopped), forgetting_beside(opened, stopped):
            follow_until(opened, stopped)


@click.command()
@_BIND
def up(bind: str) -> None:
    """Serve the site and follow the log, in one."""
    may_listen(bind)
    stopped = stopped_by_signal()
    with archive() as opened:
        bring_up_to_date(opened)
        site = subprocess.Popen(gunicorn(bind))  # noqa: S603 - our own interpreter, no shell
        try:
            with reacting(opened, stopped), forgetting_beside(opened, stopped):
                follow_until(opened, stopped, lambda: site.poll() is not None)
        finally:
            end(site)
    if site.returncode not in (0, -signal.SIGTERM):
        sys.exit(1)


def gunicorn(bind: str) -> list[str]:
    """Return the command that serves the site at an address."""
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "--bind",
        bind,
        "--workers",
        "2",
        "--threads",
        _THREADS,
        "--timeout",
        "60",
        "--keep-alive",
        "75",  # longer than nginx keeps its connections: 60 seconds
        "--pythonpath",
        str(Path(__file__).resolve().parent.parent / "http"),
        "--no-control-socket",
        "--config",
        "python:bin.under_gunicorn",
        "web.app:create_app()",
    ]


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process, gently first."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
