"""`backup`: what cron calls."""

from __future__ import annotations

import json
import sys

import click

from adapters.assembly import Archive, NotAMember
from adapters.flickr.counting import Allowance
from adapters.flickr.errors import EnoughCalls, FlickrError
from adapters.flickr.poll.certificate import CHECKED
from adapters.flickr.poll.ports import Poll, Report
from adapters.flickr.poll.run import POLLERS, kinds_of
from adapters.flickr.poll.run import backup as run
from bin.certificates import certificate_as_data, certificate_in_lines, certificate_in_words
from bin.opening import archive
from bin.progress import shown, with_expected_end
from projections.following import catch_up
from projections.reading.people import Member, members


@click.command()
@click.argument("kind", type=click.Choice([*POLLERS, "all"]))
@click.option("--account", help="One member, by name or NSID, instead of all")
@click.option("--full", is_flag=True, help="Look at everything again")
@click.option("--check", is_flag=True, help="Poll nothing: compare with what Flickr states")
@click.option("--max-calls", type=click.IntRange(1), help="Stop after so many calls of Flickr")
@click.option("--json", "as_json", is_flag=True, help="Tell what was done as JSON")
def backup(
    kind: str,
    account: str | None,
    full: bool,
    check: bool,
    max_calls: int | None,
    as_json: bool,
) -> None:
    """Poll Flickr for every registered member, and record what is new.

    Safe to run twice at once, and to stop at any time: the next run goes on from there.
    With --check nothing is recorded; photos and albums are counted as Flickr states them
    and as the archive holds them, and it exits 1 where they differ.
    """
    if check:
        with archive() as opened:
            _check(opened, kind, account, Allowance(max_calls), as_json)
        return
    failed = False
    allowance = Allowance(max_calls)
    done: list[dict[str, object]] = []
    with archive() as opened, shown("looked at") as progress:
        opened.storage.ready()  # no call is spent on what could not be kept
        for member in _registered(opened, account):
            for each in kinds_of(kind, member.backups):
                report = Report()
                report.progress = with_expected_end(
                    progress, report.calls, opened.flickr.budget.done_by
                )
                poll = opened.poll(member.nsid, report, full=full, allowance=allowance)
                with opened.turn(member.nsid, each) as mine:
                    if not mine:
                        _step_aside(member, each, done, as_json)
                        continue
                    ended = _run(opened, poll, each)
                done.append(_as_data(member, each, report, ended))
                if not as_json:
                    click.echo(f"{member.username}: {each}: {_in_words(report, ended)}")
                if isinstance(ended, EnoughCalls):
                    break
                if ended is not None:
                    failed = True
                    click.echo(f"{member.username}: {each}: {ended}", err=True)
                    break
    if as_json:
        click.echo(json.dumps(done))
    if failed:
        sys.exit(1)


def _check(
    opened: Archive, kind: str, account: str | None, allowance: Allowance, as_json: bool
) -> None:
    """Compare with Flickr what can be; exit 1 where the archive is not whole."""
    if kind not in (*CHECKED, "all"):
        raise click.UsageError(f"--check compares {' and '.join(CHECKED)}, not {kind}")
    whole = True
    done: list[dict[str, object]] = []
    for member in _registered(opened, account):
        for each in kinds_of(kind, member.backups):
            if each not in CHECKED:
                continue
            certificate = CHECKED[each](opened.poll(member.nsid, Report(), allowance=allowance))
            whole = whole and certificate.whole
            found = certificate_as_data(certificate)
            done.append({"account": member.nsid, "kind": each, **found})
            if not as_json:
                for line in certificate_in_lines(certificate):
                    click.echo(f"{member.username}: {each}: {line}")
    if as_json:
        click.echo(json.dumps(done))
    if not whole:
        sys.exit(1)


def _step_aside(member: Member, kind: str, done: list[dict[str, object]], as_json: bool) -> None:
    """Leave a kind to the run that is at it."""
    done.append({"account": member.nsid, "kind": kind, "finished": False, "left_to": "another run"})
    if not as_json:
        click.echo(f"{member.username}: {kind}: another run is at it, this one leaves it to that")


def _run(opened: Archive, poll: Poll, kind: str) -> FlickrError | None:
    """Run one poller; return what ended it before its end, if anything did."""
    try:
        run(poll, kind)
    except FlickrError as trouble:
        return trouble
    finally:
        catch_up(opened.log, opened.generations.live())
    return None


def _as_data(
    member: Member, kind: str, report: Report, ended: FlickrError | None
) -> dict[str, object]:
    return {
        "account": member.nsid,
        "kind": kind,
        **report.counts,
        "calls": report.calls.total(),
        "calls_by_method": dict(sorted(report.calls.items())),
        "set_aside": dict(sorted(report.missing.items())),
        "certificate": report.certificate and certificate_as_data(report.certificate),
        "finished": ended is None,
        "ended_by": "" if ended is None else str(ended),
    }


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


def _in_words(report: Report, ended: FlickrError | None) -> str:
    counts = [
        f"{count} {what}"
        for what, count in sorted(report.counts.items())
        if count and what != "calls"
    ]
    said = ", ".join(counts) or "nothing new"
    methods = ", ".join(f"{name} {count}" for name, count in report.calls.most_common())
    said += f"; {report.calls.total()} calls" + (f" ({methods})" if methods else "")
    if report.missing:
        said += f"; {len(report.missing)} set aside, to be tried again by the next run"
    if report.certificate is not None:
        said += f"; {certificate_in_words(report.certificate)}"
    if ended is not None:
        said += "; not finished, the next run goes on from there"
    return said
