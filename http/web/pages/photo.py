"""The page of one photo."""

from __future__ import annotations

from typing import Final

from domain.fact import UNSAID
from domain.photo import files_shown, tones_shown
from domain.photo.suggesting import suggestions_at
from projections.reading import around, photos
from projections.reading.around import Beside
from projections.reading.counts import counts_of
from projections.reading.photos import Listed
from web.answering.photo_time import photo_sign
from web.asking import addresses as to
from web.asking.visit import Visit
from web.assets import ratio
from web.pages.bookmarks import way_to_keep
from web.photo.context import Context, around_photo
from web.photo.gone import gone_of
from web.photo.leave import offered, way_to_correct, way_to_suggest
from web.photo.pictures import film_of, original_of, pictures_of, proportions_of
from web.photo.seen import Seen, see
from web.views import photo as made
from web.views.boxes import measure, notes_of, people_of
from web.views.cards import card
from web.views.markup import plain
from web.views.own import OwnFacts, own_facts
from web.views.parts import Card
from web.views.photo import AlbumShown, FaveShown, PhotoView

_FAVES: Final = 200


def look(visit: Visit, user: str, photo_id: str) -> PhotoView:
    """Return a photo at the time looked at."""
    seen = see(visit, user, photo_id)
    photo = seen.photo
    owner = visit.person(seen.owner)
    film, no_film = film_of(visit, seen)
    change_path, faved = offered(visit, seen)
    width, height = proportions_of(seen)
    sort, sort_words = made.permission_of(photo)
    taken, taken_words = made.taken_of(photo)
    context, beside = _context(visit, seen)
    shown_place = made.place_of(photo, seen.shown) if seen.place else None
    title = plain(made.text(photo.title)) or "Untitled"
    return PhotoView(
        title=title,
        time=photo_sign(visit, seen),
        id=photo_id,
        owner=owner,
        mine=seen.own,
        name=made.text(photo.title),
        description=made.text(photo.description),
        tags=tuple(made.tag_shown(tag, owner, visit) for tag in made.tags_of(photo)),
        place=shown_place,
        license=made.license_shown(photo),
        permission=sort,
        permission_words=sort_words,
        posted=made.number(photo.posted),
        taken=taken,
        taken_words=taken_words,
        media=made.text(photo.media) or "photo",
        width=width,
        height=height,
        ratio=ratio(width, height),
        tones=tones_shown(files_shown(seen.past, photo)),
        images=pictures_of(visit, seen),
        original=original_of(visit, seen),
        video=film,
        no_video=no_film,
        measure=measure(width or 3, height or 2),
        comments=made.comments_of(photo, visit),
        notes=notes_of(photo, visit),
        people=people_of(photo, visit),
        faves=_faves(visit, seen),
        albums=_albums(visit, seen),
        camera="" if photo.exif is UNSAID else photo.exif.camera,
        exposure=made.exposure_of(photo),
        exif_path=visit.along(to.photo(owner.address, photo_id, "exif")),
        history_path=visit.along(to.photo(owner.address, photo_id, "history")),
        stream_path=owner.path,
        flickr_path=f"https://www.flickr.com/photos/{owner.address}/{photo_id}/",
        change_path=change_path,
        correct_path=way_to_correct(visit, seen),
        suggest_path=way_to_suggest(visit, seen),
        suggestions=_waiting(visit, seen),
        keep_place_path=way_to_keep(visit, shown_place),
        faved=faved,
        gone=gone_of(visit, seen),
        context=context,
        previous=_beside(visit, context, beside.previous, -1),
        next=_beside(visit, context, beside.next, 1),
        own=_own(visit, seen),
    )


def _context(visit: Visit, seen: Seen) -> tuple[Context, Beside]:
    """Return the list in which the photo is looked at, and what is beside it there."""
    listed = photos.one(visit.connection, visit.eyes, seen.id)
    if listed is None:
        owner = visit.person(seen.owner)
        return Context(name="", words=f"{owner.name}’s photos", path=owner.path), Beside()
    return around_photo(visit, listed)


def _beside(visit: Visit, context: Context, photo: Listed | None, step: int) -> Card | None:
    """Return a photo beside the one looked at, as a part of the same list."""
    if photo is None:
        return None
    query = {k: visit.params.get(k, "") for k in ("q", "sort")} if context.number else {}
    name = context.name
    if name.startswith("search-") and context.number:
        name = f"search-{context.number + step}"
    owner = visit.people([photo.owner])[photo.owner]
    return card(visit, photo, owner, {"in": name, **query})


def _waiting(visit: Visit, seen: Seen) -> int:
    """Return how many suggestions wait: to the owner all, to others their own alone."""
    if not visit.viewer:
        return 0
    found = suggestions_at(seen.past, seen.at)
    return sum(
        not suggestion.answer
        for member, (suggestion, _) in found.items()
        if seen.own or member == visit.viewer
    )


def _own(visit: Visit, seen: Seen) -> OwnFacts | None:
    """Return what only the owner is shown."""
    if not seen.own:
        return None
    counted = counts_of(visit.connection, visit.eyes, seen.owner.nsid, seen.id)
    return own_facts(seen.past, seen.photo, counted)


def _faves(visit: Visit, seen: Seen) -> tuple[FaveShown, ...]:
    """Return who had faved the photo, as of when the viewer sees it."""
    found = around.faved_by(visit.connection, visit.eyes.looking_at(seen.at), seen.id, _FAVES)
    people = visit.people(fave.nsid for fave in found)
    return tuple(FaveShown(person=people[fave.nsid], faved=fave.faved) for fave in found)


def _albums(visit: Visit, seen: Seen) -> tuple[AlbumShown, ...]:
    """Return the albums that the photo was in, as of when the viewer sees it."""
    eyes = visit.eyes.looking_at(seen.at)
    found = around.albums_with(visit.connection, eyes, seen.owner.nsid, seen.id)
    address = seen.owner.address
    return tuple(
        AlbumShown(title=a.title or "Untitled album", path=visit.link(to.albums(address, a.id)))
        for a in found
    )
