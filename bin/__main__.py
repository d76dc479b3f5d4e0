"""`parallel-flickr`, also as `python -m bin`."""

from __future__ import annotations

import sys

import click
from sqlalchemy.exc import SQLAlchemyError

from adapters.assembly import NotAMember, NotSubscribed, StillForgetting
from adapters.flickr.errors import FlickrError
from adapters.flickr.poll.recording import MemberLeft
from adapters.log import LogError
from adapters.operations import DatabaseError, in_one_line
from adapters.settings import SettingsError
from adapters.storage import StorageError
from bin.accounts import accounts
from bin.backup import backup
from bin.demo import demo
from bin.doctor import doctor
from bin.forgetting import purge_photo, readmit_photo
from bin.importing import import_
from bin.log import log
from bin.projections import projections
from bin.push import push
from bin.serving import serve, up, worker
from bin.setting_up import generate_secret, init
from bin.simulator import simulator
from bin.storage import storage
from bin.storagemaster import storagemaster
from domain.search.index import SearchUnavailable
from projections.folding import FoldFailed
from projections.generations import NotMade
from projections.writing import UnknownKind

FAILURES = (
    DatabaseError,
    FlickrError,
    FoldFailed,
    LogError,
    MemberLeft,
    NotAMember,
    NotMade,
    NotSubscribed,
    SearchUnavailable,
    SettingsError,
    StillForgetting,
    StorageError,
    UnknownKind,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="parallel-flickr")
def parallel_flickr() -> None:
    """A living shadow of a Flickr account: as it is, and as it was on any day."""


for command in (
    accounts,
    backup,
    demo,
    doctor,
    generate_secret,
    import_,
    init,
    log,
    projections,
    purge_photo,
    push,
    readmit_photo,
    serve,
    simulator,
    storage,
    storagemaster,
    up,
    worker,
):
    parallel_flickr.add_command(command)


def main() -> None:
    """Run a command. What goes wrong is one line on standard error, and a non-zero exit."""
    try:
        parallel_flickr(standalone_mode=False)
    except click.exceptions.Exit as asked:
        sys.exit(asked.exit_code)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(wrong.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        sys.exit(130)
    except FAILURES as failure:
        click.echo(f"parallel-flickr: {failure}", err=True)
        sys.exit(1)
    except SQLAlchemyError as failure:
        click.echo(f"parallel-flickr: {in_one_line(failure)}", err=True)
        sys.exit(1)
    except OSError as failure:
        where = f": {failure.filename}" if failure.filename else ""
        click.echo(f"parallel-flickr: {failure.strerror or failure}{where}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
