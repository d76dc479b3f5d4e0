"""`serve`, `worker` and `up`: the site, the follower of the log, and both."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
from sqlalchemy.exc import OperationalError

from adapters.assembly import Archive
from bin.opening import archive
from bin.stopping import Stop, stopped_by_signal
from domain.search.index import SearchUnavailable
from projections.following import follow
from projections.generations import NotMade
from projections.searching import follow_search

_BIND = click.option("--bind", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT")
_PAUSE = 0.25
_SEARCH_PAUSE = 2.0


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
    """Follow the log, so that pages show what is new. Any number may run."""
    stopped = stopped_by_signal()
    with archive() as opened:
        click.echo("following the log; Ctrl-C ends it")
        follow_until(opened, stopped)


@click.command()
@_BIND
def up(bind: str) -> None:
    """Serve the site and follow the log, in one."""
    stopped = stopped_by_signal()
    with archive() as opened:
        site = subprocess.Popen(gunicorn(bind))  # noqa: S603 - our own interpreter, no shell
        try:
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
    searching = SearchFollower(opened)
    while not stopped.is_set() and not ended():
        try:
            if follow(opened.log, opened.generations.live()) or searching.follow():
                continue
        except (OperationalError, NotMade) as trouble:
            click.echo(f"following: {trouble.__class__.__name__}, trying again", err=True)
        stopped.wait(_PAUSE)


class SearchFollower:
    """Follows the log into the search index, and never holds the views up.

    While the index does not answer it is left alone for a while, and that is said once.
    """

    def __init__(self, opened: Archive, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._opened = opened
        self._monotonic = monotonic
        self._again = 0.0

    def follow(self) -> int:
        """Take one step, and return how many events it accounted for."""
        if self._monotonic() < self._again:
            return 0
        try:
            if self._again:
                self._opened.search.prepare()
            moved = follow_search(self._opened.log, self._opened.search, self._opened.zone)
        except SearchUnavailable as trouble:
            if not self._again:
                click.echo(f"search: {trouble}; it catches up when it is back", err=True)
            self._again = self._monotonic() + _SEARCH_PAUSE
            return 0
        if self._again:
            click.echo("search: the index is back", err=True)
            self._again = 0.0
        return moved


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process, gently first."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
