"""Recording: read some streams, decide what is new, append it, and again if they moved on.

Every fact that is told of what is known already comes into the log through here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from domain.fact import Fact
from domain.recorded import Append, Conflict, EventLog

Held: TypeAlias = Mapping[str, tuple[Fact, ...]]
"""What some streams hold, by their names."""
Facts: TypeAlias = Mapping[str, Sequence[Fact]]
"""What is to be appended to some streams, by their names."""

_TRIES: Final = 8


def record(
    log: EventLog, names: Iterable[str], decide: Callable[[Held], Facts]
) -> dict[str, tuple[Fact, ...]]:
    """Append what `decide` makes of the facts of some streams, in one transaction.

    An unknown stream has no facts. Where somebody else appended meanwhile, the streams are
    read and decided again, so `decide` may be called more than once and finds out by itself
    what is known by then. Returns what was appended. Raises Conflict where others go on
    appending, and LogError.
    """
    wanted = list(dict.fromkeys(names))
    tries = _TRIES
    while True:
        read = log.read_many(wanted)
        held = {name: tuple(entry.fact for entry in read.get(name, ())) for name in wanted}
        new = {name: tuple(facts) for name, facts in decide(held).items() if facts}
        versions = {name: read[name][-1].version if read.get(name) else 0 for name in new}
        try:
            if new:
                log.append([Append(name, versions[name], facts) for name, facts in new.items()])
        except Conflict:
            tries -= 1
            if not tries:
                raise
        else:
            return new


def record_one(
    log: EventLog, stream: str, decide: Callable[[tuple[Fact, ...]], Sequence[Fact]]
) -> tuple[Fact, ...]:
    """Append what `decide` makes of the facts of one stream; as `record` does."""
    new = record(log, [stream], lambda held: {stream: decide(held[stream])})
    return new.get(stream, ())
