"""From sightings to the log: read the streams, let the domain decide, append what is new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from typing import Any

import msgspec

from adapters import recording
from adapters.flickr.poll.ports import Poll
from adapters.recording import Facts, Held
from domain import streams
from domain.backup import BackupFinished, Certificate, Covered, short
from domain.clock import Instant, exactly
from domain.fact import Fact, Look
from domain.forgetting import has_left


class MemberLeft(Exception):  # noqa: N818 - says what is so
    """The member for whom a run looks has left the archive meanwhile."""

    def __init__(self, nsid: str) -> None:
        super().__init__(f"{nsid} has left the archive: nothing more is recorded for them")


def raw_of(node: Mapping[str, Any]) -> tuple[str, bytes]:
    """Return one item of an answer as it is kept, and its SHA-256."""
    answer = msgspec.json.encode(node)
    return sha256(answer).hexdigest(), answer


def look_now(poll: Poll, *, raw: str | None = None, lastupdate: str | None = None) -> Look:
    """Return the look of this moment, through the member's token."""
    now = poll.clock()
    told = int(lastupdate) if lastupdate and lastupdate.isdigit() else None
    return Look(at=now, observed=now, via=poll.via, account=poll.account, raw=raw, lastupdate=told)


def known(poll: Poll, names: Iterable[str]) -> dict[str, tuple[Fact, ...]]:
    """Return the facts of some streams; an unknown stream has none."""
    wanted = list(dict.fromkeys(names))
    read = poll.log.read_many(wanted)
    return {name: tuple(e.fact for e in read.get(name, ())) for name in wanted}


def record(
    poll: Poll,
    names: Iterable[str],
    decide: Callable[[Held], Facts],
    raw: Mapping[str, bytes] | None = None,
) -> dict[str, tuple[Fact, ...]]:
    """Append what `decide` makes of the streams' facts, as `adapters.recording.record` does.

    Raw answers that new facts name are kept before the facts are acknowledged. Raises
    MemberLeft: what a run sees that was under way then is nobody's to keep.
    """
    account = streams.account(poll.account)

    def decide_for_member(held: Held) -> Facts:
        if has_left(held[account]):
            raise MemberLeft(poll.account)
        new = decide(held)
        for digest in {fact.raw for facts in new.values() for fact in facts}:
            if raw is not None and digest is not None and digest in raw:
                poll.keeper.raw(raw[digest])
        return new

    new = recording.record(poll.log, [*names, account], decide_for_member)
    poll.report.counts["events"] += sum(len(facts) for facts in new.values())
    return new


def finish(
    poll: Poll,
    kind: str,
    begun: Instant,
    covered: Mapping[str, Instant],
    certificate: Certificate | None,
) -> None:
    """Record that a run ended of itself, what it covered, and what it set aside.

    A certificate that says the same as the one before is not recorded again.
    """
    look = look_now(poll)
    poll.report.certificate = certificate
    certified = 0
    if certificate is not None:
        certificate = short(certificate)
        last = poll.index.last_certificate(kind)
        carried = last is not None and last[1] == certificate
        certified = last[0] if last is not None and carried else look.at
        certificate = None if carried else certificate
    if calls := poll.report.calls.total():
        poll.report.counts["calls"] = calls
    event = BackupFinished(
        kind=kind,
        begun=begun,
        covered=tuple(Covered(subject=s, at=at) for s, at in sorted(covered.items())),
        counts=dict(sorted(poll.report.counts.items())),
        missing=tuple(f"{item} {why}" for item, why in sorted(poll.report.missing.items())),
        certificate=certificate,
        certified=certified,
    )
    fact = Fact(
        event=event,
        happened=exactly(look.at),
        observed=look.observed,
        via="poll",
        account=poll.account,
    )
    stream = streams.backup(poll.account, begun)
    record(poll, [stream], lambda _: {stream: (fact,)})
