"""The rows of PuSH subscriptions. Their pings make none: what they lead to does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from domain import streams
from domain.fact import UNSAID, Fact
from domain.subscription import standing

Row = tuple[Any, ...]


def subscription(stream: str, facts: Sequence[Fact]) -> dict[str, list[Row]]:
    """Return the row of one subscription."""
    [name] = streams.parts_of(stream)
    state = standing(facts)
    about = state.about
    row = (
        name,
        "" if state.nsid is UNSAID else state.nsid,
        about.name,
        msgspec.json.encode(about.arguments).decode(),
        state.status,
        facts[0].observed,
        0 if state.until is UNSAID else state.until,
        "" if state.why is UNSAID else state.why,
    )
    return {"subscriptions": [row]}
