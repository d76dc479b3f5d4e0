"""What the back door reaches, and who or what is named there."""

from typing import Any

import msgspec

from adapters.flickr.simulator.calls import Calls
from adapters.flickr.simulator.faults import Faults
from adapters.flickr.simulator.pictures import Pictures
from adapters.flickr.simulator.push.hub import Hub
from adapters.flickr.simulator.values import Person, Photo
from adapters.flickr.simulator.world import World


class NotThereError(Exception):
    """Who or what was named does not exist."""


class Door(msgspec.Struct, frozen=True):
    """What the back door reaches."""

    world: World
    pictures: Pictures
    faults: Faults
    calls: Calls
    hub: Hub


def someone(world: World, nsid: Any) -> Person:
    """The member who was named. Raises `NotThereError`."""
    person = world.person(str(nsid))
    if person is None:
        raise NotThereError(f"there is no member {nsid!r}; make one at /_simulator/people")
    return person


def some_photo(world: World, photo_id: Any) -> Photo:
    """The photo that was named. Raises `NotThereError`."""
    photo = world.photo(str(photo_id))
    if photo is None:
        raise NotThereError(f"there is no photo {photo_id!r}")
    return photo
