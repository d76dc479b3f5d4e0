"""Trouble on demand: what goes wrong, for which calls, how often.

The kinds:

- `error_105`, `error_201`: Flickr's "currently unavailable" answers, with status 200.
- `http_500`, `http_429`: an error page in HTML with that status. `html`: one with status 200.
- `truncate`: the right answer, cut in the middle of what Content-Length announced.
- `reset`: the connection is reset instead of an answer.
- `slow`: the right answer, after `seconds` (3 unless told).
- `stale_page`: a list answers with the rows of the page before the one asked for; its first page
  as from a cache that has not heard of the newest row.
- `shifted_page`: a list answers as if it had moved by `rows` while being read: one row is missed
  (1, unless told), or with -1 one repeats.
- `bad_signature`: HTTP 401 `signature_invalid`, however well the call is signed.
"""

import fnmatch
import random
from collections.abc import Sequence
from typing import Literal, TypeVar, get_args

import msgspec

Kind = Literal[
    "error_105",
    "error_201",
    "http_500",
    "http_429",
    "html",
    "truncate",
    "reset",
    "slow",
    "stale_page",
    "shifted_page",
    "bad_signature",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

T = TypeVar("T")


class Fault(msgspec.Struct, frozen=True):
    """What was ordered. `times` 0 is for ever; `rate` is the share of matching calls it strikes."""

    match: str
    kind: Kind
    times: int = 1
    rate: float = 1.0
    seconds: float = 3.0
    rows: int = 1


class Trouble(msgspec.Struct, frozen=True):
    """A fault as it strikes one call."""

    kind: Kind
    seconds: float = 3.0
    rows: int = 1

    def shifted(self, start: int, per_page: int, rows: Sequence[T]) -> tuple[int, Sequence[T]]:
        """Where a page starts, and in which rows, once this trouble has struck it."""
        if self.kind == "shifted_page":
            return max(start + self.rows, 0), rows
        if self.kind == "stale_page":
            return (start - per_page, rows) if start else (0, rows[1:])
        return start, rows


class Faults:
    """The faults that are still to strike. Used under the world's lock."""

    def __init__(self, seed: int = 0) -> None:
        self._dice = random.Random(seed)  # noqa: S311 - trouble is to be the same in every run
        self._waiting: list[tuple[Fault, int]] = []

    def add(self, fault: Fault) -> None:
        """Orders trouble."""
        self._waiting.append((fault, fault.times))

    def clear(self) -> None:
        """No more trouble."""
        self._waiting.clear()

    def waiting(self) -> list[Fault]:
        """What is still to strike, with the times that are left."""
        return [msgspec.structs.replace(fault, times=left) for fault, left in self._waiting]

    def strike(self, names: Sequence[str]) -> Trouble | None:
        """The first trouble that fits a call known by these names (its method, its path)."""
        for index, (fault, left) in enumerate(self._waiting):
            if not _fits(fault.match, names) or self._dice.random() >= fault.rate:
                continue
            if left == 1:
                del self._waiting[index]
            elif left > 1:
                self._waiting[index] = (fault, left - 1)
            return Trouble(kind=fault.kind, seconds=fault.seconds, rows=fault.rows)
        return None


def _fits(match: str, names: Sequence[str]) -> bool:
    """Whether a pattern with `*`, or else a part of it, is in one of the names."""
    if any(character in match for character in "*?["):
        return any(fnmatch.fnmatchcase(name, match) for name in names)
    return any(match in name for name in names)
