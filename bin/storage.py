"""`storage`: care for the stored files."""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import asdict
from typing import Final

import click

from adapters.assembly import Archive
from adapters.care import checking, colouring, copying, repairing, statistics
from adapters.places import place_of, settings_for, storage_at
from adapters.settings import PREFIX, SettingsError, change, settings_path
from bin.opening import archive
from bin.progress import shown
from domain.files import How

_JSON = click.option("--json", "as_json", is_flag=True, help="Tell what was done as JSON")

_HOW: Final[dict[How, str]] = {
    "copy": "from the other storage",
    "flickr": "from Flickr",
    "by itself": "nothing is wrong any more",
    "digest": "one byte had changed: its digest told which",
    "flickr anew": "from Flickr, which has encoded it anew",
    "original": "made from the original",
}


@click.group()
def storage() -> None:
    """The stored files: are they whole, mend them, move them."""


@storage.command("check")
@click.option("--days", default=30, show_default=True, help="In how many days all are looked at")
@click.option("--all", "everything", is_flag=True, help="Look at every file now")
@_JSON
def check(days: int, everything: bool, as_json: bool) -> None:
    """Look at the files that were looked at longest ago; exit 1 when something is wrong.

    Best run every day. What is missing, short, changed or not ours is recorded.
    """
    if days < 1:
        raise click.BadParameter("at least one day is needed", param_hint="--days")
    with archive() as opened, shown("files") as progress:
        found = checking.check(opened.care, days=days, everything=everything, progress=progress)
    broken = {look.file.key: look.fault for look in found.broken}
    if as_json:
        counts = {"known": found.known, "files": found.files, "bytes": found.bytes}
        told = {**counts, "broken": broken, "extra": list(found.extra), "swept": found.swept}
        click.echo(json.dumps(told))
    else:
        for key, fault in broken.items():
            click.echo(f"{fault}: {key}")
        for key in found.extra:
            click.echo(f"extra: {key}")
        click.echo(
            f"looked at {found.files} of {found.known} files ({in_words(found.bytes)}): "
            f"{len(broken)} broken, {len(found.extra)} extra"
        )
        if found.swept:
            click.echo(f"swept away {found.swept} that killed writers had left unfinished")
        if broken:
            click.echo("next: `parallel-flickr storage repair`")
    if broken or found.extra:
        sys.exit(1)


@storage.command("repair")
@click.option("--from", "places", multiple=True, metavar="PLACE", help="Look for copies here first")
@_JSON
def repair(places: tuple[str, ...], as_json: bool) -> None:
    """Mend what checks found broken: from another storage, else from Flickr.

    What comes must have the digest that was recorded when the file was first stored. Only a
    size that Flickr made may come in other bytes, or be made from the original; it is said so.
    """
    with archive() as opened, shown("files") as progress:
        others = [storage_at(opened.settings, place) for place in places]
        sources = repairing.Sources(
            opened.flickr.downloads(), opened.flickr.endpoints.static, others
        )
        done = repairing.repair(opened.care, sources, progress)
    if as_json:
        click.echo(json.dumps([asdict(file) for file in done]))
    else:
        for file in done:
            ended = f"mended ({_HOW[file.how]})" if file.how else f"not mended: {file.why}"
            click.echo(f"{file.key}: was {file.fault}, {ended}")
        click.echo(f"{sum(bool(f.how) for f in done)} of {len(done)} broken files mended")
    if any(file.how is None for file in done):
        sys.exit(1)


@storage.command("copy")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("--switch", is_flag=True, help="When all is there, write TO into the settings")
@click.option(
    "--leave-broken", is_flag=True, help="Switch even if files are left out, which stay in FROM"
)
@_JSON
def copy(source: str, target: str, switch: bool, leave_broken: bool, as_json: bool) -> None:
    """Copy every file FROM one place TO another, and read it back there.

    A place is fs:FOLDER, s3:BUCKET or storagemaster:HOST:PORT; what is left out comes from
    the settings. Stopped at any time, it goes on from there when run again.
    """
    with archive() as opened, shown("files") as progress:
        start, end = _place(opened, source), _place(opened, target)
        if start.name == end.name:
            raise click.UsageError(f"{source} and {target} are one and the same place")
        done = copying.copy(opened.care, start, end, progress)
    if as_json:
        click.echo(json.dumps(asdict(done)))
    else:
        for file in done.left_out:
            click.echo(f"left out: {file.key}: {file.why}")
        click.echo(f"{done.files} files ({in_words(done.bytes)}) are in {end.name}")
    if done.left_out and not (switch and leave_broken):
        click.echo(
            "next: `parallel-flickr storage check --all`, `storage repair`, then copy again;",
            err=True,
        )
        click.echo("with --switch --leave-broken what nothing mends stays where it is", err=True)
        sys.exit(1)
    if switch:
        _switch(start.name, end.name)


@storage.command("colours")
@_JSON
def colours(as_json: bool) -> None:
    """Look at pictures that were stored before colours were: once, after an upgrade.

    What stands in a picture's place until it has come, and search by colour, need them.
    Stopped at any time, it goes on from there when run again.
    """
    with archive() as opened, shown("photos") as progress:
        done = colouring.colour(opened.care, progress)
    if as_json:
        click.echo(json.dumps({"photos": done}))
    else:
        click.echo(f"recorded the colours of {done} photos whose were not known yet")


@storage.command("stats")
@_JSON
def stats(as_json: bool) -> None:
    """Count the files by kind, and tell what checks know of them."""
    with archive() as opened:
        counted = statistics.count(opened.care)
    if as_json:
        click.echo(json.dumps(asdict(counted)))
        return
    for kind in counted.kinds:
        size = in_words(kind.bytes) if kind.bytes else "size not recorded"
        click.echo(f"{kind.kind or 'medium':>8} {kind.files:>9} files  {size}")
    files, known = (sum(k.files for k in counted.kinds), sum(k.bytes for k in counted.kinds))
    click.echo(f"{'in all':>8} {files:>9} files  {in_words(known)}")
    click.echo(f"{_last(counted.last_check)}; {len(counted.faults)} known to be broken")
    for key, fault in counted.faults.items():
        click.echo(f"{fault}: {key}")


def _last(check: int | None) -> str:
    if check is None:
        return "never checked: `parallel-flickr storage check`, best every day"
    return time.strftime("last checked %Y-%m-%d %H:%M UTC", time.gmtime(check))


def in_words(size: int) -> str:
    """Return a number of bytes as people say it."""
    number = float(size)
    for unit in ("bytes", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if unit == "bytes" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"


def _place(opened: Archive, place: str) -> copying.Place:
    return copying.Place(place_of(opened.settings, place), storage_at(opened.settings, place))


def _switch(source: str, target: str) -> None:
    chosen = {**settings_for(target), "storage_also_read": source}
    hidden = [key for key in chosen if PREFIX + key.upper() in os.environ]
    if hidden:
        raise SettingsError(f"the environment sets {hidden[0]}, which wins: change it there")
    change(settings_path(), chosen)
    click.echo(f"{settings_path()} names {target} now, and reads from {source} as well")
    click.echo("next: restart the site and the workers; run this copy once more for what came")
    click.echo("late; then take storage_also_read out of the settings")
