"""`log`: reading the log, and what else is done with it."""

from __future__ import annotations

import json
import time

import click

from adapters.log import as_data, in_one_line
from bin.moving import backup, export_, import_
from bin.opening import archive
from bin.sealing import prove, seal, verify

_FIRST = 20
_PAUSE = 0.5


@click.group()
def log() -> None:
    """The append-only log of everything that was seen."""


@log.command("tail")
@click.option("--follow", is_flag=True, help="Go on as events arrive")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line")
@click.option("-n", "count", default=_FIRST, show_default=True, help="How many of the last")
def tail(follow: bool, as_json: bool, count: int) -> None:
    """Show the last events."""
    with archive() as opened:
        reached = max(opened.log.head() - count, 0)
        while True:
            for entry in opened.log.since(reached, 1000):
                click.echo(json.dumps(as_data(entry)) if as_json else in_one_line(entry))
                reached = entry.position
            if not follow:
                return
            time.sleep(_PAUSE)


@log.command("show")
@click.argument("stream")
@click.option("--json", "as_json", is_flag=True)
def show(stream: str, as_json: bool) -> None:
    """Show every event of one stream, such as photo:123 or fave:12037949754@N01:123."""
    with archive() as opened:
        entries = opened.log.read(stream)
    if as_json:
        click.echo(json.dumps([as_data(entry) for entry in entries]))
        return
    for entry in entries:
        click.echo(in_one_line(entry))
    if not entries:
        raise click.ClickException(f"the log has no stream {stream!r}; see `log stats`")


@log.command("stats")
@click.option("--json", "as_json", is_flag=True)
def stats(as_json: bool) -> None:
    """Count the events, by kind of stream and by type."""
    with archive() as opened:
        counted = opened.log.stats()
    click.echo(json.dumps(counted.as_data()) if as_json else counted.in_words())


for command in (backup, export_, import_, prove, seal, verify):
    log.add_command(command)
