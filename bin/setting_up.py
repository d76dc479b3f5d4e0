"""`init` and `generate-secret`."""

from __future__ import annotations

import os
import secrets

import click

from adapters.settings import SettingsError, fresh, load, settings_path
from bin.opening import archive


@click.command()
@click.option("--flickr-api-key", default="", help="Your key, from flickr.com/services/apps/create")
@click.option("--flickr-api-secret", default="", help="The secret that goes with it")
@click.option("--flickr-endpoint", default="", help="Where Flickr is, if not at flickr.com")
def init(flickr_api_key: str, flickr_api_secret: str, flickr_endpoint: str) -> None:
    """Write a settings file with fresh secrets; make the log and the views."""
    path = settings_path()
    if path.exists():
        click.echo(f"{path} is there already and stays as it is")
    else:
        chosen: dict[str, object] = {
            "flickr_api_key": flickr_api_key,
            "flickr_api_secret": flickr_api_secret,
        }
        if flickr_endpoint:
            chosen["flickr_endpoint"] = flickr_endpoint
        _write(str(path), fresh(**chosen))
        click.echo(f"wrote {path}, with fresh secrets; only you can read it")
    with archive() as opened:
        click.echo(f"the log is at {_without_password(opened.settings.database_url)}")
    if not load().flickr_api_key:
        click.echo("next: put your flickr_api_key and flickr_api_secret into the file, then")
    click.echo("next: `parallel-flickr doctor`, then `parallel-flickr accounts sign-in`")


@click.command("generate-secret")
def generate_secret() -> None:
    """Print one secret."""
    click.echo(secrets.token_urlsafe(32))


def _write(path: str, text: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}") from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


def _without_password(url: str) -> str:
    head, at, tail = url.rpartition("@")
    return f"{head.partition('://')[0]}://…@{tail}" if at else url
