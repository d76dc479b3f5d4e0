"""`accounts`: members join without a browser on this machine, and are listed."""

from __future__ import annotations

import json

import click

from adapters.assembly import Archive, NotAMember
from adapters.flickr.credentials import Token
from adapters.operations.tokens import MemberToken
from adapters.settings import SettingsError
from bin.forgetting import AFTERWARDS, YES, erase, in_words, sure
from bin.opening import archive
from domain.account import ROLES
from projections.following import catch_up
from projections.reading.people import Member, members


@click.group()
def accounts() -> None:
    """The members of this archive."""


@accounts.command("sign-in")
def sign_in() -> None:
    """Let a member join: open an address in any browser, type the code in here."""
    with archive() as opened:
        _need_key(opened)
        request = opened.flickr.signing_in.request_token()
        address = opened.flickr.signing_in.authorize_url(request, opened.settings.flickr_api_perms)
        click.echo("Open this address, sign in with Flickr and allow the archive:\n")
        click.echo(f"  {address}\n")
        code = click.prompt("The code that Flickr shows", type=str)
        signed = opened.flickr.signing_in.access_token(request, code)
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


@accounts.command("role")
@click.argument("account", metavar="NAME|NSID")
@click.argument("roles", nargs=-1, type=click.Choice(ROLES), metavar="[ROLE]...")
def role(account: str, roles: tuple[str, ...]) -> None:
    """Give a member roles in this archive, such as admin, or none."""
    with archive() as opened:
        member = member_called(opened, account)
        opened.accounts.give_roles(member.nsid, roles)
        catch_up(opened.log, opened.generations.live())
    given = ", ".join(sorted(set(roles))) or "no role"
    click.echo(f"{member.username} ({member.nsid}) has {given}")


@accounts.command("delete")
@click.argument("account", metavar="NAME|NSID")
@YES
def delete(account: str, yes: bool) -> None:
    """Let a member leave, and forget them: their photos, faves, contacts, albums, token.

    It cannot be undone. What was stopped half-way goes on when it is run again.
    """
    with archive() as opened:
        member = member_called(opened, account)
        sure(
            f"The archive will forget {member.username} ({member.nsid}) and all their photos,"
            " for good. Go on?",
            yes=yes,
        )
        opened.accounts.leave(member.nsid)
        erased = erase(opened)
    click.echo(f"{member.username} ({member.nsid}) has left: {in_words(erased)}")
    click.echo(
        f"What stays are identifiers inside what others did: {member.nsid} as their contact, under"
        " comments, beside favourites of photos that are gone; and the event that they left."
    )
    click.echo(AFTERWARDS)


def member_called(opened: Archive, account: str) -> Member:
    """Return the member of a name or NSID. Raises NotAMember."""
    catch_up(opened.log, opened.generations.live())
    with opened.generations.live().connect() as connection:
        for member in members(connection):
            if account == member.nsid or (account == member.username and not member.deleted):
                return member
    raise NotAMember(f"{account} is no member: see `parallel-flickr accounts list`")


def _need_key(opened: Archive) -> None:
    if not opened.settings.flickr_api_key or not opened.settings.flickr_api_secret:
        raise SettingsError(
            "flickr_api_key and flickr_api_secret are not set: get them at"
            " https://www.flickr.com/services/apps/create/"
        )


def _join(opened: Archive, token: Token) -> None:
    allowed = opened.flickr.allowed(token)
    member = MemberToken(allowed.nsid, token.token, token.secret, allowed.perms)
    opened.accounts.join(member, allowed.username)
    catch_up(opened.log, opened.generations.live())
    click.echo(f"{allowed.username} ({allowed.nsid}) has joined; the token may {allowed.perms}")
    click.echo(f"next: `parallel-flickr backup all --account {allowed.nsid}`")
