"""The EXIF of a photo, as Flickr reads it."""

from __future__ import annotations

from msgspec import Struct

from domain.fact import UNSAID
from web.answering.photo_time import photo_sign
from web.asking import addresses as to
from web.asking.visit import Visit
from web.photo.seen import see
from web.views import photo as made
from web.views.markup import plain
from web.views.parts import Person, View


class ExifLine(Struct, frozen=True, kw_only=True):
    """One line of EXIF."""

    group: str
    label: str
    value: str


class ExifView(View, frozen=True, kw_only=True):
    """A photo's EXIF as Flickr reads it; `told` is false where Flickr never said."""

    id: str
    owner: Person
    mine: bool
    photo_path: str
    camera: str
    told: bool
    lines: tuple[ExifLine, ...]


def look(visit: Visit, user: str, photo_id: str) -> ExifView:
    """Return a photo's EXIF. Where the photo was taken is there for those who may see it."""
    seen = see(visit, user, photo_id, "exif")
    photo = seen.photo
    told = photo.exif is not UNSAID
    tags = () if photo.exif is UNSAID else photo.exif.tags
    lines = tuple(
        ExifLine(group=tag.tagspace, label=tag.label or tag.tag, value=tag.clean or tag.raw)
        for tag in tags
        if seen.place or not _tells_place(tag.tagspace, tag.tag)
    )
    owner = visit.person(seen.owner)
    return ExifView(
        title=f"EXIF of {plain(made.text(photo.title)) or 'Untitled'}",
        time=photo_sign(visit, seen),
        id=photo_id,
        owner=owner,
        mine=seen.own,
        photo_path=visit.along(to.photo(owner.address, photo_id)),
        camera="" if photo.exif is UNSAID else photo.exif.camera,
        told=told,
        lines=lines,
    )


def _tells_place(group: str, tag: str) -> bool:
    """Tell whether a line of EXIF may tell where the photo was taken."""
    told = f"{group} {tag}".lower()
    words = ("gps", "location", "city", "sublocation", "country", "province", "state")
    return any(word in told for word in words)
