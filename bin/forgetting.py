"""`purge-photo` and `readmit-photo`; and what carries out, beside a worker, what was asked for."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import click
import structlog

from adapters.assembly import Archive, forgetting
from adapters.forgetting.asking import purge_photos, readmit_photos
from adapters.forgetting.erasing import Erased
from adapters.log import LogError
from adapters.operations import DatabaseError
from adapters.storage import StorageError
from bin.opening import archive
from bin.progress import shown
from bin.stopping import Stop
from domain import streams
from domain.fact import UNSAID
from domain.photo import photo_history
from domain.search.index import SearchUnavailable
from projections.following import catch_up

YES: Final = click.option("--yes", is_flag=True, help="Do not ask")
AFTERWARDS: Final = (
    "next: copies made before hold it still: make a new `parallel-flickr log backup` and destroy"
    " the older ones (docs/forgetting.md)"
)
_PAUSE: Final = 1.0
_AFTER_TROUBLE: Final = 60.0
_PATIENCE: Final = 10.0
_log = structlog.get_logger(__name__)


@click.command("purge-photo")
@click.argument("photos", nargs=-1, metavar="[ID]...")
@YES
def purge_photo(photos: tuple[str, ...], yes: bool) -> None:
    """Forget photos for good: what was recorded of them, files, answers, all that is shown.

    Later sightings of them add nothing, until `readmit-photo`. Without an ID what was asked
    for before, here or on the site, and is not done yet is carried out.
    """
    _need_ids(photos)
    with archive() as opened:
        known = [photo for photo in photos if opened.log.read(streams.photo(photo))]
        for photo in dict.fromkeys(photos):
            if photo not in known:
                click.echo(f"photo {photo}: the archive knows nothing of it", err=True)
        if known:
            sure(f"The archive will forget {_counted(known)} for good. Go on?", yes=yes)
            for owner, theirs in _by_owner(opened, known).items():
                purge_photos(opened.log, opened.clock, theirs, owner)
        erased = erase(opened)
    if known or erased:
        about = "" if not known else f"{_counted(known)}: "
        click.echo(f"{about}{in_words(erased)}")
        click.echo(
            "What stays: that something was forgotten, the number of the photo, favourites that"
            " others made of it. The log verifies as before."
        )
        click.echo(AFTERWARDS)
    elif not photos:
        click.echo("nothing was asked to be forgotten that is not")
    if len(known) < len(set(photos)):
        sys.exit(1)


@click.command("readmit-photo")
@click.argument("photos", nargs=-1, required=True, metavar="ID...")
def readmit_photo(photos: tuple[str, ...]) -> None:
    """Let purged photos in again: the next backup that sees one records it anew."""
    _need_ids(photos)
    with archive() as opened:
        # What is still there of the time before must not come back with the photo.
        erase(opened)
        count = readmit_photos(opened.log, opened.clock, dict.fromkeys(photos), "")
        catch_up(opened.log, opened.generations.live())
    click.echo(f"{count} of {len(set(photos))} were purged and are let in again")
    if count:
        click.echo("next: `parallel-flickr backup photos --full` looks at everything again")


def sure(question: str, *, yes: bool) -> None:
    """Go on only where somebody says yes, at a terminal or by `--yes`."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise click.UsageError("this cannot be undone: say --yes")
    click.confirm(question, abort=True)


def erase(opened: Archive) -> Erased:
    """Erase what is to be forgotten, showing how far it is."""
    with shown("steps") as progress:
        return forgetting(opened).finish(progress)


def in_words(erased: Erased) -> str:
    """Return what was erased, in words."""
    if not erased:
        return "it is forgotten already, nothing was left"
    return f"forgot {erased.events} events and {erased.files} files"


@contextmanager
def forgetting_beside(opened: Archive, stopped: Stop) -> Iterator[None]:
    """Carry out what is asked to be forgotten, in a thread beside a worker.

    One that is stopped in the middle is gone on with by the next.
    """
    ended = threading.Event()

    def over() -> bool:
        return ended.is_set() or stopped.is_set()

    thread = threading.Thread(target=lambda: _carry_out(opened, stopped, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(_PATIENCE)


def _carry_out(opened: Archive, stopped: Stop, over: Callable[[], bool]) -> None:
    eraser = forgetting(opened)
    while not over():
        pause = _PAUSE
        try:
            if eraser.pending():
                erased = eraser.finish()
                _log.info("forgetting.done", events=erased.events, files=erased.files)
        except (DatabaseError, LogError, SearchUnavailable, StorageError) as trouble:
            _log.warning("forgetting.waits", why=str(trouble))
            pause = _AFTER_TROUBLE
        except Exception:  # what cannot be forgotten now is tried again, and told each time
            _log.exception("forgetting.waits")
            pause = _AFTER_TROUBLE
        _wait(stopped, over, pause)


def _wait(stopped: Stop, over: Callable[[], bool], seconds: float) -> None:
    while seconds > 0 and not over():
        stopped.wait(_PAUSE)
        seconds -= _PAUSE


def _need_ids(photos: tuple[str, ...]) -> None:
    for photo in photos:
        if not streams.is_id(photo):
            raise click.BadParameter(f"{photo[:40]!r} is no photo's id: it has digits alone")


def _by_owner(opened: Archive, photos: list[str]) -> dict[str, list[str]]:
    """Return photos by the members for whom they are purged; "": by those of nobody here."""
    read = opened.log.read_many(streams.photo(photo) for photo in photos)
    found: dict[str, list[str]] = {}
    for photo in photos:
        held = photo_history(entry.fact for entry in read[streams.photo(photo)]).now
        owner = "" if held is None or held.state.owner is UNSAID else held.state.owner
        member = owner if owner and opened.log.read(streams.account(owner)) else ""
        found.setdefault(member, []).append(photo)
    return found


def _counted(photos: list[str]) -> str:
    return f"photo {photos[0]}" if len(photos) == 1 else f"{len(photos)} photos"
