"""Whether a row of a list is news, and looking where it is: the same for every list of photos."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.flickr.errors import FlickrError
from adapters.flickr.poll.photo import look_at
from adapters.flickr.poll.ports import Poll
from adapters.flickr.poll.recording import look_now
from adapters.flickr.poll.trouble import set_aside
from adapters.flickr.reading import Node, text
from adapters.flickr.sightings import photo_from_row
from domain.clock import Instant
from domain.fact import UNSAID, Fact
from domain.photo import Photo, observe, photo_history
from domain.photo.events import PhotoFileStored


def looked_since(poll: Poll, facts: tuple[Fact, ...], row: Node, before: Instant) -> bool:
    """Tell whether the member's token looked at a photo since Flickr last updated it.

    `before` is when a finished run last covered it. Flickr's dates are whole seconds: a
    change within the very second of the last look is found by comparing the row itself,
    and so is a photo that is listed though it is held to be gone.
    """
    # A file may be stored long after the look that asked for it; that is no look.
    own = [
        fact.observed
        for fact in facts
        if fact.account == poll.account and not isinstance(fact.event, PhotoFileStored)
    ]
    if not own:
        return False
    looked = max(before, *own)
    updated = int(text(row, "lastupdate") or 0)
    if updated > looked:
        return False
    past = photo_history(facts)
    if updated < looked and not (past.now and _gone(past.now.state, poll.account)):
        return True
    return not observe(past, photo_from_row(row, poll.account), look_now(poll))


def look_or_set_aside(poll: Poll, photo_id: str, row: Node | None, before: Instant) -> None:
    """Look at a photo; its own trouble is set aside and counted, anything worse is raised."""
    try:
        look_at(poll, photo_id, row, before)
    except FlickrError as trouble:
        poll.report.missing[photo_id] = set_aside(trouble)
        poll.report.counts["failed"] += 1


def set_aside_before(poll: Poll, kind: str) -> Sequence[str]:
    """Return the ids of what the last run of a kind set aside, to be tried again."""
    return [entry.partition(" ")[0] for entry in poll.index.last_missing(kind)]


def _gone(photo: Photo, account: str) -> bool:
    sights = photo.sights
    return photo.deleted or (sights is not UNSAID and not sights.get(account, True))
