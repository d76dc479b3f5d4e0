"""The rows of one photo, from its own stream alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import msgspec

from domain.admissions import Stretch, readings, stretches, viewers_at
from domain.clock import FOREVER
from domain.fact import UNSAID, Event, Fact, stored_name
from domain.history import History, Version
from domain.permission import EVERYBODY, number_told
from domain.photo import Photo, files_shown, photo_history, pictures_shown, tones_shown
from domain.photo.events import PhotoPurged
from domain.photo.lists import ON_NO_LIST
from domain.photo.suggesting import suggestions_at
from domain.photo.values import Location, StoredFile
from projections.rows import files

Row = tuple[Any, ...]

_encode = msgspec.json.Encoder().encode
_NOWHERE: Final = (None, None)
_NO_SIZE: Final = (0, 0)


def rows(stream: str, facts: Sequence[Fact]) -> dict[str, list[Row]]:
    """Return the rows of a photo by table, in the order of the tables' columns.

    A photo that was purged makes none but that it was, and one of which no owner is known
    only those of its files.
    """
    past = photo_history(facts)
    held = past.now
    if held is None:
        return {}
    if held.state.purged:
        return {"purged": [(stream.partition(":")[2], _purged_for(past))]}
    stored = files.of_photo(stream, past)
    if held.state.owner is UNSAID:
        return {"files": stored}
    photo = stream.partition(":")[2]
    whom = stretches(past)
    return {
        "photos": _photos(photo, past, whom),
        "readers": _readers(photo, past, held.state),
        "suggestions": _suggestions(photo, past, held.state),
        "changes": _changes(stream, photo, past, whom),
        "files": stored,
    }


def _purged_for(past: History[Photo]) -> str:
    return next(f.event.member for f in past.facts if isinstance(f.event, PhotoPurged))


def _photos(photo: str, past: History[Photo], whom: Sequence[Stretch]) -> list[Row]:
    today = whom[-1]
    made: list[Row] = []
    held: Photo | None = None
    picture: Row = ()
    place: Row = ()
    for number, version in enumerate(past.versions):
        state, shown_from, shown_until = version.state, version.shown_from, version.shown_until
        if held is None or held.picture is not state.picture or held.original is not state.original:
            picture = _picture(photo, past, state)
        if (
            held is None
            or held.location is not state.location
            or held.correction is not state.correction
        ):
            place = _location(state)
        held = state
        posted = _posted(version)
        said = _said(state) + place + picture
        for stretch in whom:
            start = shown_from if stretch.start < shown_from else stretch.start
            end = shown_until if stretch.end > shown_until else stretch.end
            if start < end:
                row = (
                    photo,
                    len(made),
                    number,
                    state.owner,
                    posted,
                    start,
                    end,
                    version.sure_from,
                    version.sure_until,
                    stretch.viewers,
                    today.viewers,
                    stretch.faver_viewers,
                    today.faver_viewers,
                    stretch.place_viewers,
                    today.place_viewers,
                )
                made.append(row + said)
    return made


def _posted(version: Version[Photo]) -> int:
    posted = version.state.posted
    return int(posted) if isinstance(posted, str) and posted.isdigit() else version.shown_from


def _said(state: Photo) -> Row:
    """Return what a version says of itself, in the order of the columns."""
    # int: SQLite's driver takes numbers as they are, and looks for an adapter for each bool.
    return (
        number_told(state.permission, state.public),
        int(state.deleted),
        state.date_taken.taken if state.date_taken is not UNSAID else "",
        state.title if state.title is not UNSAID else "",
        state.media if state.media is not UNSAID else "photo",
    )


def _picture(photo: str, past: History[Photo], state: Photo) -> Row:
    """Return the size and the files of the picture that a version shows."""
    stored = files_shown(past, state)
    width, height = _proportions(state, stored)
    shown = pictures_shown(photo, stored, state)
    listed = _encode([(f.size, f.key, f.width, f.height, f.content_type) for f in shown])
    return (width, height, listed.decode(), tones_shown(stored))


def _location(state: Photo) -> tuple[float, float] | tuple[None, None]:
    """Return where the photo was taken, if it says so; a correction of ours wins."""
    for place in (state.correction, state.location):
        if isinstance(place, Location) and place.accuracy not in ("", "0"):
            try:
                return float(place.latitude), float(place.longitude)
            except ValueError:
                return _NOWHERE
    return _NOWHERE


def _proportions(state: Photo, own: tuple[StoredFile, ...]) -> tuple[int, int]:
    """Return the picture's width and height: of its largest file, else as Flickr says."""
    for file in reversed(own):
        if file.width and file.height:
            return file.width, file.height
    sizes = state.sizes if state.sizes is not UNSAID else ()
    return max([_pixels(size.width, size.height) for size in sizes], default=_NO_SIZE)


@lru_cache(maxsize=4096)
def _pixels(width: str, height: str) -> tuple[int, int]:
    """Return a size as numbers; the same ones come again and again."""
    if width.isdecimal() and height.isdecimal():
        return int(width), int(height)
    return _NO_SIZE


def _readers(photo: str, past: History[Photo], state: Photo) -> list[Row]:
    made: list[Row] = []
    for member in sorted(state.sights) if state.sights is not UNSAID else ():
        if member != state.owner:
            for piece, (start, end) in enumerate(readings(past, member)):
                made.append((photo, member, piece, start, end, end == FOREVER))
    return made


def _suggestions(photo: str, past: History[Photo], state: Photo) -> list[Row]:
    if state.suggestions is UNSAID or not state.suggestions:
        return []
    return [
        (photo, member, state.owner, made, not suggestion.answer)
        for member, (suggestion, made) in sorted(suggestions_at(past, FOREVER).items())
    ]


def _changes(stream: str, photo: str, past: History[Photo], whom: Sequence[Stretch]) -> list[Row]:
    now = whom[-1].viewers
    made: list[Row] = []
    before = EVERYBODY
    for number, version in enumerate(past.versions):
        viewers = viewers_at(whom, version.shown_from)
        on_list, names = _told(tuple([type(fact.event) for fact in version.facts]))
        came = version.came
        made.append(
            (
                stream,
                number,
                version.state.owner,
                photo,
                came.after if number else version.shown_from,
                came.until if number else version.shown_from,
                before,
                viewers,
                now,
                on_list if number else 1,
                names,
            )
        )
        before = viewers
    return made


@lru_cache(maxsize=4096)
def _told(events: tuple[type[Event], ...]) -> tuple[int, str]:
    """Tell whether lists show any of some events, and return their stored names as JSON.

    The same few sets come again and again.
    """
    names = _encode(sorted({stored_name(event) for event in events})).decode()
    return int(not ON_NO_LIST.issuperset(events)), names
