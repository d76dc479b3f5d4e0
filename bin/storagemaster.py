"""`storagemaster`: the storage daemon, which also runs alone as `python -m storagemaster`."""

from __future__ import annotations

import sys

import click

from storagemaster.__main__ import main


@click.command(
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def storagemaster(arguments: tuple[str, ...]) -> None:
    """Keep files under one folder and hand them out over a socket; see its --help."""
    sys.exit(main(list(arguments)))
