"""Events as people read them, one a line, and as JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from domain.clock import DAWN, Happened
from domain.fact import stored_name
from domain.recorded import Recorded

_LONGEST: Final = 100


def in_one_line(entry: Recorded) -> str:
    """Return an event in one line: position, when, stream, what, and through whom."""
    fact = entry.fact
    fields = msgspec.to_builtins(fact.event)
    said = ", ".join(f"{k} {_short(v)}" for k, v in fields.items() if k != "type")
    seen_by = f" [{fact.via} {fact.account}]" if fact.account else f" [{fact.via}]"
    what = stored_name(type(fact.event))
    line = f"{entry.position:>8}  {_when(fact.happened)}  {entry.stream}  {what}{seen_by}  {said}"
    return line.rstrip()


def as_data(entry: Recorded) -> dict[str, Any]:
    """Return an event as JSON has it, all of it."""
    return {
        "position": entry.position,
        "stream": entry.stream,
        "version": entry.version,
        **msgspec.to_builtins(entry.fact),
    }


def _when(happened: Happened) -> str:
    if happened.exact:
        return f"at {_day(happened.until)}"
    if happened.after == DAWN:
        return f"by {_day(happened.until)}"
    return f"between {_day(happened.after)} and {_day(happened.until)}"


def _day(instant: int) -> str:
    return datetime.fromtimestamp(instant, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _short(value: object) -> str:
    said = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    line = " ".join(said.split())
    return repr(line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…")
