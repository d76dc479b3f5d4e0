"""`import`: what others have kept comes into this archive."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

import click
import requests

from adapters.assembly import Archive
from adapters.log.merging import merge_log
from adapters.storage import BadKey
from bin.opening import archive
from bin.progress import shown
from projections.following import catch_up

_PATIENCE: Final = (10, 60)
_PIECE: Final = 1 << 20


@click.group("import")
def import_() -> None:
    """Bring in what was kept elsewhere."""


@import_.command("archive")
@click.argument("source", metavar="URL|FILE")
def other_archive(source: str) -> None:
    """Merge what another archive saw, from the file that its `log export` wrote.

    `-` reads standard input. It can be repeated: what is here already is not added again.
    """
    with _opened(source) as file, archive() as opened, shown("events") as progress:
        merged = merge_log(
            opened.log,
            file,
            lambda key: _holds(opened, key),
            lambda done, total: progress("merging", done, total),
        )
        catch_up(opened.log, opened.generations.live())
    click.echo(
        f"read {merged.events} events of {merged.streams} streams about Flickr;"
        f" added {merged.added} events"
    )


@contextmanager
def _opened(source: str) -> Iterator[IO[bytes]]:
    if source == "-":
        yield sys.stdin.buffer
    elif not source.startswith(("http://", "https://")):
        with Path(source).open("rb") as file:
            yield file
    else:
        with tempfile.TemporaryFile() as arrived:
            try:
                with requests.get(source, stream=True, timeout=_PATIENCE) as answer:
                    answer.raise_for_status()
                    for piece in answer.iter_content(_PIECE):
                        arrived.write(piece)
            except requests.RequestException as error:
                raise click.ClickException(_unfetched(source, error)) from None
            arrived.seek(0)
            yield arrived


def _unfetched(source: str, error: requests.RequestException) -> str:
    """Return what went wrong with an address, and how to mend it, in one line."""
    match error:
        case requests.HTTPError(response=requests.Response() as answer):
            why = f"it answered {answer.status_code} {answer.reason}"
        case requests.Timeout():
            why = "it did not answer in time"
        case requests.ConnectionError():
            why = "nobody answers there"
        case _:
            why = f"it is no address that answers ({type(error).__name__})"
    return (
        f"{source} cannot be fetched: {why}. Check the address in a browser, or copy the file"
        " that the other archive's `log export` wrote and name that"
    )


def _holds(opened: Archive, key: str) -> bool:
    try:
        return opened.storage.stat(key) is not None
    except BadKey:
        return False  # the other archive may have written anything
