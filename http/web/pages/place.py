"""Where a photo was taken, as its owner corrects it in the archive; Flickr is told nothing."""

from __future__ import annotations

from typing import Final

from adapters.assembly import correct_place
from domain.photo.values import Location
from projections.following import catch_up
from web import addresses as to
from web.errors import bad_request
from web.forms import Sent, field
from web.markup import plain
from web.one_photo import Seen, see
from web.views import photo as made
from web.views.parts import Person, View
from web.views.photo import Place
from web.visit import Visit

_STREET: Final = 16
"""Flickr's accuracy runs from 1, the world, to 16, a street."""


class PlaceView(View, frozen=True, kw_only=True):
    """Where a photo was taken: as Flickr has it, and as corrected here, if it is."""

    id: str
    owner: Person
    photo_path: str
    at_flickr: Place | None
    corrected: Place | None

    @property
    def shown(self) -> Place | None:
        """The place that pages show: the correction wins."""
        return self.corrected or self.at_flickr


def look(visit: Visit, user: str, photo_id: str) -> PlaceView:
    """Return a photo's place, for its owner to correct."""
    seen = _own(visit, user, photo_id)
    owner = visit.person(seen.owner)
    shown = made.place_of(seen.photo)
    return PlaceView(
        title=f"Place of {plain(made.text(seen.photo.title)) or 'Untitled'}",
        time=visit.sign(),
        id=photo_id,
        owner=owner,
        photo_path=visit.link(to.photo(owner.address, photo_id)),
        at_flickr=made.place_at_flickr(seen.photo),
        corrected=shown if shown and shown.corrected else None,
    )


def act(visit: Visit, sent: Sent, user: str, photo_id: str) -> str:
    """Correct the place (`do` is correct), or take the correction back. Raises Trouble."""
    seen = _own(visit, user, photo_id)
    match field(sent, "do"):
        case "correct":
            location = _location(sent)
        case "take-back":
            location = None
        case _:
            raise bad_request("The form does not say whether to correct or to take back.")
    archive = visit.site.archive
    correct_place(archive.log, visit.viewer, photo_id, location, archive.clock())
    catch_up(archive.log, archive.generations.live())
    return visit.site.addresses.url(to.photo(seen.owner.address, photo_id))


def _own(visit: Visit, user: str, photo_id: str) -> Seen:
    seen = see(visit, user, photo_id, "place")
    visit.own(seen.owner.nsid, "Corrections")
    return seen


def _location(sent: Sent) -> Location | None:
    """Return the place that a form says, in whole millionths of a degree as Flickr's are."""
    accuracy = field(sent, "accuracy")
    if not (accuracy.isascii() and accuracy.isdigit() and 1 <= int(accuracy) <= _STREET):
        raise bad_request(
            f"An accuracy is a whole number from 1, the world, to {_STREET}, a street."
        )
    return Location(
        latitude=_degrees(sent, "latitude", 90),
        longitude=_degrees(sent, "longitude", 180),
        accuracy=str(int(accuracy)),
    )


def _degrees(sent: Sent, name: str, most: int) -> str:
    wrong = bad_request(f"A {name} is a number from -{most} to {most}, with a point: 4.899.")
    try:
        value = float(field(sent, name))
    except ValueError:
        raise wrong from None
    if not -most <= value <= most:  # nor is it so of what is no number
        raise wrong
    return f"{round(value, 6) + 0.0:.6f}"
