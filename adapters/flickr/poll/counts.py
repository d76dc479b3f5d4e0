"""The poller of counts: views, faves and comments of a member's own photos, once a day."""

from __future__ import annotations

from typing import Final

from adapters.flickr.pages import pages
from adapters.flickr.poll.ports import Poll
from adapters.flickr.poll.recording import look_now, record
from adapters.flickr.reading import Node, number, text
from adapters.recording import Facts, Held
from domain import streams
from domain.clock import Instant
from domain.counts import PhotoCounted, count

COUNTS: Final = "counts"
"""The subject that a run covers which counted."""
_DAY: Final = 86_400
_EXTRAS: Final = "views,count_faves,count_comments"


def due(poll: Poll) -> bool:
    """Tell whether counts are wanted and were not read today (UTC)."""
    return poll.asks.counts and poll.index.last_look(COUNTS) // _DAY < poll.clock() // _DAY


def count_photos(poll: Poll) -> Instant:
    """Record the counts of every photo of the member; one call for 500. Returns when."""
    begun = poll.clock()
    for page in pages(
        poll.call,
        "flickr.people.getPhotos",
        "photos",
        "photo",
        user_id="me",
        extras=_EXTRAS,
    ):
        _record(poll, page.rows)
    return begun


def _record(poll: Poll, rows: list[Node]) -> None:
    look = look_now(poll)
    purged = set(poll.index.purged_photos())
    counted = {
        streams.counts(text(row, "id") or "", look.at): PhotoCounted(
            views=number(row, "views") or 0,
            faves=number(row, "count_faves"),
            comments=number(row, "count_comments"),
        )
        for row in rows
        if text(row, "id") not in {None, "", *purged} and text(row, "views") is not None
    }

    def decide(held: Held) -> Facts:
        return {stream: count(held[stream], counted[stream], look) for stream in counted}

    poll.report.counts["photos counted"] += len(record(poll, counted, decide))
