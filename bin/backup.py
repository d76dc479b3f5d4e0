"""`backup`: what cron calls."""

from __future__ import annotations

import json
import sys

import click

from adapters.assembly import Archive, NotAMember
from adapters.flickr.errors import FlickrError
from adapters.flickr.poll.ports import Report
from adapters.flickr.poll.run import POLLERS, kinds_of
from adapters.flickr.poll.run import backup as run
from bin.opening import archive
from bin.progress import shown
from projections.following import catch_up
from projections.reading.people import Member, members


@click.command()
@click.argument("kind", type=click.Choice([*POLLERS, "all"]))
@click.option("--account", help="One member, by name or NSID, instead of all")
@click.option("--full", is_flag=True, help="Look at everything again")
@click.option("--json", "as_json", is_flag=True, help="Tell what was done as JSON")
def backup(kind: str, account: str | None, full: bool, as_json: bool) -> None:
    """Poll Flickr for every registered member, and record what is new.

    Safe to run twice at once, and to stop at any time: the next run goes on from there.
    """
    failed = False
    done: list[dict[str, object]] = []
    with archive() as opened, shown("looked at") as progress:
        for member in _registered(opened, account):
            for each in kinds_of(kind, member.backups):
                report = Report(progress)
                poll = opened.poll(member.nsid, report, full=full)
                try:
                    run(poll, each)
                except FlickrError as trouble:
                    failed = True
                    click.echo(f"{member.username}: {each}: {trouble}", err=True)
                    break
                finally:
                    catch_up(opened.log, opened.generations.live())
                done.append({"account": member.nsid, "kind": each, **report.counts})
                if not as_json:
                    click.echo(f"{member.username}: {each}: {_in_words(report)}")
    if as_json:
        click.echo(json.dumps(done))
    if failed:
        sys.exit(1)


def _registered(opened: Archive, account: str | None) -> list[Member]:
    catch_up(opened.log, opened.generations.live())
    with opened.generations.live().connect() as connection:
        every = [m for m in members(connection) if not m.deleted]
    if account is not None:
        chosen = [m for m in every if account in (m.nsid, m.username)]
        if not chosen:
            raise NotAMember(f"{account} is no member: see `parallel-flickr accounts list`")
        return chosen
    if not every:
        raise NotAMember("nobody has joined yet: run `parallel-flickr accounts sign-in`")
    return [m for m in every if not m.paused]


def _in_words(report: Report) -> str:
    counts = [f"{count} {what}" for what, count in sorted(report.counts.items()) if count]
    said = ", ".join(counts) or "nothing new"
    if report.missing:
        said += f"; {len(report.missing)} set aside, to be tried again by the next run"
    return said
