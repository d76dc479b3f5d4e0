"""The poller of profiles and buddy icons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from adapters.flickr.errors import FlickrError, PersonDeleted, PersonNotFound
from adapters.flickr.people_sightings import person_from_info
from adapters.flickr.poll.fetching import fetched
from adapters.flickr.poll.ports import Poll
from adapters.flickr.poll.recording import known, look_now, raw_of, record
from adapters.flickr.poll.trouble import set_aside
from adapters.flickr.reading import child
from adapters.recording import Facts, Held
from domain import filenames, person, streams
from domain.fact import UNSAID, Covered
from domain.person import Person, PersonIconStored, person_history

_NO_ICON: Final = ("", "0")


def look_at_person(poll: Poll, nsid: str) -> None:
    """Look at one member's profile and fetch the buddy icon, if there is a new one."""
    node = child(poll.call("flickr.people.getInfo", user_id=nsid), "person")
    seen = person_from_info(node)
    digest, raw = raw_of(node)
    look = look_now(poll, raw=digest)
    stream = streams.person(nsid)
    covered = {"": Covered(poll.index.last_look("profile"))}

    def decide(held: Held) -> Facts:
        return {stream: person.observe(person_history(held[stream]), seen, look, covered)}

    record(poll, [stream], decide, {digest: raw})
    store_icons(poll, {nsid: seen})


def person_is_gone(poll: Poll, nsid: str) -> bool:
    """Look at a member whose things are not found; tell and record whether they left Flickr.

    Each is looked at once a run. Trouble with the look says nothing about them.
    """
    if nsid in poll.report.people:
        return poll.report.people[nsid]
    answer = ""
    try:
        poll.call("flickr.people.getInfo", user_id=nsid)
    except (PersonNotFound, PersonDeleted) as refusal:
        answer = refusal.answer
    except FlickrError as trouble:
        set_aside(trouble)
        return False
    gone = bool(answer)
    look = look_now(poll)
    stream = streams.person(nsid)

    def decide(held: Held) -> Facts:
        return {stream: person.observe_gone(person_history(held[stream]), gone, answer, look)}

    new = record(poll, [stream], decide)
    poll.report.counts["members gone"] += len(new) if gone else 0
    poll.report.people[nsid] = gone
    return gone


def store_icons(poll: Poll, seen: Mapping[str, Person]) -> None:
    """Fetch the buddy icons that the archive does not hold; old ones stay under their keys."""
    facts = known(poll, [streams.person(nsid) for nsid in seen])
    wanted: dict[str, tuple[str, str]] = {}
    for nsid, who in seen.items():
        if who.iconserver is UNSAID or who.iconserver in _NO_ICON:
            continue
        held = person_history(facts[streams.person(nsid)]).now
        key = filenames.buddyicon(nsid, who.iconserver)
        if held is None or held.state.icon_key != key:
            wanted[nsid] = (f"/{who.iconserver}/buddyicons/{nsid}.jpg", key)
    for (nsid, (_, key)), kept in zip(wanted.items(), fetched(poll, wanted.values()), strict=True):
        if isinstance(kept, FlickrError):
            set_aside(kept)
            poll.report.counts["icons failed"] += 1
            continue
        _record_icon(
            poll, nsid, PersonIconStored(icon_key=key, sha256=kept.sha256, bytes=kept.bytes)
        )


def _record_icon(poll: Poll, nsid: str, icon: PersonIconStored) -> None:
    stream = streams.person(nsid)
    look = look_now(poll)

    def decide(held: Held) -> Facts:
        return {stream: person.observe_icon(person_history(held[stream]), icon, look)}

    record(poll, [stream], decide)
