"""`accounts`: members join without a browser on this machine, and are listed."""

from __future__ import annotations

import json

import click

from adapters.assembly import Archive
from adapters.flickr.credentials import Token
from adapters.settings import SettingsError
from adapters.tokens import MemberToken
from bin.opening import archive
from projections.following import catch_up
from projections.reading.people import members


@click.group()
def accounts() -> None:
    """The members of this archive."""


@accounts.command("sign-in")
def sign_in() -> None:
    """Let a member join: open an address in any browser, type the code in here."""
    with archive() as opened:
        _need_key(opened)
        request = opened.signing_in.request_token()
        address = opened.signing_in.authorize_url(request, opened.settings.flickr_api_perms)
        click.echo("Open this address, sign in with Flickr and allow the archive:\n")
        click.echo(f"  {address}\n")
        code = click.prompt("The code that Flickr shows", type=str)
        signed = opened.signing_in.access_token(request, code)
        _join(opened, signed.token)


@accounts.command("add")
@click.option("--oauth-token", required=True)
@click.option("--oauth-token-secret", required=True)
def add(oauth_token: str, oauth_token_secret: str) -> None:
    """Let a member join with a token at hand, which is checked with Flickr."""
    with archive() as opened:
        _need_key(opened)
        _join(opened, Token(oauth_token, oauth_token_secret))


@accounts.command("list")
@click.option("--json", "as_json", is_flag=True)
def show(as_json: bool) -> None:
    """List the members, what is backed up for them, and what their tokens allow."""
    with archive() as opened:
        catch_up(opened.log, opened.generations.live())
        with opened.generations.live().connect() as connection:
            every = [m for m in members(connection) if not m.deleted]
        if as_json:
            rows = [
                {
                    "nsid": m.nsid,
                    "username": m.username,
                    "joined": m.joined,
                    "backups": m.backups,
                    "paused": m.paused,
                    "perms": m.perms,
                    "roles": m.roles,
                }
                for m in every
            ]
            click.echo(json.dumps(rows))
            return
        for m in every:
            rest = " (resting)" if m.paused else ""
            click.echo(f"{m.nsid}  {m.username}: {', '.join(m.backups)}{rest}; may {m.perms}")
        if not every:
            click.echo("nobody has joined yet: run `parallel-flickr accounts sign-in`")


def _need_key(opened: Archive) -> None:
    if not opened.settings.flickr_api_key or not opened.settings.flickr_api_secret:
        raise SettingsError(
            "flickr_api_key and flickr_api_secret are not set: get them at"
            " https://www.flickr.com/services/apps/create/"
        )


def _join(opened: Archive, token: Token) -> None:
    allowed = opened.allowed(token)
    member = MemberToken(allowed.nsid, token.token, token.secret, allowed.perms)
    opened.join(member, allowed.username)
    catch_up(opened.log, opened.generations.live())
    click.echo(f"{allowed.username} ({allowed.nsid}) has joined; the token may {allowed.perms}")
    click.echo(f"next: `parallel-flickr backup all --account {allowed.nsid}`")
