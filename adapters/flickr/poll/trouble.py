"""Which trouble ends a run, and which only sets one item aside."""

from __future__ import annotations

from typing import Final

from adapters.flickr.errors import (
    BudgetExhausted,
    EnoughCalls,
    FlickrError,
    InsufficientPermissions,
    InvalidApiKey,
    InvalidToken,
    SignatureRefused,
    Unreachable,
    WrongAddress,
)

_ENDS_THE_RUN: Final = (
    BudgetExhausted,
    EnoughCalls,
    InsufficientPermissions,
    InvalidApiKey,
    InvalidToken,
    SignatureRefused,
    Unreachable,
    WrongAddress,
)


def set_aside(trouble: FlickrError) -> str:
    """Return the reason for which one item is set aside; raise what would befall every item."""
    if isinstance(trouble, _ENDS_THE_RUN):
        raise trouble
    return str(trouble)
