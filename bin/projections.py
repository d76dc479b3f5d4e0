"""`projections`: where the views stand; made anew; compared with the log."""

from __future__ import annotations

import json
import sys
from functools import partial

import click

from adapters.assembly import reopened
from bin.opening import archive
from bin.progress import shown
from domain.search.index import SearchUnavailable
from projections.checking import check as check_rows
from projections.following import SITE, position
from projections.rebuilding import Jobs
from projections.rebuilding import rebuild as rebuild_rows
from projections.searching import SEARCH, rebuild_search

_NAME = click.argument("name", type=click.Choice([SITE, SEARCH]), default=SITE)
_CHECKED = click.argument("name", type=click.Choice([SITE]), default=SITE)


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
            rows = [_row(SITE, position(connection), head)]
        try:
            rows.append(_row(SEARCH, opened.search.position(), head))
        except SearchUnavailable as trouble:
            rows.append({"name": SEARCH, "trouble": str(trouble)})
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        said = row.get("trouble") or f"at {row['position']} of {head}, {row['behind']} behind"
        click.echo(f"{row['name']}: {said}")
    if any(row.get("behind") for row in rows):
        click.echo("next: `parallel-flickr worker` follows the log")


def _row(name: str, reached: int, head: int) -> dict[str, str | int]:
    return {"name": name, "position": reached, "head": head, "behind": head - reached}


@projections.command("rebuild")
@_NAME
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="How many processes fold; more than one only on PostgreSQL.",
)
def rebuild(name: str, jobs: int) -> None:
    """Fold the whole log into fresh views and swap them in; readers notice nothing.

    Says in which tables they are not what the views were that they replace.
    """
    if name == SEARCH:
        _rebuild_search()
        return
    with archive() as opened, shown("events") as progress:
        url = opened.settings.database_url
        if jobs > 1 and url.startswith("sqlite"):
            raise click.UsageError("SQLite has one writer at a time: leave --jobs out")
        made = rebuild_rows(
            opened.log,
            opened.generations,
            lambda done, total: progress(name, done, total),
            jobs=Jobs(jobs, partial(reopened, url)),
            comparing=True,
        )
    click.echo(
        f"{name}: folded {made.events} events of {made.streams} streams into {made.rows} rows"
    )
    other = [table for table in made.compared if not table.same]
    for table in other:
        click.echo(f"{name}: {table}")
    if made.compared and not other:
        click.echo(f"{name}: every row of {len(made.compared)} tables is as it was before")


def _rebuild_search() -> None:
    with archive() as opened, shown("events") as progress:
        try:
            events = rebuild_search(
                opened.log,
                opened.search,
                opened.zone,
                lambda done, total: progress(SEARCH, done, total),
            )
        except SearchUnavailable as trouble:
            raise click.ClickException(str(trouble)) from None
    click.echo(f"{SEARCH}: folded {events} events into a fresh index")


@projections.command("check")
@_CHECKED
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
