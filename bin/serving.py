"""`serve`, `worker` and `up`: the site, the follower of the log, and both."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
from sqlalchemy.exc import OperationalError

from adapters.assembly import Archive
from bin.opening import archive
from bin.reacting import reacting
from bin.stopping import Stop, stopped_by_signal
from projections.following import follow
from projections.generations import NotMade

_BIND = click.option("--bind", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT")
_PAUSE = 0.25


@click.command()
@_BIND
def serve(bind: str) -> None:
    """Serve the site, under gunicorn."""
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
        click.echo("following the log; Ctrl-C ends it")
        with reacting(opened, stopped):
            follow_until(opened, stopped)


@click.command()
@_BIND
def up(bind: str) -> None:
    """Serve the site and follow the log, in one."""
    stopped = stopped_by_signal()
    with archive() as opened:
        site = subprocess.Popen(gunicorn(bind))  # noqa: S603 - our own interpreter, no shell
        try:
            with reacting(opened, stopped):
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
        "4",
        "--worker-class",
        "gthread",
        "--timeout",
        "60",
        "--pythonpath",
        str(Path(__file__).resolve().parent.parent / "http"),
        "--no-control-socket",
        "web.app:create_app()",
    ]


def follow_until(opened: Archive, stopped: Stop, ended: Callable[[], bool] = lambda: False) -> None:
    """Follow the log until asked to stop; a database that is busy is tried again."""
    while not stopped.is_set() and not ended():
        try:
            if follow(opened.log, opened.generations.live()):
                continue
        except (OperationalError, NotMade) as trouble:
            click.echo(f"following: {trouble.__class__.__name__}, trying again", err=True)
        stopped.wait(_PAUSE)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process, gently first."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
