"""Changing things at Flickr for a member, and recording what Flickr says then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from adapters.flickr.call import Call
from adapters.flickr.changing import Change, drop_fave, fave
from adapters.flickr.errors import FlickrError
from adapters.flickr.poll.faves import look_at_fave
from adapters.flickr.poll.ports import Poll
from adapters.flickr.push.looking import look
from domain import streams


class NotSeenAgain(Exception):  # noqa: N818 - says what is so
    """Flickr did what was asked, and could not be looked at afterwards: the next backup does."""


@dataclass(frozen=True, slots=True)
class Changing:
    """Changes at Flickr over one archive.

    `call` gives a member's calls, `poll` what looks for them, both from the share of the
    budget for those who wait; `done` is called when something may have been recorded.
    """

    call: Callable[[str], Call]
    poll: Callable[[str], Poll]
    done: Callable[[], object]

    def change(self, nsid: str, photo_id: str, change: Change) -> None:
        """Change a photo as a member, and look at it again.

        Raises FlickrError where Flickr did not do it, NotSeenAgain where only the look
        failed, NotAMember without a token.
        """
        change(self.call(nsid), photo_id)
        self._again(lambda: look(self.poll(nsid), streams.photo(photo_id)))

    def fave(self, nsid: str, photo_id: str, *, faved: bool) -> None:
        """Make a photo a member's favourite, or no more. Raises as `change` does."""
        (fave if faved else drop_fave)(self.call(nsid), photo_id)
        self._again(lambda: look_at_fave(self.poll(nsid), photo_id))

    def _again(self, look_again: Callable[[], object]) -> None:
        try:
            look_again()
        except FlickrError as trouble:
            raise NotSeenAgain(str(trouble)) from trouble
        finally:
            self.done()
