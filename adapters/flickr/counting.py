"""Calls counted by method as they are made, and held to as many as a run may make."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from adapters.flickr.answers import Answer
from adapters.flickr.call import Argument, Call
from adapters.flickr.errors import EnoughCalls


@dataclass(slots=True)
class Allowance:
    """How many calls several runs may make together; None: as many as they need."""

    most: int | None = None
    made: int = field(default=0, init=False)

    def take(self, method: str) -> None:
        """Take one call. Raises EnoughCalls."""
        if self.most is not None and self.made >= self.most:
            raise EnoughCalls(method, f"the {self.most} calls that were allowed are made")
        self.made += 1


def counted(call: Call, allowance: Allowance, calls: Counter[str]) -> Call:
    """A call that takes itself out of an allowance first, and is counted: each attempt is one."""

    def counting(method: str, /, **arguments: Argument) -> Answer:
        allowance.take(method)
        calls[method] += 1
        return call(method, **arguments)

    return counting
