"""Looking at what is due: at one photo, or at a list of a member's, by its poller."""

from __future__ import annotations

from adapters.flickr.poll.photo import look_at
from adapters.flickr.poll.ports import Poll
from adapters.flickr.poll.recording import known
from adapters.flickr.poll.run import POLLERS, backup
from domain import streams
from domain.clock import DAWN
from domain.fact import UNSAID
from domain.photo import photo_history


def look(poll: Poll, subject: str) -> None:
    """Look at a photo (`photo:ID`) or at a kind of backup (`faves`). Raises FlickrError.

    A ping says that something changed; this finds out what. A favourite that was pinged is
    found in the list of all, which tells more than one ping.

    The lower edge of what is found is the last run that covered it, as with the pollers:
    a run covers a member's own photos, and no details of another's.
    """
    if subject in POLLERS:
        backup(poll, subject)
        return
    [photo_id] = streams.parts_of(subject)
    stream = streams.photo(photo_id)
    past = photo_history(known(poll, [stream])[stream])
    owner = UNSAID if past.now is None else past.now.state.owner
    before = poll.index.last_look("photos") if owner == poll.account else DAWN
    look_at(poll, photo_id, None, before)
