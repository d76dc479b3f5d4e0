"""Progress: a bar on a terminal, plain lines without one."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from adapters.reporting import Form
from bin.saying import Say, saying

_SECONDS_BETWEEN_LINES: Final = 10.0
_SECONDS_BETWEEN_BARS: Final = 0.1
_THINGS_BETWEEN: Final = 50
_WORTH_TELLING: Final = 900.0


@contextmanager
def shown(unit: str, form: Form = "console") -> Iterator[Callable[[str, int, int], None]]:
    """Give a function that is told (what, done, total), again and again.

    Bars and lines go to standard error, so that what a command says can be piped. In the form
    "json" there are lines alone.
    """
    if form == "json" or not sys.stderr.isatty():
        yield _lines(unit, saying(form))
        return
    columns = (
        TextColumn("{task.description:>10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        _RateColumn(),
        TimeRemainingColumn(),
    )
    tasks: dict[str, TaskID] = {}
    drawn = 0.0
    # drawn when something is told, by no thread: a process that has none can be copied
    with Progress(*columns, console=Console(stderr=True), auto_refresh=False) as progress:

        def tell(what: str, done: int, total: int) -> None:
            nonlocal drawn
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=total)
            due = time.monotonic() - drawn >= _SECONDS_BETWEEN_BARS
            if due:
                drawn = time.monotonic()
            progress.update(tasks[what], completed=done, total=max(total, done), refresh=due)

        yield tell


class _RateColumn(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed or 0:,.0f}/s")


def with_expected_end(
    progress: Callable[[str, int, int], None],
    calls: Counter[str],
    done_by: Callable[[int], float],
    now: Callable[[], float] = time.time,
) -> Callable[[str, int, int], None]:
    """Let a progress tell as well when the budget of calls lets it end, where that is a wait.

    `calls` are those made so far, `done_by` when so many more can be made, in seconds since
    1970. Told after the first fifty things, and again where it is a quarter of an hour off.
    """
    told = 0.0

    def tell(what: str, done: int, total: int) -> None:
        nonlocal told
        progress(what, done, total)
        if done % _THINGS_BETWEEN or not 0 < done < total:
            return
        end = done_by(round(calls.total() / done * (total - done)))
        if end - now() >= _WORTH_TELLING and abs(end - told) >= _WORTH_TELLING:
            told = end
            when = time.strftime("%Y-%m-%d %H:%M", time.localtime(end))
            click.echo(f"{what}: {done} of {total}; by the budget of calls done {when}", err=True)

    return tell


def _lines(unit: str, say: Say) -> Callable[[str, int, int], None]:
    begun = last = time.monotonic()

    def tell(what: str, done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _SECONDS_BETWEEN_LINES:
            last = now
            rate = done / (now - begun)
            left = f", {(total - done) / rate:.0f} seconds left" if rate else ""
            say(f"{what}: {done} of {total} {unit}, {rate:.0f} a second{left}")

    return tell
