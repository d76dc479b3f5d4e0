"""Which pollers run, in which order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from adapters.flickr.poll.albums import backup_albums
from adapters.flickr.poll.contacts import backup_contacts
from adapters.flickr.poll.faves import backup_faves
from adapters.flickr.poll.people import look_at_person
from adapters.flickr.poll.photos import backup_photos
from adapters.flickr.poll.ports import Poll

POLLERS: Final[Mapping[str, Callable[[Poll], None]]] = {
    "contacts": backup_contacts,
    "photos": backup_photos,
    "albums": backup_albums,
    "faves": backup_faves,
}
"""In the order of a full run: contacts first, so that who may see a photo is known with it."""


def kinds_of(word: str, registered: Sequence[str]) -> list[str]:
    """Return the kinds that a command's word asks for, of those registered: `all` for all."""
    return [kind for kind in POLLERS if kind in registered and word in (kind, "all")]


def backup(poll: Poll, kind: str) -> None:
    """Run one poller. With the photos goes the member's own profile."""
    if kind == "photos":
        look_at_person(poll, poll.account)
    POLLERS[kind](poll)
