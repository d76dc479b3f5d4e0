"""One look at one photo: getInfo, and what is worth asking besides; its files."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.flickr.errors import FlickrError, PermissionDenied, PhotoNotFound
from adapters.flickr.people_sightings import owner_from_info
from adapters.flickr.poll.asking import ask_more
from adapters.flickr.poll.files import store_files
from adapters.flickr.poll.people import person_is_gone
from adapters.flickr.poll.ports import Poll
from adapters.flickr.poll.recording import known, look_now, raw_of, record
from adapters.flickr.reading import Node, child, text
from adapters.flickr.sightings import photo_from_info
from adapters.recording import Facts, Held
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
    held = past.now.state if past.now is not None else Photo()
    if held.purged:
        return
    # No run covers in which groups and galleries a photo is: only a look at it does.
    covered: Coverage = {"": Covered(before), "groups": Covered(), "galleries": Covered()}
    try:
        node = poll.call("flickr.photos.getInfo", photo_id=photo_id)["photo"]
    except (PhotoNotFound, PermissionDenied) as refusal:
        absent(poll, photo_id, refusal, before)
        return
    asked = ask_more(poll, held, photo_from_info(node, poll.account), node, row)
    seen = asked.seen
    digest, raw = raw_of(asked.answers)
    lastupdate = text(child(node, "dates"), "lastupdate")
    look = look_now(poll, raw=digest, lastupdate=lastupdate)
    owner = owner_from_info(node)
    # An answer of its own, so that it can stay when the photo is to be forgotten.
    told, raw_owner = raw_of(child(node, "owner"))
    owner_look = look_now(poll, raw=told)
    owner_stream = streams.person(owner.nsid) if isinstance(owner.nsid, str) else ""
    dated = _license_looks(past, seen, look)

    def decide(held: Held) -> Facts:
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
    store_files(poll, photo_id, seen, held)


def absent(poll: Poll, photo_id: str, refusal: FlickrError, before: Instant) -> None:
    """Record that a photo is deleted, or hidden from this member, as Flickr refused it.

    Where another's photo is not found, its owner is looked at: their account may be gone.
    """
    stream = streams.photo(photo_id)
    held = photo_history(known(poll, [stream])[stream]).now
    owner = UNSAID if held is None else held.state.owner
    why: WhyHidden = "not-found"
    if isinstance(refusal, PermissionDenied):
        why = "permission-denied"
    elif isinstance(owner, str) and owner != poll.account and person_is_gone(poll, owner):
        why = "owner-gone"
    look = look_now(poll)
    covered: Coverage = {"": Covered(before)}
    new = record(
        poll,
        [stream],
        lambda held: {
            stream: observe_absence(photo_history(held[stream]), look, refusal.answer, why, covered)
        },
    )
    poll.report.counts["gone" if new else "not readable"] += 1


def _license_looks(past: History[Photo], seen: Photo, look: Look) -> list[Look]:
    """Return the look that Flickr itself dates at which a changed licence was changed, if any.

    Flickr's record names licences in words; that the last change made the present one is
    all that is taken from it for the licence itself.
    """
    history = seen.license_history
    if past.now is None or past.now.state.license in (UNSAID, seen.license) or not history:
        return []
    first = past.facts[0].happened.until
    dates = [int(change.date) for change in history if change.date.isdecimal()]
    return [
        Look(at=at, observed=look.observed, via=look.via, account=look.account, exact=True)
        for at in sorted(at for at in dates if first < at <= look.at)[-1:]
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
