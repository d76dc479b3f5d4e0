"""What Flickr says of a photo, part by part, as it says it.

Raw first, meaning later: an accuracy of "0", a date of "0000-00-00 00:00:00" and a
description with its markup are kept as they came, as text. Reading sense into them is
the projections' work.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec


class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A frozen part of a photo."""


class Tag(Value, frozen=True):
    """One tag: as typed (`raw`), as Flickr normalises it (`clean`), by whom."""

    raw: str
    clean: str = ""
    author: str = ""
    machine_tag: str = "0"


class Permission(Value, frozen=True):
    """Who may see a photo, as its owner's token shows it: "1" or "0" for each."""

    ispublic: str
    isfriend: str
    isfamily: str


class GeoPermission(Value, frozen=True):
    """Who may see where a photo was taken: "1" or "0" for each."""

    ispublic: str
    iscontact: str
    isfriend: str
    isfamily: str


class Participation(Value, frozen=True):
    """Who may comment and add notes and tags: 0 nobody, 1 friends and family, 2 contacts, 3 all."""

    comment: str
    addmeta: str


class Location(Value, frozen=True):
    """Where a photo was taken; an accuracy of "0" means nowhere.

    `woeid` is Flickr's number of the place itself, `within` those of what it lies in, the
    smallest first.
    """

    latitude: str
    longitude: str
    accuracy: str = "0"
    context: str = "0"
    place_id: str = ""
    woeid: str = ""
    within: tuple[str, ...] = ()
    neighbourhood: str = ""
    locality: str = ""
    county: str = ""
    region: str = ""
    country: str = ""


class PlaceNames(Value, frozen=True):
    """What a point is called, by `source`: Flickr, or a gazetteer with its version."""

    source: str
    place_id: str = ""
    woeid: str = ""
    neighbourhood: str = ""
    locality: str = ""
    county: str = ""
    region: str = ""
    country: str = ""


class DateTaken(Value, frozen=True):
    """When a photo was taken, in the camera's own time: "Y-m-d H:M:S", granularity 0, 4, 6, 8."""

    taken: str
    granularity: str = "0"
    unknown: str = "0"


class Picture(Value, frozen=True):
    """The published picture: a replaced one gets a new secret."""

    server: str
    secret: str


class Original(Value, frozen=True):
    """The uploaded file, where it may be fetched: its secret and its extension."""

    secret: str
    format: str


class Size(Value, frozen=True):
    """One published size of the picture, in pixels, and where its file is."""

    label: str
    width: str
    height: str
    source: str
    media: str = "photo"


class ExifTag(Value, frozen=True):
    """One line of EXIF as Flickr reads it."""

    tagspace: str
    tag: str
    label: str = ""
    raw: str = ""
    clean: str = ""


class Exif(Value, frozen=True):
    """The EXIF of a photo and the camera that Flickr makes of it."""

    camera: str = ""
    tags: tuple[ExifTag, ...] = ()


class Note(Value, frozen=True):
    """A note on the picture; the box is in pixels of the 500 pixel size."""

    id: str
    author: str
    x: str
    y: str
    w: str
    h: str
    text: str


class PersonTag(Value, frozen=True):
    """A person shown in the photo, with a box where one was drawn."""

    nsid: str
    username: str = ""
    added_by: str = ""
    x: str = ""
    y: str = ""
    w: str = ""
    h: str = ""


class Comment(Value, frozen=True):
    """A comment as it stood when seen; `datecreate` in seconds since 1970."""

    id: str
    author: str
    authorname: str
    datecreate: str
    text: str


class Group(Value, frozen=True):
    """A group in whose pool the photo is; `path` is the pool's address at Flickr."""

    id: str
    title: str
    path: str = ""


class Gallery(Value, frozen=True):
    """Another member's gallery that shows the photo."""

    id: str
    title: str
    owner: str
    username: str = ""


class LicenseChange(Value, frozen=True):
    """One change of licence as Flickr keeps it: when, in seconds since 1970, and both in words."""

    date: str
    old: str
    new: str


class Suggestion(Value, frozen=True):
    """A place that `member` suggests, who is not the owner; `answer` is what the owner said.

    It is "accepted", "refused", or "" while it waits.
    """

    location: Location
    member: str
    answer: str = ""


TONES_WIDE: Final = 4
TONES_HIGH: Final = 3
"""Parts of a picture, across and down, whose colours stand in its place until it has come."""


class StoredFile(Value, frozen=True):
    """A file of the photo that the archive holds.

    `size` is Flickr's letter of the size (`o`, `h`, `z`, …); `secret` tells which picture
    it belongs to, a replaced one keeping its files. `best` is false where a better copy
    exists at Flickr; then `why` says why it could not be had. `tones` are the colours of the
    picture's parts, row by row, six hexadecimal digits each; "" where nobody looked.
    """

    key: str
    size: str
    secret: str
    sha256: str
    bytes: int
    width: int = 0
    height: int = 0
    content_type: str = "image/jpeg"
    best: bool = True
    why: str = ""
    tones: str = ""


def normal_number(text: Any) -> Any:
    """Return the normal form of a number that came as text: "12.50" and "12.5" are one."""
    try:
        return float(text)
    except (TypeError, ValueError):
        return text


def point_key(latitude: str, longitude: str) -> str:
    """Return what tells two points apart: their degrees to six decimals, which is a hand's breadth.

    "52.50" and "52.5" are one point, as they are at Flickr. What is no number stays as it is.
    """
    try:
        north, east = round(float(latitude), 6), round(float(longitude), 6)
    except ValueError:
        return f"{latitude},{longitude}"
    return f"{north + 0.0:.6f},{east + 0.0:.6f}"  # + 0.0: there is no -0


def normal_tag(tag: Tag) -> tuple[str, str, bool]:
    """Return what tells two tags apart; an empty `machine_tag` means "0"."""
    return (tag.raw, tag.author, tag.machine_tag not in ("", "0"))


def normal_location(location: Location | None) -> object:
    """Return the normal form of a place: numbers as numbers, accuracy 0 as no place."""
    if location is None or location.accuracy in ("", "0"):
        return None
    return (
        normal_number(location.latitude),
        normal_number(location.longitude),
        location.accuracy,
        location.context or "0",
    )
