"""What `worker`, `up` and the demo do until they are stopped: follow the log."""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Callable, Collection
from typing import Final

from sqlalchemy.exc import OperationalError

from adapters.assembly import Archive
from adapters.log import LogUnavailable
from adapters.operations import in_one_line
from bin.progress import shown
from bin.saying import saying
from bin.stopping import Stop
from domain.search.index import SearchUnavailable
from projections.following import SHARES, SITE, follow
from projections.generations import MadeByAnotherVersion, NotMade
from projections.rebuilding import rebuild
from projections.searching import follow_search
from projections.sharing import Sharing

_PAUSE: Final = 0.25
_AFTER_TROUBLE: Final = 1.0
_SEARCH_PAUSE: Final = 2.0


def bring_up_to_date(opened: Archive) -> None:
    """Rebuild views that another version of the program made."""
    try:
        opened.generations.live()
    except MadeByAnotherVersion:
        form = opened.settings.log_format
        say = saying(form, err=False)
        say("the views were made by another version of the program: folding the log anew")
        with shown("events", form) as progress:
            rebuild(opened.log, opened.generations, lambda *counts: progress(SITE, *counts))


def follow_until(opened: Archive, stopped: Stop, ended: Callable[[], bool] = lambda: False) -> None:
    """Follow this worker's shares of the log, and the search index, until asked to stop.

    A database that is busy, full or away is tried again, and that is said once for each thing
    that it says. Raises LogError for a log that this version cannot read, or that is damaged.
    """
    name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    sharing = Sharing(opened.operations, name, time.time)
    sharing.prepare()
    searching = SearchFollower(opened)
    say = saying(opened.settings.log_format)
    trouble = ""
    try:
        while not stopped.is_set() and not ended():
            try:
                moved = _step(opened, sharing, searching)
            except (OperationalError, LogUnavailable, NotMade) as met:
                said = in_one_line(met) if isinstance(met, OperationalError) else str(met)
                if said != trouble:
                    say(f"following stands still: {said}; it is tried again")
                trouble = said
                stopped.wait(_AFTER_TROUBLE)
                continue
            if trouble:
                say("following goes on")
                trouble = ""
            if not moved:
                stopped.wait(_PAUSE)
    finally:
        sharing.release()


def _step(opened: Archive, sharing: Sharing, searching: SearchFollower) -> bool:
    """Take a step after the log, else one of the search index; False if nothing was new."""
    held = sharing.held()
    return follow(opened.log, opened.generations.live(), held) > 0 or (
        follows_search(opened, held) and searching.follow() > 0
    )


def follows_search(opened: Archive, held: Collection[int]) -> bool:
    """Tell whether a worker that holds some shares is the one to follow the search index.

    A Solr is everybody's, so who holds the first share follows it for all; an embedded index
    is the machine's own.
    """
    return not opened.settings.searches_solr or SHARES[0] in held


class SearchFollower:
    """Follows the log into the search index, and never holds the views up.

    While the index does not answer it is left alone for a while, and that is said once.
    """

    def __init__(self, opened: Archive, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._opened = opened
        self._monotonic = monotonic
        self._again = 0.0
        self._say = saying(opened.settings.log_format)

    def follow(self) -> int:
        """Take one step, and return how many events it accounted for."""
        if self._monotonic() < self._again:
            return 0
        try:
            if self._again:
                self._opened.search.prepare()
            moved = follow_search(self._opened.log, self._opened.search, self._opened.zone)
        except SearchUnavailable as trouble:
            if not self._again:
                self._say(f"search: {trouble}; it catches up when it is back")
            self._again = self._monotonic() + _SEARCH_PAUSE
            return 0
        if self._again:
            self._say("search: the index is back")
            self._again = 0.0
        return moved
