"""The files of one photo that its viewer may have: pictures, the original, the film."""

from __future__ import annotations

from typing import Final

import structlog

from adapters.assembly import Refused, StorageError
from domain.fact import UNSAID
from domain.photo import Photo, files_shown, pictures_shown
from domain.photo.made import FILM, ORIGINAL
from domain.photo.values import StoredFile
from projections.reading.photos import File
from web.asking.visit import Visit
from web.photo.seen import Seen
from web.views import photo as made
from web.views.cards import images
from web.views.parts import Image

_LARGEST: Final = 2100

_log = structlog.get_logger("web")


def pictures_of(visit: Visit, seen: Seen) -> tuple[Image, ...]:
    """Return the pictures of the version shown; of today's files, since files are ours."""
    shown = pictures_shown(seen.id, files_shown(seen.past, seen.photo), seen.photo)
    files = [File(f.size, f.key, f.width, f.height, f.content_type) for f in shown]
    return images(visit, files, _LARGEST)


def original_of(visit: Visit, seen: Seen) -> Image | None:
    """Return the uploaded file, for those who may have it."""
    stored = files_shown(seen.past, seen.photo)
    for file in stored:
        if file.size == ORIGINAL and may_have_original(seen.photo, own=seen.own, place=seen.place):
            return made.image(visit, file)
    return None


def may_have_original(photo: Photo, *, own: bool, place: bool) -> bool:
    """Tell whether a viewer of a photo may also have the file as it was uploaded.

    Its owner may forbid downloads; and the file may tell where it was taken.
    """
    if own:
        return True
    nowhere = photo.location is UNSAID or photo.location is None
    return photo.download != "0" and (place or nowhere)


def proportions_of(seen: Seen) -> tuple[int, int]:
    """Return the width and the height of the picture in pixels; zeros where nobody told."""
    stored = files_shown(seen.past, seen.photo)
    known = [(f.width, f.height) for f in stored if f.width and f.height]
    if not known and seen.photo.sizes is not UNSAID:
        pairs = ((made.number(s.width), made.number(s.height)) for s in seen.photo.sizes)
        known = [(width, height) for width, height in pairs if width and height]
    return max(known, default=(0, 0))


def film_of(visit: Visit, seen: Seen) -> tuple[Image | None, str]:
    """Return the largest film that the viewer may have; else None, and why they have none.

    A film cannot be rewritten as a JPEG can: where it tells a place that is not for the viewer,
    it is not for them either, and what cannot be read may tell it.
    """
    stored = files_shown(seen.past, seen.photo)
    films = [file for file in stored if file.content_type.startswith("video/")]
    original = may_have_original(seen.photo, own=seen.own, place=seen.place)
    why = ""
    for film in reversed(films):
        if film.size == ORIGINAL and not original:
            why = why or "Its owner keeps the film itself for those who may download it."
        elif seen.place or film.size not in (ORIGINAL, FILM) or not _tells_place(visit, film):
            return made.image(visit, film), ""
        else:
            why = "The film may tell where it was taken, which is not yours to see."
    return None, why


def _tells_place(visit: Visit, film: StoredFile) -> bool:
    try:
        return visit.site.archive.pictures.tells_place(film.key, film.sha256)
    except (Refused, StorageError) as error:
        _log.warning("film not read", key=film.key, why=str(error))
        return True
