"""The page of one photo, and its EXIF."""

from __future__ import annotations

from msgspec import Struct

from domain import visibility
from domain.fact import UNSAID
from domain.history import Step
from domain.photo import Photo, files_shown, pictures_shown
from domain.photo.events import PhotoHidden
from projections.reading import around, photos
from projections.reading.around import Beside
from projections.reading.counts import counts_of
from projections.reading.photos import File, Listed
from projections.reading.steps import Steps, months
from web import addresses as to
from web.assets import ratio
from web.context import Context, around_photo
from web.leave import offered, way_to_correct
from web.markup import plain
from web.one_photo import Seen, see
from web.timebar import bars_of
from web.views import photo as made
from web.views.boxes import measure, notes_of, people_of
from web.views.cards import card, images
from web.views.own import OwnFacts, own_facts
from web.views.parts import Card, Image, Person, TimeSign, View
from web.views.photo import AlbumShown, FaveShown, Gone, PhotoView
from web.views.words import facets_in_words, together
from web.visit import Visit

_LARGEST = 2100
_FAVES = 200


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


def look(visit: Visit, user: str, photo_id: str) -> PhotoView:
    """Return a photo at the time looked at."""
    seen = see(visit, user, photo_id)
    photo = seen.photo
    owner = visit.person(seen.owner)
    files = _pictures(visit, seen)
    change_path, faved = offered(visit, seen)
    width, height = _proportions(seen)
    sort, sort_words = made.permission_of(photo)
    taken, taken_words = made.taken_of(photo)
    context, beside = _context(visit, seen)
    title = plain(made.text(photo.title)) or "Untitled"
    return PhotoView(
        title=title,
        time=photo_sign(visit, seen),
        id=photo_id,
        owner=owner,
        mine=seen.own,
        name=made.text(photo.title),
        description=made.text(photo.description),
        tags=tuple(made.tag_shown(tag) for tag in made.tags_of(photo)),
        place=made.place_of(photo) if seen.place else None,
        license=made.license_of(photo),
        permission=sort,
        permission_words=sort_words,
        posted=made.number(photo.posted),
        taken=taken,
        taken_words=taken_words,
        media=made.text(photo.media) or "photo",
        width=width,
        height=height,
        ratio=ratio(width, height),
        images=files,
        original=_original(visit, seen),
        video=_video(visit, seen),
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
        faved=faved,
        gone=gone_of(visit, seen),
        context=context,
        previous=_beside(visit, context, beside.previous, -1),
        next=_beside(visit, context, beside.next, 1),
        own=_own(visit, seen),
    )


def look_at_exif(visit: Visit, user: str, photo_id: str) -> ExifView:
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


def photo_sign(visit: Visit, seen: Seen) -> TimeSign:
    """Return the sign of a page about one photo: its doubts, and its changes around."""
    earlier = later = None
    current = seen.past.at(seen.at)
    openings = seen.openings()
    for _, version, instant in openings:
        if current is None or version.shown_from < current.shown_from:
            earlier = instant
        elif version.shown_from > current.shown_from and later is None:
            later = instant
    opened = [instant for _, _, instant in openings]
    counts = months(visit.connection, visit.eyes, Steps(known=opened))
    bars, bars_from = bars_of(visit, counts)
    if not visit.past:
        return visit.sign(earlier=earlier, bars=bars, bars_from=bars_from)
    doubts = facets_in_words(seen.shown.doubts(seen.at), place=seen.place)
    since, path = _since(visit, seen)
    return visit.sign(
        sure=not doubts,
        doubts=doubts,
        since=since,
        since_path=path,
        earlier=earlier,
        later=later,
        bars=bars,
        bars_from=bars_from,
    )


