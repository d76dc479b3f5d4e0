"""What is marked on the picture: notes, and the people on it.

Flickr measures both on the picture as it is with 500 pixels on its longer side.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from domain.fact import UNSAID
from domain.photo import Photo
from web.asking.visit import Visit
from web.views.parts import Person

SIDE: Final = 500
_SMALLEST: Final = 8.0


class Box(Struct, frozen=True):
    """A part of the picture, from its upper left corner, in pixels of the 500 pixel size."""

    x: float
    y: float
    w: float
    h: float


class NoteShown(Struct, frozen=True, kw_only=True):
    """A note on the picture; `box` is None where its numbers are none."""

    author: Person
    text: str
    box: Box | None


class PersonShown(Struct, frozen=True, kw_only=True):
    """Somebody in the picture; `box` tells where, if it was said."""

    person: Person
    box: Box | None


def measure(width: int, height: int) -> tuple[int, int]:
    """Return the size of a picture in the pixels in which boxes are measured."""
    longer = max(width, height, 1)
    return max(round(SIDE * width / longer), 1), max(round(SIDE * height / longer), 1)


def box(x: str, y: str, w: str, h: str) -> Box | None:
    """Return a part of the picture as Flickr gives it; None where it is none."""
    try:
        left, top, wide, high = (float(number) for number in (x, y, w, h))
    except ValueError:
        return None
    inside = 0 <= left < SIDE and 0 <= top < SIDE and 0 < wide <= SIDE and 0 < high <= SIDE
    return Box(left, top, max(wide, _SMALLEST), max(high, _SMALLEST)) if inside else None


def notes_of(photo: Photo, visit: Visit) -> tuple[NoteShown, ...]:
    """Return the notes on the picture."""
    notes = () if photo.notes is UNSAID else tuple(photo.notes.values())
    known = visit.people(note.author for note in notes)
    return tuple(
        NoteShown(
            author=known[note.author], text=note.text, box=box(note.x, note.y, note.w, note.h)
        )
        for note in notes
    )


def people_of(photo: Photo, visit: Visit) -> tuple[PersonShown, ...]:
    """Return who is said to be in the photo."""
    tagged = () if photo.people is UNSAID else tuple(photo.people.values())
    known = visit.people(person.nsid for person in tagged)
    return tuple(
        PersonShown(
            person=called(known[person.nsid], person.username),
            box=box(person.x, person.y, person.w, person.h),
        )
        for person in tagged
    )


def called(person: Person, name: str) -> Person:
    """Return a person by the name that was told with what they did, if theirs is unknown."""
    if person.name != person.nsid or not name:
        return person
    return Person(
        nsid=person.nsid,
        name=name,
        realname="",
        address=person.nsid,
        path="",
        icon_path=person.icon_path,
    )
