"""Progress: a bar on a terminal, plain lines without one."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

_SECONDS_BETWEEN_LINES: Final = 10.0


@contextmanager
def shown(unit: str) -> Iterator[Callable[[str, int, int], None]]:
    """Give a function that is told (what, done, total), again and again.

    Bars and lines go to standard error, so that what a command says can be piped.
    """
    if not sys.stderr.isatty():
        yield _lines(unit)
        return
    columns = (
        TextColumn("{task.description:>10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TimeRemainingColumn(),
    )
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=Console(stderr=True)) as progress:

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=total)
            progress.update(tasks[what], completed=done, total=max(total, done))

        yield tell


def _lines(unit: str) -> Callable[[str, int, int], None]:
    last = time.monotonic()

    def tell(what: str, done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            click.echo(f"{what}: {done} of {total} {unit}", err=True)

    return tell
