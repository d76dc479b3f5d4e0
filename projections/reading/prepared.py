"""Statements that are put together once and executed with other values each time.

What a statement looks like depends on who looks, but for many it is the same one. To put it
together takes several times as long as SQLite takes to answer it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, TypeVar, cast

from sqlalchemy import Select

_MOST: Final = 256

Make = TypeVar("Make", bound=Callable[..., Select[Any]])


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a statement is put together of: alike where the shape is."""

    shape: Hashable
    given: tuple[Any, ...] = field(compare=False)


def prepared(shape: Callable[..., Hashable]) -> Callable[[Make], Make]:
    """Keep what a function puts together, by the shape of its first two arguments and the rest.

    `shape` has to tell everything of the two (the eyes that look, and whose photos they look
    at) that the statement has in it as a value; what it does not tell is to be a parameter.
    """

    def keeping(make: Make) -> Make:
        @lru_cache(maxsize=_MOST)
        def kept(asked: _Asked) -> Select[Any]:
            return make(*asked.given)

        def found(looking: object, owner: object = None, *rest: Hashable) -> Select[Any]:
            key = owner is None, shape(looking, owner), rest
            return kept(_Asked(key, (looking, owner, *rest)))

        return cast("Make", found)

    return keeping
