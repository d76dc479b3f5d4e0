"""`log seal`, `log verify`, `log prove`: what was recorded stays as it was recorded."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
import msgspec

from adapters.log.proving import Proving
from adapters.log.sealing import read_seal
from adapters.log.verifying import verify as verify_log
from bin.opening import archive
from bin.progress import shown

_FILE = click.Path(dir_okay=False, path_type=Path)
_KEPT = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("seal")
@click.argument("file", type=_FILE, required=False)
@click.option("--anew", is_flag=True, help="Make the kept leaves again, all of them")
def seal(file: Path | None, anew: bool) -> None:
    """Seal the log: print its root, and keep it in FILE. Keep FILE where nobody can change it."""
    with archive() as opened, shown("events") as progress:
        made = opened.sealing.seal(lambda done, total: progress("sealing", done, total), anew=anew)
    text = msgspec.json.encode(made).decode()
    if file is not None:
        file.write_text(text + "\n", "utf-8")
    click.echo(text)


@click.command("verify")
@click.option("--seal", "kept", type=_KEPT, multiple=True, help="A seal that was kept elsewhere")
@click.option("--json", "as_json", is_flag=True)
def verify(kept: tuple[Path, ...], as_json: bool) -> None:
    """Find events that were changed, removed, inserted or reordered since they were sealed."""
    seals = [read_seal(path) for path in kept]
    with archive() as opened, shown("events") as progress:
        found = verify_log(
            opened.log,
            opened.sealing.leaves,
            seals,
            lambda done, total: progress("verifying", done, total),
        )
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
    else:
        for difference in found.differences:
            click.echo(str(difference), err=True)
    if found.differences:
        if not as_json:
            click.echo("the log is not what was sealed: restore it from a copy", err=True)
        sys.exit(1)
    if not as_json:
        click.echo(
            f"{found.events} events, root {found.root}; {found.sealed} of them are what"
            f" {found.seals} seals say"
        )


@click.command("prove")
@click.argument("position", type=click.IntRange(min=1), required=False)
@click.option("--seal", "kept", type=_KEPT, help="A seal that was kept elsewhere")
def prove(position: int | None, kept: Path | None) -> None:
    """Print a proof for somebody who has a seal and not the log (docs/check-proof.py).

    With POSITION: that the event there is in the last seal, or in that of --seal. Without:
    that the last seal covers all that the seal of --seal did.
    """
    if position is None and kept is None:
        raise click.UsageError("name a POSITION, or a --seal, or both")
    seal = None if kept is None else read_seal(kept)
    with archive() as opened:
        proving = Proving(opened.sealing)
        if position is not None:
            proof = proving.event(position, seal)
        elif seal is not None:
            proof = proving.growth(seal)
    click.echo(json.dumps(proof))
