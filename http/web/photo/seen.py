"""One photo as one viewer may see it, folded from its own stream."""

from __future__ import annotations

from dataclasses import dataclass

from domain import streams, visibility
from domain.admissions import readings
from domain.clock import DAWN, Instant
from domain.fact import UNSAID
from domain.history import History, Version
from domain.photo import Photo, photo_history
from domain.photo.events import PhotoPurged
from domain.recorded import EventLog
from domain.visibility import Viewer
from projections.reading.people import Named
from projections.reading.standing import viewer_of
from web.asking import addresses as to
from web.asking.errors import Trouble, Way, not_found, not_yet
from web.asking.visit import Visit


@dataclass(frozen=True, slots=True)
class Seen:
    """A photo as shown: `version` is what it was at `at`, of the history `shown`.

    `past` is its history as best known now, by which all leave is judged. `shown` is
    another one where `known_at` is asked for. `at` is the time asked for, or, where the
    photo is gone from the viewer's sight, the last at which they saw it.
    """

    id: str
    owner: Named
    past: History[Photo]
    shown: History[Photo]
    version: Version[Photo]
    viewer: Viewer
    at: Instant
    now: Instant
    place: bool

    @property
    def photo(self) -> Photo:
        """The photo as shown."""
        return self.version.state

    @property
    def own(self) -> bool:
        """Whether the viewer is the photo's owner."""
        return self.viewer.nsid == self.owner.nsid

    def place_at(self, instant: Instant) -> bool:
        """Tell whether the viewer may see where the photo was taken, as of an instant."""
        return visibility.may_see_place_at(self.past, instant, self.viewer, self.now)

    def openings(self) -> list[tuple[int, Version[Photo], Instant]]:
        """Return the versions that the viewer may see, each with the first such instant."""
        found = []
        for number, version in enumerate(self.past.versions):
            instant = visibility.visible_from(self.past, version, self.viewer, self.now)
            if instant is not None:
                found.append((number, version, instant))
        return found


def see(visit: Visit, user: str, photo_id: str, rest: str = "") -> Seen:
    """Return a photo at the time looked at. Raises Trouble where it is not to be seen."""
    if not streams.is_id(photo_id):
        raise not_found("A photo’s number has digits only.")
    if not to.can_be_person(user):
        raise not_found("No member of Flickr can have this name.")
    past = read_history(visit.site.archive.log, photo_id)
    nsid = owner_of(past)
    if nsid is None:
        raise _forgotten(visit, past)
    viewer = viewer_of(visit.connection, visit.viewer, nsid, photo_id)
    eyes = visit.eyes
    at = eyes.at
    if not visit.past and not visibility.may_see_at(past, at, viewer, eyes.now):
        at = _last_sight(past, viewer, eyes.now)
    owner = _owner(visit, user, nsid, f"{photo_id}/{rest + '/' if rest else ''}")
    if not visibility.may_see_at(past, at, viewer, eyes.now):
        raise not_found()
    _refuse_before(visit, past, viewer, to.photo(owner.address, photo_id))
    shown = past if visit.known is None else read_known(visit, photo_id)
    version = shown.at(at)
    if version is None:
        raise not_yet(
            f"The archive did not know of this photo on {visit.site.speech.looked_at(at)}.",
            Way(visit.path, "See it as it is known now"),
        )
    if shown is not past and not _told_openly(past, version, viewer, eyes.now):
        raise not_found()
    return Seen(
        id=photo_id,
        owner=owner,
        past=past,
        shown=shown,
        version=version,
        viewer=viewer,
        at=at,
        now=eyes.now,
        place=visibility.may_see_place_at(past, at, viewer, eyes.now),
    )


def _forgotten(visit: Visit, past: History[Photo]) -> Trouble:
    """Return the answer for a photo of which nothing is kept: who had it forgotten may know."""
    when = [
        fact.happened
        for fact in past.facts
        if isinstance(fact.event, PhotoPurged)
        and visit.viewer
        and fact.event.member == visit.viewer
    ]
    if not when:
        return not_found()
    said = visit.site.speech.happened(when[-1].after, when[-1].until)
    return not_found(
        f"This photo was purged from the archive {said}, as you asked: nothing of it is kept, "
        "and it is not taken in again unless you ask for that, too."
    )


def read_history(log: EventLog, photo_id: str) -> History[Photo]:
    """Return the history of a photo as best known now."""
    return photo_history(entry.fact for entry in log.read(streams.photo(photo_id)))


def read_known(visit: Visit, photo_id: str) -> History[Photo]:
    """Return the history of a photo as it was known at the time asked for."""
    entries = visit.site.archive.log.read(streams.photo(photo_id))
    return photo_history((entry.fact for entry in entries), known_at=visit.known)


def owner_of(past: History[Photo]) -> str | None:
    """Return whose photo it is; None where there is nothing to be shown to anybody."""
    held = past.now
    if held is None or held.state.purged or held.state.owner is UNSAID:
        return None
    return held.state.owner


def _owner(visit: Visit, user: str, nsid: str, rest: str) -> Named:
    """Return the owner as called then, if `user` means them. Raises Trouble or Elsewhere."""
    if user == nsid:
        return visit.called(nsid)
    named = visit.whom(user, rest)
    if named.nsid != nsid:
        raise not_found()
    return named


def _last_sight(past: History[Photo], viewer: Viewer, now: Instant) -> Instant:
    """Return the last time at which a faver saw a photo that is gone; else now."""
    ends = [end for _, end in readings(past, viewer.nsid) if end < now]
    return max(ends) if ends and viewer.faved else now


def _refuse_before(visit: Visit, past: History[Photo], viewer: Viewer, path: str) -> None:
    """Say that the photo was not there yet, to those who may see it at its beginning."""
    begun = past.versions[0].shown_from if past.versions else DAWN
    if not visit.past or visit.eyes.at >= begun:
        return
    if not visibility.may_see_at(past, begun, viewer, visit.eyes.now):
        raise not_found()
    raise not_yet(
        f"This photo was posted on {visit.site.speech.instant(begun)}: "
        f"on {visit.site.speech.looked_at(visit.eyes.at)} it was not on Flickr.",
        Way(path, "See it as it was first seen", f"@{begun}"),
    )


def _told_openly(
    past: History[Photo], version: Version[Photo], viewer: Viewer, now: Instant
) -> bool:
    """Tell whether all that was once believed stands in versions that the viewer may see.

    What the archive believed earlier may be out of place in time: a title that is now
    known to have been changed before the photo was opened must not be shown after.
    """
    if viewer.nsid and viewer.nsid == owner_of(past):
        return True
    kind = past.kind
    opened = [v for v in past.versions if visibility.may_see_version(past, v, viewer, now)]
    facets = {
        facet
        for fact in past.facts
        for facet in kind.stated(fact.event)
        if not kind.ours(facet) and facet != "deleted"
    }
    for facet in facets:
        value = kind.value(version.state, facet)
        if value is None or value is UNSAID:
            continue
        normal = kind.normal(facet, value)
        if not any(_same(kind.value(v.state, facet), normal, facet, past) for v in opened):
            return False
    return True


def _same(value: object, normal: object, facet: str, past: History[Photo]) -> bool:
    if value is None or value is UNSAID:
        return False
    return bool(past.kind.normal(facet, value) == normal)
