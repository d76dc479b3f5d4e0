"""What the page of one photo shows, as data, made from one version of it."""

from __future__ import annotations

import re
from typing import Any, Final

from msgspec import Struct

from domain.fact import UNSAID
from domain.history import History
from domain.permission import legacy_number
from domain.photo import Photo
from domain.photo.naming import named, names_of
from domain.photo.values import Location, Tag
from domain.search.text import clean_tag, machine_tag
from web.asking import addresses as to
from web.asking.times import taken_in_words
from web.asking.visit import Visit
from web.assets import WIDEST_SHOWN
from web.photo.context import Context
from web.views.boxes import NoteShown, PersonShown, called
from web.views.locator import Locator, locator
from web.views.own import OwnFacts
from web.views.parts import Card, Image, Person, View
from web.views.words import LICENSES, PERMISSIONS


class TagShown(Struct, frozen=True, kw_only=True):
    """A tag as typed; a machine tag has a grammar of its own.

    `path` leads to the photos of the same owner that have it; empty where no search means it.
    """

    raw: str
    machine: bool
    path: str


class Place(Struct, frozen=True, kw_only=True):
    """Where the photo was taken; `names` from the neighbourhood up to the country."""

    latitude: float
    longitude: float
    accuracy: int
    names: tuple[str, ...]
    corrected: bool

    @property
    def locator(self) -> Locator | None:
        """The part of the world to show around the place."""
        return locator(self.latitude, self.longitude)


class License(Struct, frozen=True):
    """A licence, by name, with the address of its text if it has one.

    `tagged` are terms that the owner states by a machine tag, where at Flickr they chose none.
    """

    name: str
    address: str
    tagged: str = ""


class CommentShown(Struct, frozen=True, kw_only=True):
    """A comment, oldest first in the view."""

    id: str
    author: Person
    made: int
    text: str


class FaveShown(Struct, frozen=True, kw_only=True):
    """Who faved the photo, and when."""

    person: Person
    faved: int


class AlbumShown(Struct, frozen=True, kw_only=True):
    """An album that the photo is in."""

    title: str
    path: str


class Gone(Struct, frozen=True, kw_only=True):
    """Which kind of gone a photo is: deleted by its owner, or hidden from the viewer."""

    kind: str
    words: str


