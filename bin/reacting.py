"""Reacting to pings beside the following of the log, in a thread of its own.

A look waits for Flickr; the pages of everybody else must not.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

from adapters.assembly import Archive, Pinged, Pushing, pinged, pushing
from bin.stopping import Stop
from projections.following import catch_up
from projections.reading.subscriptions import subscriptions

_PAUSE = 0.25
_AFTER_TROUBLE = 5.0
_BETWEEN_ROUNDS = 60.0
_PATIENCE = 10.0
_log = structlog.get_logger(__name__)


@contextmanager
def reacting(opened: Archive, stopped: Stop) -> Iterator[None]:
    """React to pings until asked to stop, where the settings say so.

    A look that is under way when the block ends is given a moment. One that takes longer
    is made again by the next worker.
    """
    settings = opened.settings
    if not (settings.enable_feature_flickr_push and settings.enable_feature_flickr_push_backups):
        yield
        return
    ended = threading.Event()

    def over() -> bool:
        return ended.is_set() or stopped.is_set()

    thread = threading.Thread(
        target=lambda: _react(pinged(opened), pushing(opened), opened, stopped, over), daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(_PATIENCE)


def look_after(push: Pushing, opened: Archive) -> None:
    """Renew the leases that end soon, and forget old digests. What happens is recorded."""
    engine = opened.generations.live()
    catch_up(opened.log, engine)
    with engine.connect() as connection:
        held = subscriptions(connection)
    push.renew_due(held)
    push.tidy()


def _react(
    reaction: Pinged, push: Pushing, opened: Archive, stopped: Stop, over: Callable[[], bool]
) -> None:
    next_round = 0.0
    while not over():
        try:
            if time.monotonic() >= next_round:
                next_round = time.monotonic() + _BETWEEN_ROUNDS
                look_after(push, opened)
            if reaction.step():
                continue
        except Exception:  # a look that fails must not end the looking
            _log.exception("push.reaction")
            stopped.wait(_AFTER_TROUBLE)
        stopped.wait(_PAUSE)
