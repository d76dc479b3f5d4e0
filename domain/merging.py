"""One history of what two archives saw of the same thing.

A fact of another archive is as good as one of ours: it says what was so, and when, by its
own clocks. So it is added as it is, unless it is there already, and the fold puts it where
it belongs in time. One thing more has to be said. A look that saw nothing new left no fact;
if the other archive's facts now contradict what such a look saw, it is stated: *this was so
again by then*. The runs of both archives tell when they looked.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from domain import album, contact, fave, person, streams
from domain.backup import BackupFinished
from domain.clock import Instant
from domain.fact import Fact, Look
from domain.history import History, Kind, history
from domain.photo import PHOTO
from domain.photo import events as e
from domain.photo import observing as photo

_ABOUT_THE_OTHER_ARCHIVE: Final = (e.PhotoPurged, e.PhotoReadmitted)

_encode: Final = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Looks:
    """When the runs of an archive looked, by member and by what they covered."""

    at: Mapping[tuple[str, str], list[Instant]] = field(default_factory=dict)
    missed: Mapping[tuple[str, str, Instant], frozenset[str]] = field(default_factory=dict)

    def after(self, nsid: str, subject: str, item: str, instant: Instant) -> Instant | None:
        """Return the first look after an instant that did not miss the item."""
        at = self.at.get((nsid, subject), [])
        for look in at[bisect_right(at, instant) :]:
            if item not in self.missed.get((nsid, subject, look), ()):
                return look
        return None


def looks_of(runs: Iterable[tuple[str, BackupFinished]]) -> Looks:
    """Return when some runs looked, each given with the NSID of its member."""
    at: dict[tuple[str, str], set[Instant]] = {}
    missed: dict[tuple[str, str, Instant], frozenset[str]] = {}
    for nsid, run in runs:
        items = frozenset(said.partition(" ")[0] for said in run.missing)
        for covered in run.covered:
            at.setdefault((nsid, covered.subject), set()).add(covered.at)
            if items:
                missed[nsid, covered.subject, covered.at] = items
    return Looks({key: sorted(instants) for key, instants in at.items()}, missed)


@dataclass(frozen=True, slots=True)
class _Way:
    """How streams of one kind are merged: whose runs look at one, and how a look is observed."""

    kind: Kind[Any]
    subject: str
    owner: Callable[[tuple[str, ...], History[Any]], str]
    observe: Callable[[History[Any], Mapping[str, Any], Look], tuple[Fact, ...]]


def _owner_told(_parts: tuple[str, ...], past: History[Any]) -> str:
    owner = past.now.state.owner if past.now else ""
    return owner if isinstance(owner, str) else ""


def _owner_named(parts: tuple[str, ...], _past: History[Any]) -> str:
    return parts[0]


def _whole(
    kind: Kind[Any], observe: Callable[[History[Any], Any, Look], tuple[Fact, ...]]
) -> Callable[[History[Any], Mapping[str, Any], Look], tuple[Fact, ...]]:
    return lambda past, values, look: observe(past, kind.apply(kind.empty, values), look)


_WAYS: Final[Mapping[str, _Way]] = {
    "photo": _Way(PHOTO, "photos", _owner_told, _whole(PHOTO, photo.observe)),
    "album": _Way(album.ALBUM, "albums", _owner_told, _whole(album.ALBUM, album.observe)),
    "person": _Way(person.PERSON, "profile", _owner_named, _whole(person.PERSON, person.observe)),
    "contact": _Way(
        contact.CONTACT,
        "contacts",
        _owner_named,
        lambda past, values, look: contact.observe(past, values["relation"], look),
    ),
    "fave": _Way(
        fave.FAVE,
        "faves",
        _owner_named,
        lambda past, values, look: fave.observe(past, values["date_faved"], look),
    ),
}
"""The kinds of stream that are about Flickr. The others are about an archive."""


_NOT_COVERED: Final = ("group:", "gallery:")
"""Facets that no run looks at again: only a look at the photo does."""


def is_merged(stream: str) -> bool:
    """Tell whether a stream is about Flickr, and not about the archive that has it."""
    return streams.kind_of(stream) in _WAYS


def merge(
    stream: str,
    ours: Sequence[Fact],
    theirs: Sequence[Fact],
    our_looks: Looks,
    their_looks: Looks,
    holds: Callable[[str], bool] = lambda _key: False,
    left: Collection[str] = (),
) -> tuple[Fact, ...]:
    """Return what the facts of another archive add to a stream; nothing the second time.

    `holds` tells whether our storage has the file of a key: facts about files that it has
    not, and what the other archive was asked to forget, are about that archive alone. A
    photo that ours was asked to forget stays forgotten, and so does what belongs to the
    members who `left` it.
    """
    way = _WAYS[streams.kind_of(stream)]
    if way.kind is PHOTO and (now := history(PHOTO, ours).now) and now.state.purged:
        return ()
    if left and way.owner(streams.parts_of(stream), history(way.kind, theirs)) in left:
        return ()
    held = {_encode(fact) for fact in ours}
    new: list[Fact] = []
    for fact in way.kind.remembered(tuple(theirs)):
        key = _encode(fact)
        if key not in held and _is_news(stream, fact, holds):
            held.add(key)
            new.append(fact)
    if not new:
        return ()
    merged = (*ours, *new)
    merged += _again(way, stream, theirs, ours, their_looks, merged)
    merged += _again(way, stream, ours, new, our_looks, merged)
    return merged[len(ours) :]


def _is_news(stream: str, fact: Fact, holds: Callable[[str], bool]) -> bool:
    match fact.event:
        case e.PhotoFileStored(file=file):
            return _is_of(stream, file.key) and holds(file.key)
        case person.PersonIconStored(icon_key=key):
            return _is_of(stream, key) and holds(key)
        case event:
            return not isinstance(event, _ABOUT_THE_OTHER_ARCHIVE)


def _is_of(stream: str, key: str) -> bool:
    """Tell whether a file is named after a stream: no other's file may be shown for its own."""
    return key.rpartition("/")[2].startswith(f"{streams.parts_of(stream)[-1]}_")


def _again(
    way: _Way,
    stream: str,
    side: Sequence[Fact],
    other: Sequence[Fact],
    looks: Looks,
    merged: tuple[Fact, ...],
) -> tuple[Fact, ...]:
    """Return what one side's looks, which left no fact, say against the other's facts.

    The owner's looks alone count, and of them the first after each of the other's facts.
    What was deleted by then is passed over: a deletion that others contradict stays one.
    """
    past = history(way.kind, side)
    parts = streams.parts_of(stream)
    owner, lines = way.owner(parts, past), past.timelines()
    times = {fact.happened.until for fact in other}
    found = {looks.after(owner, way.subject, parts[-1], instant) for instant in times}
    added: tuple[Fact, ...] = ()
    for at in sorted(look for look in found if look is not None):
        values: dict[str, Any] = {}
        for facet, steps in lines.items():
            known = [step for step in steps if step.until <= at and step.fact.account == owner]
            if known and not way.kind.ours(facet) and not facet.startswith(_NOT_COVERED):
                values[facet] = known[-1].value
        if values and values.get("deleted") is not True:
            look = Look(at=at, observed=at, via="poll", account=owner)
            added += way.observe(history(way.kind, (*merged, *added)), values, look)
    return added
