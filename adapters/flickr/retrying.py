"""Trying again after trouble that passes: longer pauses each time, within a budget of patience.

Reads are tried again whenever the trouble may pass. Writes are tried again only when Flickr surely
did nothing: a write whose answer got lost may have been carried out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias, TypeVar

import structlog
import tenacity

from adapters.flickr.answers import Answer
from adapters.flickr.call import Argument, Call, reads
from adapters.flickr.errors import FlickrError
from adapters.flickr.exchange import Monotonic

T = TypeVar("T")
Sleep: TypeAlias = Callable[[float], None]

_log: Final = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how long: attempts in all, seconds in all, the first and the longest pause."""

    attempts: int = 6
    seconds: float = 180.0
    first: float = 1.0
    longest: float = 60.0


USUAL: Final = Patience()
SHORT: Final = Patience(attempts=3, seconds=10.0, longest=4.0)
"""Where somebody waits for a page."""


def retrying(call: Call, *, monotonic: Monotonic, sleep: Sleep, patience: Patience = USUAL) -> Call:
    """A call that tries again. Raises the last error once patience is at its end."""

    def patient(method: str, /, **arguments: Argument) -> Answer:
        return persist(
            lambda: call(method, **arguments),
            again=may_pass if reads(method) else surely_undone,
            monotonic=monotonic,
            sleep=sleep,
            patience=patience,
        )

    return patient


def persist(
    attempt: Callable[[], T],
    *,
    again: Callable[[BaseException], bool],
    monotonic: Monotonic,
    sleep: Sleep,
    patience: Patience = USUAL,
) -> T:
    """What `attempt` gives in the end. Raises its last error.

    A pause that Flickr asked for (Retry-After) is kept; one that is longer than what is left of
    our patience ends it at once.
    """
    until = monotonic() + patience.seconds
    backing_off = tenacity.wait_exponential_jitter(
        multiplier=patience.first, max=patience.longest, jitter=patience.first
    )

    def wait(state: tenacity.RetryCallState) -> float:
        return max(backing_off(state), _asked_for(state) or 0.0)

    def stop(state: tenacity.RetryCallState) -> bool:
        over = monotonic() + state.upcoming_sleep > until
        return over or state.attempt_number >= patience.attempts

    retry = tenacity.Retrying(
        retry=tenacity.retry_if_exception(again),
        wait=wait,
        stop=stop,
        sleep=sleep,
        before_sleep=_tell,
        reraise=True,
    )
    return retry(attempt)


def may_pass(error: BaseException) -> bool:
    """Whether the trouble may be over the next time."""
    return isinstance(error, FlickrError) and error.retryable


def surely_undone(error: BaseException) -> bool:
    """Whether the trouble may pass and Flickr did nothing before it."""
    return isinstance(error, FlickrError) and error.retryable and error.undone


def _error(state: tenacity.RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome is not None else None


def _asked_for(state: tenacity.RetryCallState) -> float | None:
    error = _error(state)
    return error.retry_after if isinstance(error, FlickrError) else None


def _tell(state: tenacity.RetryCallState) -> None:
    _log.info(
        "flickr.trying_again",
        error=str(_error(state)),
        attempt=state.attempt_number,
        pause=round(state.upcoming_sleep, 1),
    )
