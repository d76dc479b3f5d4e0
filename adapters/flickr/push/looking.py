"""Looking at what a ping was about. A ping says that something changed; this finds out what."""

from __future__ import annotations

from typing import Final

from adapters.flickr.poll.faves import backup_faves
from adapters.flickr.poll.photo import look_at
from adapters.flickr.poll.ports import Poll
from adapters.flickr.poll.recording import known
from domain import streams
from domain.clock import DAWN
from domain.fact import UNSAID
from domain.photo import photo_history

FAVES: Final = "faves"
"""What stands for all favourites of a member: their list tells more than one ping."""


def look(poll: Poll, subject: str) -> None:
    """Look at a photo (`photo:ID`) or at a member's favourites. Raises FlickrError.

    The lower edge of what is found is the last run that covered it, as with the pollers:
    a run covers a member's own photos, and no details of another's.
    """
    if subject == FAVES:
        backup_faves(poll)
        return
    [photo_id] = streams.parts_of(subject)
    stream = streams.photo(photo_id)
    past = photo_history(known(poll, [stream])[stream])
    owner = UNSAID if past.now is None else past.now.state.owner
    before = poll.index.last_look("photos") if owner == poll.account else DAWN
    look_at(poll, photo_id, None, before)
