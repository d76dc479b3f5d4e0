"""What happened to a photo, as people would read it, step by step."""

from __future__ import annotations

from msgspec import Struct

from domain.clock import DAWN
from domain.history import Version
from domain.photo import Photo, files_shown, pictures_shown
from projections.reading.photos import File
from web.answering.dates import witness
from web.answering.photo_time import photo_sign
from web.asking import addresses as to
from web.asking.visit import Visit
from web.photo.seen import Seen, see
from web.views import photo as made
from web.views.cards import images
from web.views.markup import plain
from web.views.parts import Image, Person, View, When
from web.views.steps import Change, changes

_VIA = {
    "poll": "by a backup",
    "push": "by a ping from Flickr",
    "upload": "as it was uploaded here",
    "import": "in an import",
    "member": "from a member",
    "gazetteer": "by a gazetteer",
}
_THUMBNAIL = 700


class StepShown(Struct, frozen=True, kw_only=True):
    """One step: between two versions, or the first of them.

    `when` is when it was so on Flickr, `seen` when the archive saw it and how. `path` leads
    to the photo as of then. `hidden_before` says that what it was before is not for this
    viewer. `picture_before` and `picture_after` are there where the picture was replaced.
    """

    first: bool
    when: When
    sure: bool
    seen: str
    changes: tuple[Change, ...]
    path: str
    hidden_before: bool
    picture_before: Image | None
    picture_after: Image | None


class HistoryView(View, frozen=True, kw_only=True):
    """All that happened to a photo, latest first."""

    id: str
    owner: Person
    mine: bool
    photo_path: str
    photo_title: str
    image: Image | None
    steps: tuple[StepShown, ...]


def look(visit: Visit, user: str, photo_id: str) -> HistoryView:
    """Return the history of a photo, up to the time looked at."""
    seen = see(visit, user, photo_id, "history")
    owner = visit.person(seen.owner)
    opened = {number: instant for number, _, instant in seen.openings()}
    steps = [
        _step(visit, seen, number, instant, number - 1 in opened)
        for number, instant in opened.items()
        if not visit.past or instant <= seen.at
    ]
    shown = [step for step in steps if step.first or step.changes or step.hidden_before]
    title = plain(made.text(seen.photo.title)) or "Untitled"
    pictures = _pictures(visit, seen, seen.version)
    return HistoryView(
        title=f"History of {title}",
        time=photo_sign(visit, seen),
        id=photo_id,
        owner=owner,
        mine=seen.own,
        photo_path=visit.along(to.photo(owner.address, photo_id)),
        photo_title=title,
        image=pictures[-1] if pictures else None,
        steps=tuple(reversed(shown)),
    )


def _step(visit: Visit, seen: Seen, number: int, instant: int, before_is_open: bool) -> StepShown:
    """Return the step that led to a version; what was before only where that is open, too."""
    version = seen.past.versions[number]
    before = seen.past.versions[number - 1] if number else None
    told: tuple[Change, ...] = ()
    picture_before = picture_after = None
    if before is not None and before_is_open:
        last = max(before.shown_from, version.shown_from - 1)
        place = seen.place_at(last) and seen.place_at(instant)
        told = changes(seen.past.kind, before.state, version.state, place=place)
        if any(change.picture for change in told):
            picture_before = _picture(visit, seen, before)
            picture_after = _picture(visit, seen, version)
    hidden = before is not None and not before_is_open
    path = to.photo(seen.owner.address, seen.id)
    return StepShown(
        first=before is None,
        when=_when(visit, version, first=before is None, opened=instant if hidden else None),
        sure=version.came.exact or version.came.after > DAWN,
        seen="" if hidden else _witness(visit, seen, version, first=before is None),
        changes=told,
        path=visit.at(instant, path),
        hidden_before=hidden,
        picture_before=picture_before,
        picture_after=picture_after,
    )


def _when(visit: Visit, version: Version[Photo], *, first: bool, opened: int | None) -> When:
    """Return when a step happened; the first is the upload itself, which Flickr dates."""
    speech = visit.site.speech
    if opened is not None:
        return When(after=opened, until=opened, words=f"from {speech.instant(opened)} on")
    after = version.shown_from if first else version.came.after
    until = version.shown_from if first else version.came.until
    return When(after=after, until=until, words=speech.happened(after, until))


def _witness(visit: Visit, seen: Seen, version: Version[Photo], *, first: bool) -> str:
    """Say when the archive saw it, how, and through whose account."""
    fact = witness(seen.past, version, first=first)
    if fact is None:
        return ""
    when = visit.site.speech.instant(fact.observed)
    through = ""
    if fact.account:
        name = visit.people([fact.account])[fact.account].name
        through = f", through {name}’s account"
    return f"Seen by the archive on {when} {_VIA[fact.via]}{through}"


def _picture(visit: Visit, seen: Seen, version: Version[Photo]) -> Image | None:
    found = _pictures(visit, seen, version)
    return found[-1] if found else None


def _pictures(visit: Visit, seen: Seen, version: Version[Photo]) -> tuple[Image, ...]:
    shown = pictures_shown(seen.id, files_shown(seen.past, version.state), version.state)
    files = [File(f.size, f.key, f.width, f.height, f.content_type) for f in shown]
    return images(visit, files, _THUMBNAIL)
