"""Looking at what is due, beside the following of the log, in threads of their own.

A look waits for Flickr; the pages of everybody else must not. Nor must the look at one
photo wait for a list that is long.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import structlog
from sqlalchemy.exc import OperationalError

from adapters.assembly import Archive, Pinged, Pushing, pinged, pushing
from adapters.gazetteer import Aside
from adapters.log import LogUnavailable
from adapters.members.naming import Namers
from adapters.recording import record
from bin.stopping import Stop
from projections.following import catch_up
from projections.reactions.naming import Naming
from projections.reading.subscriptions import subscriptions

_PAUSE = 0.25
_AFTER_TROUBLE = 5.0
_BETWEEN_ROUNDS = 60.0
_PATIENCE = 10.0
_log = structlog.get_logger(__name__)


@contextmanager
def reacting(opened: Archive, stopped: Stop) -> Iterator[None]:
    """Make the looks that are due until asked to stop; pings ask for some, members for others.

    Places that have no name are named beside that.

    Pings are reacted to where the settings say so. A look that is under way when the block
    ends is given a moment. One that takes longer is made again by the next worker.
    """
    settings = opened.settings
    ended = threading.Event()

    def over() -> bool:
        return ended.is_set() or stopped.is_set()

    reaction, gazetteer = pinged(opened), Aside()
    names = naming(opened, gazetteer)
    steps: list[Callable[[], bool]] = [lambda: _make_one_of_lists(reaction), names.step]
    if settings.enable_feature_flickr_push and settings.enable_feature_flickr_push_backups:
        steps.append(_Following(reaction, pushing(opened), opened).step)
    threads = [
        threading.Thread(target=_repeat, args=(step, stopped, over), daemon=True) for step in steps
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        until = time.monotonic() + _PATIENCE
        for thread in threads:
            thread.join(max(until - time.monotonic(), 0))
        gazetteer.close()


def naming(opened: Archive, gazetteer: Aside) -> Naming:
    """Return the reaction that names places: by Flickr through tokens, else by the gazetteer."""
    namers = Namers(
        lambda nsid: opened.flickr.member(nsid) if opened.tokens.of(nsid) else None,
        gazetteer,
        opened.keeper(),
        opened.clock,
    )
    return Naming(opened.log, opened.operations, namers, partial(record, opened.log))


def look_after(push: Pushing, opened: Archive) -> None:
    """Renew the leases that end soon, and forget old digests. What happens is recorded."""
    engine = opened.generations.live()
    catch_up(opened.log, engine)
    with engine.connect() as connection:
        held = subscriptions(connection)
    push.renew_due(held)
    push.tidy()


def _make_one_of_lists(reaction: Pinged) -> bool:
    return reaction.looks.make_one(reaction.looker, photos=False)


class _Following:
    """Follows the pings, looks at the photos they are about, and looks after subscriptions."""

    def __init__(self, reaction: Pinged, push: Pushing, opened: Archive) -> None:
        self._reaction = reaction
        self._push = push
        self._opened = opened
        self._next_round = 0.0

    def step(self) -> bool:
        """Do one thing; False if there was nothing to do."""
        if time.monotonic() >= self._next_round:
            self._next_round = time.monotonic() + _BETWEEN_ROUNDS
            look_after(self._push, self._opened)
            self._reaction.looks.tidy()
        reaction = self._reaction
        return reaction.follow() > 0 or reaction.looks.make_one(reaction.looker, lists=False)


def _repeat(step: Callable[[], bool], stopped: Stop, over: Callable[[], bool]) -> None:
    """Take steps until it is over, resting a moment where there is nothing to do.

    That the database is away is said by who follows the log.
    """
    while not over():
        try:
            if step():
                continue
        except (OperationalError, LogUnavailable):
            stopped.wait(_AFTER_TROUBLE)
        except Exception:  # a look that fails must not end the looking
            if over():
                return  # what it stood on was closed under it; the next worker does it again
            _log.exception("looking")
            stopped.wait(_AFTER_TROUBLE)
        stopped.wait(_PAUSE)
