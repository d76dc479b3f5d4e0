"""The rows of what is no photo: faves, contacts, people, albums, accounts, bookmarks, runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from domain import streams
from domain.account import Account, account_history
from domain.album import Album, album_history, reordered
from domain.backup import BackupFinished
from domain.bookmark import Spot, bookmark_history
from domain.clock import DAWN, FOREVER, Instant
from domain.contact import contact_history
from domain.counts import PhotoCounted
from domain.fact import UNSAID, Fact
from domain.fave import fave_history
from domain.history import History, Version
from domain.permission import sort_of
from domain.person import person_history
from projections.rows import files

Row = tuple[Any, ...]

_encode = msgspec.json.Encoder().encode


def _text(value: Any) -> str:
    return "" if value is UNSAID or value is None else str(value)


def _json(value: Any) -> str:
    return _encode(value).decode()


def fave(stream: str, facts: Sequence[Fact]) -> dict[str, list[Row]]:
    """Return the rows of one favourite: one for each time in which it was one."""
    nsid, photo = streams.parts_of(stream)
    made = [
        (
            nsid,
            photo,
            number,
            int(version.state.date_faved)
            if version.state.date_faved.isdigit()
            else version.shown_from,
            version.shown_from,
            version.shown_until,
            version.sure_until,
        )
        for number, version in enumerate(fave_history(facts).versions)
        if isinstance(version.state.date_faved, str)
    ]
    return {"faves": made, "files": files.answers(stream, facts)}


def contact(stream: str, facts: Sequence[Fact]) -> dict[str, list[Row]]:
    """Return the rows of one relation, those included in which there was none any more."""
    owner, nsid = streams.parts_of(stream)
    made: list[Row] = []
    for number, version in enumerate(contact_history(facts).versions):
        relation = version.state.relation
        if relation is UNSAID:
            continue
        made.append(
            (
                owner,
                nsid,
                number,
                version.shown_from,
                version.shown_until,
                version.sure_from,
                version.sure_until,
                relation is not None,
                relation is not None and relation.friend == "1",
                relation is not None and relation.family == "1",
                version.came.after,
                sort_of(relation),
            )
        )
    return {"contacts": made, "files": files.answers(stream, facts)}


def person(stream: str, facts: Sequence[Fact]) -> dict[str, list[Row]]:
    """Return the rows of one Flickr member: one for each set of names and icon."""
    (nsid,) = streams.parts_of(stream)
    made = [
        (
            nsid,
            number,
            DAWN if number == 0 else version.shown_from,
            version.shown_until,
            _text(version.state.username),
            _text(version.state.realname),
            _text(version.state.path_alias),
            _text(version.state.iconserver),
            _text(version.state.icon_key),
            version.state.gone is True,
        )
        for number, version in enumerate(person_history(facts).versions)
    ]
    return {"people": made, "files": files.of_person(stream, facts)}


def album(stream: str, facts: Sequence[Fact]) -> dict[str, list[Row]]:
    """Return the rows of one album: one for each version, and when each photo was in it."""
    (album_id,) = streams.parts_of(stream)
    versions = album_history(facts).versions
    made: list[Row] = []
    before: tuple[str, ...] = ()
    for number, version in enumerate(versions):
        state = version.state
        created = _text(state.created)
        photos = () if state.photos is UNSAID else state.photos
        made.append(
            (
                album_id,
                number,
                _text(state.owner),
                int(created) if created.isdigit() else version.shown_from,
                version.shown_from,
                version.shown_until,
                version.sure_from,
                version.sure_until,
                _text(state.title),
                _text(state.description),
                _text(state.cover),
                state.deleted is True,
                reordered(before, photos, set(before).intersection(photos)),
                _json(photos),
            )
        )
        before = photos
    return {
        "albums": made,
        "album_photos": _within(album_id, versions),
        "files": files.answers(stream, facts),
    }


def _within(album_id: str, versions: Sequence[Version[Album]]) -> list[Row]:
    """Return from when until when each photo was in an album."""
    since: dict[str, Instant] = {}
    made: list[Row] = []
    for version in versions:
        photos = version.state.photos
        there = {} if photos is UNSAID else dict.fromkeys(photos, version.shown_from)
        for photo in since.keys() - there.keys():
            made.append((album_id, photo, since.pop(photo), version.shown_from))
        since = {**there, **since}
    made += [(album_id, photo, start, FOREVER) for photo, start in since.items()]
    return sorted(row for row in made if row[2] < row[3])


def account(stream: str, facts: Sequence[Fact]) -> dict[str, list[Row]]:
    """Return the row of one member of the archive, as they are now."""
    (nsid,) = streams.parts_of(stream)
    past = account_history(facts)
    held = past.now
    if held is None:
        return {}
    state = held.state
    row = (
        nsid,
        _text(state.username),
        past.facts[0].happened.until,
        _json(() if state.backups is UNSAID else state.backups),
        state.paused is True,
        _text(state.perms),
        _json(() if state.roles is UNSAID else state.roles),
        state.deleted is True,
    )
    kept = () if state.aliases is UNSAID or state.deleted is True else state.aliases
    aliases = [(nsid, alias, _kept_since(past, alias)) for alias in kept]
    return {"accounts": [row], "kept_aliases": aliases}


def _kept_since(past: History[Account], alias: str) -> Instant:
    """Return since when a member has kept an alias, without a break until now."""
    since = FOREVER
    for step in past.timeline("aliases"):
        since = min(since, step.until) if alias in step.value else FOREVER
    return since


def bookmark(stream: str, facts: Sequence[Fact]) -> dict[str, list[Row]]:
    """Return the rows of one place that a member keeps: one for each name it had."""
    nsid, number = streams.parts_of(stream)
    made = [
        (
            stream,
            piece,
            nsid,
            int(number),
            version.shown_from,
            version.shown_until,
            _text(version.state.name),
            version.state.spot.latitude,
            version.state.spot.longitude,
            version.state.spot.accuracy,
        )
        for piece, version in enumerate(bookmark_history(facts).versions)
        if isinstance(version.state.spot, Spot)
    ]
    return {"bookmarks": made}


def backup(stream: str, facts: Sequence[Fact]) -> dict[str, list[Row]]:
    """Return what the runs of one month covered, and what each counted."""
    nsid = streams.parts_of(stream)[0]
    looks: set[Row] = set()
    runs: list[Row] = []
    for fact in facts:
        event = fact.event
        if not isinstance(event, BackupFinished):
            continue
        looks.update((stream, covered.subject, covered.at, nsid) for covered in event.covered)
        runs.append(
            (
                stream,
                len(runs),
                nsid,
                event.kind,
                event.begun,
                fact.happened.until,
                _json(dict(event.counts)),
                _json(event.missing),
                _json(event.certificate) if event.certificate is not None else "",
                event.certified,
            )
        )
    return {"looks": sorted(looks), "runs": runs}


def counts(stream: str, facts: Sequence[Fact]) -> dict[str, list[Row]]:
    """Return what was counted of a photo in one year, day by day."""
    photo, _ = streams.parts_of(stream)
    made: dict[int, Row] = {}
    for fact in facts:
        event, at = fact.event, fact.happened.until
        if isinstance(event, PhotoCounted):
            made[at] = (stream, at, photo, event.views, event.faves, event.comments)
    return {"counts": [made[at] for at in sorted(made)]}
