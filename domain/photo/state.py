"""A photo as it stood at one time, and how its events make it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import filterfalse
from typing import Any, Final

import msgspec

from domain.clock import DAWN, Instant
from domain.fact import UNSAID, Event, Fact, ForeignEvent, Unsaid
from domain.history import History, Kind, history
from domain.photo import events as e
from domain.photo.values import (
    Comment,
    Gallery,
    Group,
    Location,
    Note,
    PersonTag,
    PlaceNames,
    StoredFile,
    Suggestion,
    normal_location,
    normal_tag,
    point_key,
)


class Photo(e.Facets, frozen=True, kw_only=True, omit_defaults=True):
    """A photo as it stood, or as one sighting showed it.

    `sights` tells, by member, whether their token could read it. `deleted` is by the
    owner's own sight. `correction` is the archive's own place. `files` are by key,
    `suggestions` of a place by the member who made them, `names` by the point named.
    """

    comments: Mapping[str, Comment] | Unsaid = UNSAID
    notes: Mapping[str, Note] | Unsaid = UNSAID
    people: Mapping[str, PersonTag] | Unsaid = UNSAID
    groups: Mapping[str, Group] | Unsaid = UNSAID
    galleries: Mapping[str, Gallery] | Unsaid = UNSAID
    sights: Mapping[str, bool] | Unsaid = UNSAID
    files: Mapping[str, StoredFile] | Unsaid = UNSAID
    suggestions: Mapping[str, Suggestion] | Unsaid = UNSAID
    names: Mapping[str, PlaceNames] | Unsaid = UNSAID
    correction: Location | None = None
    deleted: bool = False
    purged: bool = False


KEYED: Final[Mapping[str, str]] = {
    "comment": "comments",
    "note": "notes",
    "person": "people",
    "group": "groups",
    "gallery": "galleries",
    "sight": "sights",
    "file": "files",
    "suggestion": "suggestions",
    "names": "names",
}
"""Facets that are many: the word before the colon, and the mapping they stand in."""

PLAIN: Final = e.Facets.__struct_fields__
"""The facets that a sighting states whole."""

_BLANK: Final = Photo()
_FIELDS: Final = frozenset(Photo.__struct_fields__)


def photo_history(facts: Iterable[Fact], *, known_at: Instant | None = None) -> History[Photo]:
    """Fold the facts of one photo. Raises ForeignEvent for another kind's."""
    return history(PHOTO, facts, known_at=known_at)


def evolve(photo: Photo, event: Event) -> Photo:
    """Return the photo as it stands after one more event. Raises ForeignEvent."""
    return _apply(photo, _stated(event))


def files_shown(past: History[Photo], photo: Photo) -> tuple[StoredFile, ...]:
    """Return the files that the archive holds of the picture that a version shows.

    Smallest first. They are today's files, whatever the version: which there are is a
    matter of the archive and not of Flickr.
    """
    held = past.now
    files = UNSAID if held is None else held.state.files
    if files is UNSAID:
        return ()
    secrets = {photo.picture.secret} if photo.picture is not UNSAID else set()
    if photo.original is not UNSAID and photo.original is not None:
        secrets.add(photo.original.secret)
    own = [file for file in files.values() if file.secret in secrets]
    return smallest_first(own)


def smallest_first(files: Iterable[StoredFile]) -> tuple[StoredFile, ...]:
    """Return files in the order of their pictures' sizes."""
    return tuple(sorted(files, key=lambda file: (file.width * file.height, file.size)))


def tones_shown(files: Iterable[StoredFile]) -> str:
    """Return the colours of the parts of a picture, by the first of its files that tells them."""
    for file in files:
        if file.tones:
            return file.tones
    return ""


def _seen(event: e.PhotoSeen) -> dict[str, Any]:
    told = zip(PLAIN, msgspec.structs.astuple(event.photo), strict=True)
    stated = {facet: value for facet, value in told if value is not UNSAID}
    if event.member:
        stated["sight:" + event.member] = True
        if event.member == event.photo.owner:
            stated["deleted"] = False
    return stated


def _returned(event: e.PhotoReturned) -> dict[str, Any]:
    return {"deleted": False} if event.owner else {"sight:" + event.member: True}


def _answered(event: e.PhotoPlaceSuggestionAnswered) -> dict[str, Any]:
    answer = "accepted" if event.accepted else "refused"
    return {"suggestion:" + event.member: Suggestion(event.location, event.member, answer)}


def _one_facet(event_type: type[Event]) -> Callable[[Any], dict[str, Any]]:
    (facet,) = event_type.__struct_fields__
    return lambda event: {facet: getattr(event, facet)}