class PhotoView(View, frozen=True, kw_only=True):
    """A photo at the time looked at.

    `change_path` leads its owner to where it is changed, `correct_path` to where its place is
    corrected in the archive, `keep_place_path` whoever sees the place to where they keep it for
    themselves; `suggest_path` leads another member to where they suggest it.
    `suggestions` counts the places that were suggested and wait for the owner: to the owner
    all, to others their own. `faved` tells whether the viewer has faved it, None where they
    cannot.

    `context` is the list in which it is looked at, `previous` and `next` what is beside it
    there. `no_video` says why a film that there is is not the viewer's to have.
    `measure` is the size of the picture in the pixels in which boxes are measured.
    """

    id: str
    owner: Person
    mine: bool
    name: str
    description: str
    tags: tuple[TagShown, ...]
    place: Place | None
    license: License | None
    permission: int | None
    permission_words: str
    posted: int | None
    taken: str
    taken_words: str
    media: str
    width: int
    height: int
    ratio: int
    tones: str
    images: tuple[Image, ...]
    original: Image | None
    video: Image | None
    no_video: str
    measure: tuple[int, int]
    comments: tuple[CommentShown, ...]
    notes: tuple[NoteShown, ...]
    people: tuple[PersonShown, ...]
    faves: tuple[FaveShown, ...]
    albums: tuple[AlbumShown, ...]
    camera: str
    exposure: tuple[str, ...]
    exif_path: str
    history_path: str
    stream_path: str
    flickr_path: str
    change_path: str
    correct_path: str
    suggest_path: str
    suggestions: int
    keep_place_path: str
    faved: bool | None
    gone: Gone | None
    context: Context
    previous: Card | None
    next: Card | None
    own: OwnFacts | None

    @property
    def open_to_all(self) -> bool:
        """Whether what other sites may show of it belongs on its page: it is public, today."""
        return self.permission == 0 and self.gone is None and not self.time.past

    @property
    def widest(self) -> int:
        """How wide the picture may be shown without growing, in whole hundreds of pixels."""
        shown = (*self.images, self.video) if self.video else self.images
        return min(-(-max((image.width for image in shown), default=1600) // 100), WIDEST_SHOWN)

    @property
    def locator(self) -> Locator | None:
        """The part of the world to show around the place."""
        return self.place.locator if self.place else None

    @property
    def largest(self) -> Image | None:
        """The image to show where the browser cannot choose: the largest up to 1600."""
        fit = [image for image in self.images if max(image.width, image.height) <= 1600]
        return next(iter(reversed(fit or self.images)), None)


def text(value: Any) -> str:
    """Return a facet's text; "" where nobody told."""
    return value if isinstance(value, str) else ""


def number(value: Any) -> int | None:
    """Return a number that Flickr gave as text; None where it is none."""
    return int(value) if isinstance(value, str) and value.isdigit() and len(value) < 13 else None


def tags_of(photo: Photo) -> tuple[Tag, ...]:
    """Return the tags in Flickr's order."""
    return () if photo.tags is UNSAID else photo.tags


def tag_shown(tag: Tag, owner: Person, visit: Visit) -> TagShown:
    """Return a tag as pages show it."""
    machine = machine_tag(tag.raw)
    clean = clean_tag(tag.raw) if machine else tag.clean or clean_tag(tag.raw)
    means = clean and (machine is None or machine.value)
    path = visit.link("/search", q=f'owner:{owner.nsid} tag:"{clean}"') if means else ""
    return TagShown(raw=tag.raw, machine=tag.machine_tag not in ("", "0"), path=path)


def place_of(photo: Photo, past: History[Photo] | None = None) -> Place | None:
    """Return where the photo was taken; the archive's own correction wins.

    Where Flickr does not say what it is called, the photo's history does, if given.
    """
    for location in (photo.correction, photo.location):
        if isinstance(location, Location) and location.accuracy not in ("", "0"):
            called = location if past is None else named(location, past)
            return place(called, corrected=location is photo.correction)
    return None


def place_at_flickr(photo: Photo) -> Place | None:
    """Return where the photo was taken as Flickr has it, whatever the archive's own correction."""
    location = photo.location
    if isinstance(location, Location) and location.accuracy not in ("", "0"):
        return place(location)
    return None


def place(location: Location, *, corrected: bool = False) -> Place | None:
    """Return a place as pages show it; None where its numbers are none."""
    try:
        latitude, longitude = float(location.latitude), float(location.longitude)
        accuracy = int(location.accuracy)
    except ValueError:
        return None
    return Place(
        latitude=latitude,
        longitude=longitude,
        accuracy=accuracy,
        names=tuple(dict.fromkeys(names_of(location))),
        corrected=corrected,
    )


def license_of(photo: Photo) -> License | None:
    """Return the licence by name."""
    if photo.license is UNSAID:
        return None
    return License(*LICENSES.get(photo.license, (f"Licence {photo.license}", "")))


_RIGHTS: Final = "dc:rights="
"""Dublin Core's word for terms of use, as a machine tag: for licences that Flickr has not."""


def license_shown(photo: Photo) -> License | None:
    """Return the licence at Flickr, and the terms that a tag states where Flickr has none."""
    held = license_of(photo)
    stated = (t.raw[len(_RIGHTS) :] for t in tags_of(photo) if t.raw.lower().startswith(_RIGHTS))
    terms = next(stated, "").strip('" ')
    if held is None or photo.license != "0" or not terms:
        return held
    return License(held.name, held.address, terms)


def permission_of(photo: Photo) -> tuple[int | None, str]:
    """Return who may see the photo, as the original's number and in words."""
    if photo.permission is not UNSAID:
        sort = legacy_number(photo.permission)
        return sort, PERMISSIONS[sort]
    if photo.public is not UNSAID:
        return (0, "Public") if photo.public else (None, "Not public")
    return None, ""


def taken_of(photo: Photo) -> tuple[str, str]:
    """Return when the photo was taken, as Flickr says it and in words."""
    if photo.date_taken is UNSAID:
        return "", ""
    told = photo.date_taken
    return told.taken, taken_in_words(told.taken, told.granularity, told.unknown)


def comments_of(photo: Photo, visit: Visit) -> tuple[CommentShown, ...]:
    """Return the comments, oldest first."""
    comments = () if photo.comments is UNSAID else tuple(photo.comments.values())
    authors = visit.people(comment.author for comment in comments)
    made = [
        CommentShown(
            id=comment.id,
            author=called(authors[comment.author], comment.authorname),
            made=number(comment.datecreate) or 0,
            text=comment.text,
        )
        for comment in comments
    ]
    return tuple(sorted(made, key=lambda comment: (comment.made, comment.id)))


_NUMBER: Final = re.compile(r"(?:f/)?(?:1/)?([0-9]+(?:\.[0-9]+)?)(?: ?(?:mm|s|sec).*)?")
_EXPOSURE: Final = (("ExposureTime", "s"), ("FNumber", "f"), ("FocalLength", "mm"), ("ISO", "ISO"))


def exposure_of(photo: Photo) -> tuple[str, ...]:
    """Return how the picture was exposed, as photographers say it: `1/200 s`, `f/2.8`."""
    if photo.exif is UNSAID:
        return ()
    told = {tag.tag: tag.clean or tag.raw for tag in reversed(photo.exif.tags)}
    said = (_said(told.get(name, "").strip(), unit) for name, unit in _EXPOSURE)
    return tuple(words for words in said if words)


def _said(told: str, unit: str) -> str:
    """Say one value of an exposure; "" for what is none."""
    found = _NUMBER.fullmatch(told)
    if found is None or not float(found[1]):
        return ""
    number = float(found[1])
    match unit:
        case "s" if told.startswith("1/") or number < 0.3:
            return f"1/{number if told.startswith('1/') else 1 / number:.0f} s"
        case "s" | "mm":
            return f"{number:g} {unit}"
        case "f":
            return f"f/{number:g}"
        case _:
            return f"{unit} {number:g}"


def image(visit: Visit, file: Any) -> Image:
    """Return a stored file as an image."""
    path = visit.site.addresses.url(to.file(file.key))
    return Image(file.size, path, file.width, file.height, file.content_type)
