"""Whether a row of a list is news, and looking where it is: the same for every list of photos."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from adapters.flickr.errors import FlickrError
from adapters.flickr.poll.files import lacking, store_files
from adapters.flickr.poll.photo import look_at
from adapters.flickr.poll.ports import Poll
from adapters.flickr.poll.recording import look_now
from adapters.flickr.poll.sizes import sizes_from_row
from adapters.flickr.poll.trouble import set_aside
from adapters.flickr.reading import Node, number, text
from adapters.flickr.sightings import photo_from_row
from domain import streams
from domain.clock import Instant
from domain.fact import UNSAID, Fact
from domain.photo import Photo, observe, photo_history
from domain.photo.events import PhotoFileStored

UNDATED: Final = "changed undated"
"""What a run counts that found a row otherwise than it was seen, though Flickr dated no change."""

# Should Flickr's rows say a thing otherwise than its getInfo, no run looks at all of them.
_UNDATED_AT_MOST: Final = 50
_AGAIN_AT_ONCE: Final = 200
_HOUR: Final = 3600


def news_since(
    poll: Poll, facts: tuple[Fact, ...], row: Node, before: Instant, *, wary: bool = False
) -> Instant | None:
    """Return since when what a row tells of may have changed; None where it tells nothing new.

    `before` is when a finished run last covered the photo. Flickr's dates are whole
    seconds: a change within the very second of the last look of the member's token is
    found by comparing the row itself, and so is a photo that is listed though it is held
    to be gone. A wary reader compares every row. What is otherwise then, though Flickr did
    not date it, changed since the last look that is known, whatever runs came after. A
    photo that the archive was asked to forget is no news.
    """
    past = photo_history(facts)
    if past.now is not None and past.now.state.purged:
        return None
    # A file may be stored long after the look that asked for it; that is no look.
    own = [
        fact.observed
        for fact in facts
        if fact.account == poll.account and not isinstance(fact.event, PhotoFileStored)
    ]
    updated = number(row, "lastupdate") or 0
    if not own or updated > max(before, *own):
        return before
    gone = past.now is not None and _gone(past.now.state, poll.account)
    undated = updated < max(before, *own) and not gone
    if undated and (not wary or poll.report.counts[UNDATED] >= _UNDATED_AT_MOST):
        return None
    if not observe(past, photo_from_row(row, poll.account), look_now(poll)):
        return None
    poll.report.counts[UNDATED] += undated
    return max(own) if undated else before


def look_if_news(
    poll: Poll, row: Node, facts: tuple[Fact, ...], before: Instant, *, wary: bool = False
) -> None:
    """Look at a photo unless a look since its last update says what its row says.

    Then only its files may be lacking: a run that was killed may have recorded the look
    and not come to them.
    """
    photo_id = text(row, "id") or ""
    since = before if poll.full else news_since(poll, facts, row, before, wary=wary)
    if since is not None:
        look_or_set_aside(poll, photo_id, row, since)
        return
    poll.report.counts["unchanged"] += 1
    held = photo_history(facts).now
    sizes = sizes_from_row(row)
    if held is None or not sizes:
        return
    seen = Photo(sizes=sizes, picture=held.state.picture)
    if held.state.media == "video" and lacking(poll, photo_id, seen, held.state):
        look_or_set_aside(poll, photo_id, row, before)  # a row has no film's address
        return
    try:
        store_files(poll, photo_id, seen, held.state)
    except FlickrError as trouble:
        poll.report.missing[photo_id] = set_aside(trouble)


def look_or_set_aside(poll: Poll, photo_id: str, row: Node | None, before: Instant) -> None:
    """Look at a photo; its own trouble is set aside and counted, anything worse is raised."""
    try:
        look_at(poll, photo_id, row, before)
    except FlickrError as trouble:
        poll.report.missing[photo_id] = set_aside(trouble)
        poll.report.counts["failed"] += 1


def set_aside_before(poll: Poll, kind: str) -> Sequence[str]:
    """Return the ids of what the last run of a kind set aside, to be tried again.

    Of very many, others are tried every hour; the rest stay set aside with their reasons.
    """
    entries = dict(entry.partition(" ")[::2] for entry in poll.index.last_missing(kind))
    ids = sorted(filter(streams.is_id, entries))
    if len(ids) > _AGAIN_AT_ONCE:
        start = poll.clock() // _HOUR * _AGAIN_AT_ONCE % len(ids)
        ids = (ids[start:] + ids[:start])[:_AGAIN_AT_ONCE]
        chosen = set(ids)
        poll.report.missing.update(
            {
                item: why
                for item, why in entries.items()
                if streams.is_id(item) and item not in chosen
            }
        )
    return ids


def _gone(photo: Photo, account: str) -> bool:
    sights = photo.sights
    return photo.deleted or (sights is not UNSAID and not sights.get(account, True))
