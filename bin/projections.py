"""`projections`: where the views stand; made anew; compared with the log."""

from __future__ import annotations

import json
import sys

import click

from bin.opening import archive
from bin.progress import shown
from projections.checking import check as check_rows
from projections.following import SITE, position
from projections.rebuilding import rebuild as rebuild_rows

_NAME = click.argument("name", type=click.Choice([SITE]), default=SITE)


@click.group()
def projections() -> None:
    """What is folded from the log, and can be folded again."""


@projections.command("status")
@click.option("--json", "as_json", is_flag=True)
def status(as_json: bool) -> None:
    """Tell how far each projection has followed the log."""
    with archive() as opened:
        head = opened.log.head()
        with opened.generations.live().connect() as connection:
            reached = position(connection)
        behind = head - reached
        if as_json:
            row = {"name": SITE, "position": reached, "head": head, "behind": behind}
            click.echo(json.dumps([row]))
            return
        click.echo(f"{SITE}: at {reached} of {head}, {behind} behind")
        if behind:
            click.echo("next: `parallel-flickr worker` follows the log")


@projections.command("rebuild")
@_NAME
def rebuild(name: str) -> None:
    """Fold the whole log into fresh views and swap them in; readers notice nothing."""
    with archive() as opened, shown("events") as progress:
        made = rebuild_rows(
            opened.log, opened.generations, lambda done, total: progress(name, done, total)
        )
    click.echo(
        f"{name}: folded {made.events} events of {made.streams} streams into {made.rows} rows"
    )


@projections.command("check")
@_NAME
def check(name: str) -> None:
    """Fold every stream anew and compare it row for row with what is served."""
    with archive() as opened, shown("events") as progress:
        checked = check_rows(
            opened.log,
            opened.generations.live(),
            lambda done, total: progress(name, done, total),
        )
    if checked.difference is not None:
        click.echo(f"{name}: {checked.difference}", err=True)
        sys.exit(1)
    click.echo(f"{name}: {checked.rows} rows are what {checked.events} events make")