def gone_of(visit: Visit, seen: Seen) -> Gone | None:
    """Return which kind of gone the photo is, if it is."""
    speech = visit.site.speech
    if seen.photo.deleted:
        step = _last(seen.past.timeline("deleted"), seen.at)
        when = speech.happened(step.after, step.until) if step else "at some time"
        kept = "you kept it" if seen.own else "you had faved it, so it stays with you"
        return Gone(kind="deleted", words=f"This photo was deleted from Flickr {when}; {kept}.")
    if seen.own or not visit.viewer or visit.past:
        return None
    step = _last(seen.past.timeline("sight:" + visit.viewer), seen.now)
    if seen.at == seen.now and (step is None or step.value):
        return None
    if step is None or step.value:
        held = seen.past.now
        step = _last(seen.past.timeline("deleted"), seen.now) if held else None
    when = speech.happened(step.after, step.until) if step else "since then"
    event = step.fact.event if step else None
    why = event.why if isinstance(event, PhotoHidden) else "not-found"
    reason = {
        "not-found": "its owner deleted it or made it private: Flickr does not say which",
        "permission-denied": "its owner no longer lets you see it",
        "owner-gone": "its owner’s account is gone",
    }[why]
    return Gone(
        kind="hidden",
        words=f"This photo went out of your sight on Flickr {when}: {reason}. "
        "You had faved it, so the archive shows it as you last saw it.",
    )


def _last(steps: tuple[Step, ...], at: int) -> Step | None:
    """Return the statement that holds at an instant, from when its value first held."""
    found: Step | None = None
    for step in steps:
        if step.until <= at and (found is None or step.value != found.value):
            found = step
    return found


def _since(visit: Visit, seen: Seen) -> tuple[str, str]:
    """Say what is otherwise now, if the viewer may see the photo now."""
    now = seen.past.now
    if now is None or not visibility.may_see_version(seen.past, now, seen.viewer, seen.now):
        return "", ""
    kind = seen.past.kind
    facets = {
        facet
        for fact in seen.past.facts
        for facet in kind.stated(fact.event)
        if not kind.ours(facet)
    }
    changed = {
        facet
        for facet in facets
        if kind.normal(facet, kind.value(seen.photo, facet))
        != kind.normal(facet, kind.value(now.state, facet))
    }
    place = seen.place and seen.place_at(seen.now)
    words = facets_in_words(changed, place=place)
    path = visit.site.addresses.url(to.photo(seen.owner.address, seen.id, "history"))
    if not words:
        return "nothing has changed", ""
    return f"since then changed: {together(words)}", path


def _pictures(visit: Visit, seen: Seen) -> tuple[Image, ...]:
    """Return the pictures of the version shown; of today's files, since files are ours."""
    shown = pictures_shown(seen.id, files_shown(seen.past, seen.photo), seen.photo)
    files = [File(f.size, f.key, f.width, f.height, f.content_type) for f in shown]
    return images(visit, files, _LARGEST)


def _original(visit: Visit, seen: Seen) -> Image | None:
    """Return the uploaded file, for those who may have it."""
    stored = files_shown(seen.past, seen.photo)
    for file in stored:
        if file.size == "o" and may_have_original(seen.photo, own=seen.own, place=seen.place):
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


def _proportions(seen: Seen) -> tuple[int, int]:
    stored = files_shown(seen.past, seen.photo)
    known = [(f.width, f.height) for f in stored if f.width and f.height]
    if not known and seen.photo.sizes is not UNSAID:
        pairs = ((made.number(s.width), made.number(s.height)) for s in seen.photo.sizes)
        known = [(width, height) for width, height in pairs if width and height]
    return max(known, default=(0, 0))


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


def _video(visit: Visit, seen: Seen) -> Image | None:
    """Return the moving picture, the largest that a browser plays."""
    stored = files_shown(seen.past, seen.photo)
    films = [file for file in stored if file.content_type.startswith("video/")]
    return made.image(visit, films[-1]) if films else None


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


def _tells_place(group: str, tag: str) -> bool:
    """Tell whether a line of EXIF may tell where the photo was taken."""
    told = f"{group} {tag}".lower()
    words = ("gps", "location", "city", "sublocation", "country", "province", "state")
    return any(word in told for word in words)