_STATED: Final[dict[type[Event], Callable[[Any], dict[str, Any]]]] = {
    **{t: _one_facet(t) for t in e.EVENTS if set(t.__struct_fields__) <= set(PLAIN)},
    e.PhotoSeen: _seen,
    e.PhotoSighted: lambda event: {"sight:" + event.member: True},
    e.PhotoHidden: lambda event: {"sight:" + event.member: False},
    e.PhotoReturned: _returned,
    e.PhotoDeleted: lambda _: {"deleted": True},
    e.PhotoCommentAdded: lambda event: {"comment:" + event.comment.id: event.comment},
    e.PhotoCommentChanged: lambda event: {"comment:" + event.comment.id: event.comment},
    e.PhotoCommentRemoved: lambda event: {"comment:" + event.id: None},
    e.PhotoNoteAdded: lambda event: {"note:" + event.note.id: event.note},
    e.PhotoNoteRemoved: lambda event: {"note:" + event.id: None},
    e.PhotoPersonTagged: lambda event: {"person:" + event.person.nsid: event.person},
    e.PhotoPersonUntagged: lambda event: {"person:" + event.nsid: None},
    e.PhotoPooled: lambda event: {"group:" + event.group.id: event.group},
    e.PhotoUnpooled: lambda event: {"group:" + event.id: None},
    e.PhotoPutInGallery: lambda event: {"gallery:" + event.gallery.id: event.gallery},
    e.PhotoTakenFromGallery: lambda event: {"gallery:" + event.id: None},
    e.PhotoFileStored: lambda event: {"file:" + event.file.key: event.file},
    e.PhotoLocationCorrected: lambda event: {"correction": event.location},
    e.PhotoPlaceNamed: lambda event: {
        f"names:{point_key(event.latitude, event.longitude)}": event.names
    },
    e.PhotoPlaceSuggested: lambda event: {
        "suggestion:" + event.member: Suggestion(event.location, event.member)
    },
    e.PhotoPlaceSuggestionWithdrawn: lambda event: {"suggestion:" + event.member: None},
    e.PhotoPlaceSuggestionAnswered: _answered,
    e.PhotoPurged: lambda _: {"purged": True},
    e.PhotoReadmitted: lambda _: {"purged": False},
}


def _stated(event: Event) -> Mapping[str, Any]:
    try:
        stated = _STATED[type(event)]
    except KeyError:
        raise ForeignEvent(event, "photo") from None
    return stated(event)


def _value(photo: Photo, facet: str) -> Any:
    if facet in _FIELDS:
        return getattr(photo, facet)
    word, _, key = facet.partition(":")
    held = getattr(photo, KEYED[word])
    return None if held is UNSAID else held.get(key)


def _apply(photo: Photo, values: Mapping[str, Any]) -> Photo:
    if values.get("purged"):
        return Photo(purged=True)
    keyed = [*filterfalse(_FIELDS.__contains__, values)]
    if not keyed:
        return msgspec.structs.replace(photo, **values)
    changed = dict(values)
    for facet in keyed:
        value = changed.pop(facet)
        word, _, key = facet.partition(":")
        field = KEYED[word]
        if field not in changed:
            held = getattr(photo, field)
            changed[field] = {} if held is UNSAID else dict(held)
        if value is None:
            changed[field].pop(key, None)
        else:
            changed[field][key] = value
    return msgspec.structs.replace(photo, **changed)


_NORMAL: Final[dict[str, Callable[[Any], Any]]] = {
    "tags": lambda tags: sorted(map(normal_tag, tags)) if tags else tags,
    "location": lambda location: location if location is UNSAID else normal_location(location),
    "comment": lambda comment: comment and comment.text,
    "note": lambda note: note and (note.text, note.x, note.y, note.w, note.h),
    "person": lambda person: person and (person.x, person.y, person.w, person.h),
    "group": lambda group: group and group.title,
    "gallery": lambda gallery: gallery and gallery.title,
    "sizes": lambda sizes: sizes and sorted((s.label, s.width, s.height) for s in sizes),
    "picture": lambda picture: picture and picture.secret,
}


def _normal(facet: str, value: Any) -> Any:
    form = _NORMAL.get(facet if facet in _FIELDS else facet.partition(":")[0])
    return value if form is None else form(value)


def _reaches_back(facet: str, after: Instant) -> bool:
    """Plain facets were so before anybody looked; notes and people where nobody had."""
    if facet in _PLAIN_SET:
        return True
    return after == DAWN and facet.startswith(("note:", "person:"))


_PLAIN_SET: Final = frozenset(PLAIN)


def _ours(facet: str) -> bool:
    """Stored files, whose token read the photo, suggestions and what points are called are not
    changes of the photo."""
    return facet.startswith(("file:", "sight:", "suggestion:", "names:"))


def _remembered(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Leave out what a purge made the archive forget; it ends the stream until readmission."""
    for place in range(len(facts) - 1, -1, -1):
        event = type(facts[place].event)
        if event is e.PhotoReadmitted:
            return facts[place:]
        if event is e.PhotoPurged:
            return facts[place : place + 1]
    return facts


def _begins(photo: Photo) -> Instant | None:
    posted = photo.posted
    return int(posted) if isinstance(posted, str) and posted.isdecimal() else None


PHOTO: Final[Kind[Photo]] = Kind(
    name="photo",
    empty=_BLANK,
    stated=_stated,
    value=_value,
    apply=_apply,
    normal=_normal,
    reaches_back=_reaches_back,
    begins=_begins,
    ours=_ours,
    always=_PLAIN_SET,
    remembered=_remembered,
)
