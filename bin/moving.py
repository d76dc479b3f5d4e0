"""`log export`, `log import`, `log backup`: the log out of one place and into another."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

import click

from adapters.log.backing_up import back_up
from adapters.log.moving import export_log, import_log
from adapters.settings import load
from bin.opening import archive
from bin.progress import shown
from bin.whole_files import replacing


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
def export_(file: Path | None) -> None:
    """Write the whole log, one event a line, as JSON: into FILE, or to standard output."""
    with archive() as opened, shown("events") as progress:

        def write(out: IO[bytes]) -> None:
            digest = export_log(
                opened.log, out, lambda done, total: progress("exporting", done, total)
            )
            click.echo(str(digest), err=True)

        if file is None:
            write(sys.stdout.buffer)
        else:
            with replacing(file) as out:
                write(out)


@click.command("import")
@click.argument("file", type=click.File("rb"))
def import_(file: IO[bytes]) -> None:
    """Add the events of an exported log (`-`: standard input) to an empty one.

    An import that was stopped goes on where it stopped.
    """
    with archive() as opened, shown("events") as progress:
        done = import_log(opened.log, file, lambda at: progress("importing", at, at))
        longer = opened.log.head()
    click.echo(f"{done.digest}")
    click.echo(f"added {done.added} events; the log reaches position {longer}")
    if done.added:
        click.echo("next: `parallel-flickr worker` or `projections rebuild` makes the views")


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Copy the database into FILE while the archive runs: log, tokens, and all but the views.

    On SQLite the copy is a database, on PostgreSQL an archive for pg_restore
    (docs/backing-up.md). It holds secrets: only you can read it.
    """
    url = load().database_url
    with shown("pages") as progress, replacing(file) as copy:
        back_up(url, Path(copy.name), lambda done, total: progress("copying", done, total))
    click.echo(f"copied the database into {file}; the photos' files are not in it")
