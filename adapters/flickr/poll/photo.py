"""One look at one photo: getInfo, and what is worth asking besides; its files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from adapters.flickr.errors import FlickrError, PermissionDenied, PhotoNotFound
from adapters.flickr.people_sightings import owner_from_info
from adapters.flickr.poll.files import store_files
from adapters.flickr.poll.ports import Poll
from adapters.flickr.poll.recording import Facts, known, look_now, raw_of, record
from adapters.flickr.poll.sizes import sizes_from_row
from adapters.flickr.poll.trouble import set_aside
from adapters.flickr.reading import Node, child, text
from adapters.flickr.sightings import (
    comments_from,
    exif_from,
    license_dates,
    people_from,
    photo_from_info,
    sizes_from,
)
from domain import person, streams
from domain.clock import Instant
from domain.fact import UNSAID, Covered, Fact, Look
from domain.history import History
from domain.observing import Coverage
from domain.person import person_history
from domain.photo import Photo, observe, observe_absence, photo_history
from domain.photo.events import WhyHidden


def look_at(poll: Poll, photo_id: str, row: Node | None, before: Instant) -> None:
    """Look at one photo and record what is new; then fetch the files that are wanted.

    `row` is its row of a list, which carries the addresses of its sizes. `before` is when
    its details were last covered. A photo that Flickr says is not there is looked at a
    second time by that: the list it was missing from, or named it, was the first. One that
    the archive was asked to forget is not looked at.
    """
    stream = streams.photo(photo_id)
    past = photo_history(known(poll, [stream])[stream])
    if past.now is not None and past.now.state.purged:
        return
    covered: Coverage = {"": Covered(before)}
    try:
        node = poll.call("flickr.photos.getInfo", photo_id=photo_id)["photo"]
    except (PhotoNotFound, PermissionDenied) as refusal:
        absent(poll, photo_id, refusal, before)
        return
    seen = _with_more(poll, past, photo_from_info(node, poll.account), node, row)
    digest, raw = raw_of(node)
    lastupdate = text(child(node, "dates"), "lastupdate")
    look = look_now(poll, raw=digest, lastupdate=lastupdate)
    owner = owner_from_info(node)
    # An answer of its own, so that it can stay when the photo is to be forgotten.
    told, raw_owner = raw_of(child(node, "owner"))
    owner_look = look_now(poll, raw=told)
    owner_stream = streams.person(owner.nsid) if isinstance(owner.nsid, str) else ""
    dated = _license_looks(poll, past, seen, photo_id, look)

    def decide(held: Mapping[str, tuple[Fact, ...]]) -> Facts:
        facts = held[stream]
        for then in dated:
            facts += observe(photo_history(facts), Photo(license=seen.license), then, covered)
        facts += observe(photo_history(facts), seen, look, covered)
        decided = {stream: facts[len(held[stream]) :]}
        if owner_stream:
            decided[owner_stream] = person.observe(
                person_history(held[owner_stream]), owner, owner_look
            )
        return decided

    new = record(
        poll, [s for s in (stream, owner_stream) if s], decide, {digest: raw, told: raw_owner}
    )
    _count(poll, past, stream, new)
    store_files(poll, photo_id, seen, past.now.state if past.now is not None else Photo())


def absent(poll: Poll, photo_id: str, refusal: FlickrError, before: Instant) -> None:
    """Record that a photo is deleted, or hidden from this member, as Flickr refused it."""
    stream = streams.photo(photo_id)
    look = look_now(poll)
    why: WhyHidden = "permission-denied" if isinstance(refusal, PermissionDenied) else "not-found"
    covered: Coverage = {"": Covered(before)}
    new = record(
        poll,
        [stream],
        lambda held: {
            stream: observe_absence(photo_history(held[stream]), look, refusal.answer, why, covered)
        },
    )
    poll.report.counts["gone" if new else "not readable"] += 1


def _with_more(
    poll: Poll, past: History[Photo], seen: Photo, node: Node, row: Node | None
) -> Photo:
    """Ask for what getInfo leaves out: sizes, EXIF, comments and people, where there are any."""
    photo_id = text(node, "id") or ""
    held = past.now.state if past.now is not None else Photo()
    sizes = sizes_from_row(row) if row is not None else ()
    if not sizes:
        answer = poll.call("flickr.photos.getSizes", photo_id=photo_id)
        sizes = sizes_from(child(answer, "sizes"))
    more: dict[str, Any] = {"sizes": sizes}
    replaced = held.picture is UNSAID or held.picture != seen.picture
    if replaced or held.exif is UNSAID:
        more["exif"] = _exif(poll, photo_id)
    if text(node, "comments") not in (None, "", "0") or held.comments:
        answer = poll.call("flickr.photos.comments.getList", photo_id=photo_id)
        more["comments"] = comments_from(child(answer, "comments"))
    if text(child(node, "people"), "haspeople") == "1" or held.people:
        answer = poll.call("flickr.photos.people.getList", photo_id=photo_id)
        more["people"] = people_from(child(answer, "people"))
    return msgspec.structs.replace(seen, **more)


def _exif(poll: Poll, photo_id: str) -> Any:
    """Ask for EXIF, which an owner may keep from others: then it is unsaid."""
    try:
        answer = poll.call("flickr.photos.getExif", photo_id=photo_id)
    except (PermissionDenied, PhotoNotFound):
        return UNSAID
    return exif_from(child(answer, "photo"))


def _license_looks(
    poll: Poll, past: History[Photo], seen: Photo, photo_id: str, look: Look
) -> list[Look]:
    """Ask when a changed licence was changed, which Flickr itself keeps; at most one look.

    Flickr's record names licences in words; that the last change made the present one is
    all that is taken from it.
    """
    if past.now is None or past.now.state.license in (UNSAID, seen.license):
        return []
    try:
        answer = poll.call("flickr.photos.licenses.getLicenseHistory", photo_id=photo_id)
    except FlickrError as refusal:
        set_aside(refusal)
        return []
    first = past.facts[0].happened.until
    dates = [at for at in license_dates(answer) if first < at <= look.at]
    return [
        Look(at=at, observed=look.observed, via="poll", account=poll.account, exact=True)
        for at in dates[-1:]
    ]


def _count(
    poll: Poll, past: History[Photo], stream: str, new: Mapping[str, tuple[Fact, ...]]
) -> None:
    if not past.facts:
        poll.report.counts["new"] += 1
    elif stream in new:
        poll.report.counts["changed"] += 1
    else:
        poll.report.counts["unchanged"] += 1
