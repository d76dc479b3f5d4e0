"""`doctor`: is everything as it should be, and if not, how is it mended?"""

from __future__ import annotations

import io
import json
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import click
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from adapters.assembly import Archive, assemble, prepare
from adapters.flickr.errors import FlickrError, InvalidApiKey
from adapters.log import LogError
from adapters.memcached import CacheUnavailable
from adapters.operations import DatabaseError, in_one_line
from adapters.settings import Settings, SettingsError, load, settings_path
from adapters.storage import StorageError
from domain.search.index import SearchUnavailable
from projections.following import position
from projections.generations import NotMade

_PROBE: Final = "doctor/probe"


class Finding(NamedTuple):
    """What was looked at, whether it is well, and what is so or how to mend it."""

    subject: str
    well: bool
    said: str


@click.command()
@click.option("--json", "as_json", is_flag=True)
def doctor(as_json: bool) -> None:
    """Check settings, key, database, storage, search, cache, clock, mail; exit 1 if one fails."""
    findings = examine()
    if as_json:
        click.echo(json.dumps([finding._asdict() for finding in findings]))
    else:
        for finding in findings:
            click.echo(
                f"{'well  ' if finding.well else 'BROKEN'} {finding.subject}: {finding.said}"
            )
    if not all(finding.well for finding in findings):
        sys.exit(1)


def examine() -> list[Finding]:
    """Return what was found, in the order in which things depend on each other."""
    try:
        settings = load()
        opened = assemble(settings)
    except SettingsError as error:
        return [Finding("settings", False, str(error))]
    except (DatabaseError, LogError, StorageError) as error:
        return [
            Finding("settings", True, str(settings_path())),
            Finding("parts", False, str(error)),
        ]
    findings = [_settings(settings)]
    checks = {
        "database": _database,
        "flickr": _flickr,
        "storage": _storage,
        "search": _search,
        "cache": _cache,
        "clock": _clock,
        "mail": _mail,
    }
    try:
        findings += [_checked(subject, check, opened) for subject, check in checks.items()]
    finally:
        opened.close()
    return findings


def _checked(subject: str, check: Callable[[Archive], str], opened: Archive) -> Finding:
    try:
        return Finding(subject, True, check(opened))
    except _TOLD as error:
        return Finding(subject, False, str(error))
    except SQLAlchemyError as error:
        return Finding(subject, False, in_one_line(error))
    except OSError as error:
        return Finding(subject, False, f"{error.strerror or error}")


class _Broken(Exception):  # noqa: N818 - says what is so
    """Something is not as it should be; the message says how to mend it."""


_TOLD: Final = (
    FlickrError,
    StorageError,
    SearchUnavailable,
    LogError,
    DatabaseError,
    NotMade,
    CacheUnavailable,
    _Broken,
)


def _settings(settings: Settings) -> Finding:
    path = settings_path()
    if not settings.crypto_cookie_secret or not settings.crypto_crumb_secret:
        return Finding("settings", False, "there are no secrets: run `parallel-flickr init`")
    try:
        ZoneInfo(settings.timezone)
    except (KeyError, ValueError, OSError):
        return Finding("settings", False, f"timezone: there is none named {settings.timezone!r}")
    said = str(path) if path.exists() else "from the environment"
    return Finding("settings", True, said)


def _database(opened: Archive) -> str:
    prepare(opened)
    url = make_url(opened.settings.database_url)
    if url.get_backend_name() == "sqlite":
        _private(Path(str(url.database)).resolve())
    head = opened.log.head()
    with opened.generations.live().connect() as connection:
        behind = head - position(connection)
    return f"{head} events, the views are {behind} behind"


def _private(database: Path) -> None:
    """Raise _Broken where others on this machine may open the log, or files beside it."""
    patterns = (f"{database.name}*", f"{database.stem}.views-*")
    files = sorted(path for pattern in patterns for path in database.parent.glob(pattern))
    wide = " ".join(str(path) for path in files if path.is_file() and _wide(path))
    if wide:
        raise _Broken(f"others on this machine may read it: chmod go= {wide}")


def _wide(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _flickr(opened: Archive) -> str:
    if not opened.settings.flickr_api_key or not opened.settings.flickr_api_secret:
        raise _Broken(
            "flickr_api_key and flickr_api_secret are not set: get them at"
            " https://www.flickr.com/services/apps/create/"
        )
    try:
        opened.flickr.unsigned()("flickr.test.echo")
    except InvalidApiKey as error:
        raise _Broken(f"flickr_api_key is refused: {error.said}") from None
    opened.flickr.signing_in.request_token("oob")
    return "answers, and knows the key and its secret"


def _storage(opened: Archive) -> str:
    said = b"the doctor was here"
    opened.storage.put(_PROBE, io.BytesIO(said))
    try:
        with opened.storage.open(_PROBE) as kept:
            read = kept.read()
    finally:
        opened.storage.delete(_PROBE)
    if read != said:
        raise _Broken("what was stored came back as something else: check the disk")
    return f"{opened.settings.storage_provider} keeps what it is given"


def _search(opened: Archive) -> str:
    opened.search.prepare()
    behind = opened.log.head() - opened.search.position()
    return f"{'solr' if opened.settings.searches_solr else 'embedded'}, {behind} events behind"


def _cache(opened: Archive) -> str:
    if opened.memcached is None:
        return "not used"
    opened.memcached.check()
    return "memcached answers"


def _clock(_opened: Archive) -> str:
    written = time.time()
    if written < 1_700_000_000:
        raise _Broken("this machine's clock is years behind: set it, or Flickr refuses signatures")
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(written))


def _mail(opened: Archive) -> str:
    if opened.settings.enable_feature_uploads_by_email:
        raise _Broken(
            "uploads by email are not there yet: turn enable_feature_uploads_by_email off"
        )
    return "not used"
