"""`push`: what Flickr tells the archive of by itself, so that nobody has to ask."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click

from adapters.assembly import Archive, NotAMember, Pushing, pushing
from adapters.flickr.errors import FlickrError
from adapters.flickr.push.subscribing import LEASE, Verify
from adapters.push.pushing import RENEW_AHEAD
from adapters.settings import SettingsError
from bin.opening import archive
from domain.topics import TOPICS, BadTopic, arguments_of, topic
from projections.following import catch_up
from projections.reading.people import Member, members
from projections.reading.subscriptions import Subscribed, subscriptions

_ACCOUNT = click.option("--account", help="A member, by name or NSID; needed where there are many")
_LATER = click.option(
    "--async", "later", is_flag=True, help="Let Flickr verify later instead of at once"
)
_LEASE = click.option(
    "--lease",
    type=click.IntRange(60, LEASE),
    default=LEASE,
    show_default=True,
    help="Seconds until it has to be renewed",
)
_JSON = click.option("--json", "as_json", is_flag=True)


@click.group()
def push() -> None:
    """PuSH subscriptions: Flickr says what changed, and the worker looks."""


@push.command("topics")
@_ACCOUNT
@_JSON
def show_topics(account: str | None, as_json: bool) -> None:
    """List the topics that Flickr offers, and what they take."""
    with archive() as opened:
        offered = pushing(opened).topics(_member(opened, account).nsid)
    rows = [
        {"name": name, "words": words, "arguments": arguments_of(name) if name in TOPICS else ()}
        for name, words in offered
    ]
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        takes = "".join(f" {argument}=…" for argument in row["arguments"])
        click.echo(f"{row['name']}{takes}: {row['words']}")


@push.command("list")
@_JSON
def show(as_json: bool) -> None:
    """List the subscriptions, how they stand, and when something last came."""
    with _subscribing() as (opened, pushed):
        held = _held(opened)
        last = pushed.last_delivered()
        now = opened.clock()
    if as_json:
        rows = [
            {
                "id": each.id,
                "nsid": each.nsid,
                "topic": each.topic,
                "arguments": each.arguments,
                "status": "ended" if each.ended(now) else each.status,
                "asked": each.asked,
                "until": each.until,
                "why": each.why,
                "last_delivered": last.get(each.id),
            }
            for each in held
        ]
        click.echo(json.dumps(rows))
        return
    for each in held:
        click.echo(_in_words(each, now, last.get(each.id)))
    if not held:
        click.echo("no subscriptions: `parallel-flickr push subscribe my_photos` makes one")


@push.command("subscribe")
@click.argument("name", metavar="TOPIC")
@click.argument("arguments", nargs=-1, metavar="[NAME=VALUE]...")
@_ACCOUNT
@_LATER
@_LEASE
def subscribe(
    name: str, arguments: tuple[str, ...], account: str | None, later: bool, lease: int
) -> None:
    """Subscribe a member to TOPIC, such as my_photos, or tags with tags=boat,sea."""
    given = {}
    for argument in arguments:
        key, equals, value = argument.partition("=")
        if not equals:
            raise click.BadParameter(f"{argument!r} is no NAME=VALUE, such as tags=boat,sea")
        given[key] = value
    try:
        about = topic(name, given)
    except BadTopic as wrong:
        raise click.BadParameter(str(wrong)) from None
    with _subscribing() as (opened, pushed):
        member = _member(opened, account)
        made = pushed.subscribe(member.nsid, about, _verify(later), lease)
        [each] = [held for held in _held(opened) if held.id == made]
        click.echo(_in_words(each, opened.clock(), None))


@push.command("unsubscribe")
@click.argument("subscription", metavar="ID")
@_LATER
def unsubscribe(subscription: str, later: bool) -> None:
    """End a subscription."""
    with _subscribing() as (opened, pushed):
        pushed.unsubscribe(subscription, _verify(later))
        catch_up(opened.log, opened.generations.live())
    click.echo(f"{subscription}: " + ("Flickr will ask, and end it" if later else "ended"))


@push.command("renew")
@click.option("--all", "every", is_flag=True, help="All of them, not only those that end soon")
@_LATER
@_LEASE
def renew(every: bool, later: bool, lease: int) -> None:
    """Renew the leases that end soon. The worker does so by itself; cron may as well."""
    failed = renewed = 0
    with _subscribing() as (opened, pushed):
        now = opened.clock()
        for each in _held(opened):
            if every or each.due(now, RENEW_AHEAD):
                try:
                    pushed.renew(each.id, _verify(later), lease)
                    renewed += 1
                except (FlickrError, NotAMember) as trouble:
                    failed += 1
                    click.echo(f"{each.id}: {trouble}", err=True)
        catch_up(opened.log, opened.generations.live())
    click.echo(f"{renewed} renewed")
    if failed:
        sys.exit(1)


@contextmanager
def _subscribing() -> Iterator[tuple[Archive, Pushing]]:
    with archive() as opened:
        if not opened.settings.enable_feature_flickr_push:
            raise SettingsError(
                "PuSH is off: set enable_feature_flickr_push = true (see docs/push.md)"
            )
        yield opened, pushing(opened)


def _held(opened: Archive) -> list[Subscribed]:
    engine = opened.generations.live()
    catch_up(opened.log, engine)
    with engine.connect() as connection:
        return subscriptions(connection)


def _member(opened: Archive, account: str | None) -> Member:
    engine = opened.generations.live()
    catch_up(opened.log, engine)
    with engine.connect() as connection:
        every = [m for m in members(connection) if not m.deleted]
    chosen = [m for m in every if account in (None, m.nsid, m.username)]
    if len(chosen) == 1:
        return chosen[0]
    if not every:
        raise NotAMember("nobody has joined yet: run `parallel-flickr accounts sign-in`")
    if account is None:
        raise NotAMember("there are several members: say which with --account")
    raise NotAMember(f"{account} is no member: see `parallel-flickr accounts list`")


def _verify(later: bool) -> Verify:
    return "async" if later else "sync"


def _in_words(each: Subscribed, now: int, last: int | None) -> str:
    arguments = "".join(f" {key}={value}" for key, value in each.arguments.items())
    said = f"{each.id}  {each.nsid}  {each.topic}{arguments}: "
    if each.ended(now):
        said += f"its lease ended {_instant(each.until)}"
    elif each.status == "verified":
        said += f"until {_instant(each.until)}" if each.until else "until it is ended"
    else:
        said += {"asked": "Flickr has not verified it yet"}.get(each.status, f"failed: {each.why}")
    return said + (f"; last delivered {_instant(last)}" if last else "")


def _instant(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"
