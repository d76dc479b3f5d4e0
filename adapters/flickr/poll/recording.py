"""From sightings to the log: read the streams, let the domain decide, append what is new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

import msgspec

from adapters.flickr.poll.ports import Poll
from domain import streams
from domain.backup import BackupFinished, Certificate, Covered, short
from domain.clock import Instant, exactly
from domain.fact import Fact, Look
from domain.forgetting import has_left
from domain.recorded import Append, Conflict

_TRIES: Final = 8


class MemberLeft(Exception):  # noqa: N818 - says what is so
    """The member for whom a run looks has left the archive meanwhile."""

    def __init__(self, nsid: str) -> None:
        super().__init__(f"{nsid} has left the archive: nothing more is recorded for them")


Facts = Mapping[str, Sequence[Fact]]


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
    decide: Callable[[Mapping[str, tuple[Fact, ...]]], Facts],
    raw: Mapping[str, bytes] | None = None,
) -> dict[str, tuple[Fact, ...]]:
    """Append what `decide` makes of the streams' facts, in one transaction.

    When another process appended meanwhile, the streams are read and decided again: the
    same sighting finds out by itself what is known by now. Raw answers that new facts
    name are kept before the facts are acknowledged. Returns what was appended. Raises
    MemberLeft: what a run sees that was under way then is nobody's to keep.
    """
    wanted = list(dict.fromkeys(names))
    account = streams.account(poll.account)
    for attempt in range(_TRIES):
        read = poll.log.read_many([*wanted, account])
        if has_left([entry.fact for entry in read.get(account, ())]):
            raise MemberLeft(poll.account)
        held = {name: tuple(e.fact for e in read.get(name, ())) for name in wanted}
        new = {name: tuple(facts) for name, facts in decide(held).items() if facts}
        if not new:
            return {}
        for digest in {fact.raw for facts in new.values() for fact in facts}:
            if raw is not None and digest is not None and digest in raw:
                poll.keeper.raw(raw[digest])
        try:
            poll.log.append([Append(name, len(held[name]), facts) for name, facts in new.items()])
        except Conflict:
            if attempt == _TRIES - 1:
                raise
            continue
        poll.report.counts["events"] += sum(len(facts) for facts in new.values())
        return new
    raise AssertionError("a loop of at least one turn")


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
