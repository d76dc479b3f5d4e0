"""The rows of the made-up photos, by a plain loop that knows just these four events.

It is what somebody would write who needs no late facts, no other events and no other
kinds of stream: the floor for rebuilding. It makes the very rows that the projection does.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from domain.clock import FOREVER, month_of
from domain.fact import Fact
from domain.photo import events as e
from domain.photo.values import Permission

Row = tuple[Any, ...]

_ADMITS: Final = {("1", "0"): 31, ("0", "1"): 20, ("0", "0"): 0}
_NUMBER: Final = {31: 0, 20: 2, 0: 5}
_EVENTS: Final = (
    '["photo-file-stored","photo-seen"]',
    '["photo-title-changed"]',
    '["photo-permission-changed"]',
)


# What PostgreSQL calls the types of the columns, for a COPY in binary.
_EDGES: Final = ("int8",) * 4
_SEVEN: Final = ("int4",) * 7
TYPES: Final = {
    "photos": (
        *("text", "int4", "int4", "text", "int8", *_EDGES, *_SEVEN, "bool", "text", "text"),
        *("text", "float8", "float8", "int4", "int4", "text", "text"),
    ),
    "changes": (
        *("text", "int4", "text", "text", "int8", "int8", "int4", "int4", "int4", "bool"),
        "text",
    ),
    "files": ("text", "text", "text", "int4", "int8", "text", "int8"),
    "totals": ("text", "text", "int4", "bool", "int4"),
    "flux": ("text", "text", "int4", "int4", "bool", "int4"),
}


def rows(photo: str, facts: Sequence[Fact]) -> tuple[list[Row], list[Row], Row]:
    """Return the rows of `photos`, `changes` and `files` that four facts of a photo make."""
    seen, stored, titled, opened = facts
    assert isinstance(seen.event, e.PhotoSeen)
    assert isinstance(stored.event, e.PhotoFileStored)
    assert isinstance(titled.event, e.PhotoTitleChanged)
    assert isinstance(opened.event, e.PhotoPermissionChanged)
    first: Any = seen.event.photo
    file = stored.event.file
    width, height = max((int(s.width), int(s.height)) for s in first.sizes)
    files = [(file.size, file.key, file.width, file.height, file.content_type)]
    listed = json.dumps(files, separators=(",", ":"))
    place = (float(first.location.latitude), float(first.location.longitude))
    before, after = _admits(first.permission), _admits(opened.event.permission)
    posted = int(first.posted)
    told, retitled, edge = (f.happened.until for f in (seen, titled, opened))
    doubt = opened.happened.after + 1
    # title, viewers, shown from and until, the edges of the change, its events
    versions = [(first.title, before, posted, FOREVER, posted, posted, _EVENTS[0])]
    if titled.event.title != first.title:
        versions[-1] = (*versions[-1][:3], retitled, *versions[-1][4:])
        came = (max(titled.happened.after, told), retitled, _EVENTS[1])
        versions.append((titled.event.title, before, retitled, FOREVER, *came))
    if after != before:
        versions[-1] = (*versions[-1][:3], edge, *versions[-1][4:])
        came = (opened.happened.after, edge, _EVENTS[2])
        versions.append((titled.event.title, after, edge, FOREVER, *came))
    photos: list[Row] = []
    changes: list[Row] = []
    stream = f"photo:{photo}"
    for number, (title, viewers, start, end, since, until, events) in enumerate(versions):
        pieces = [(start, end, viewers)]
        if end == edge and before != after and start < doubt < end:
            pieces = [(start, doubt, before), (doubt, end, before & after)]
        sure_until = versions[number + 1][4] if number + 1 < len(versions) else FOREVER
        for begin, finish, admitted in pieces:
            photos.append(
                (
                    photo,
                    len(photos),
                    number,
                    first.owner,
                    posted,
                    begin,
                    finish,
                    told if number == 0 else until,
                    sure_until,
                    admitted,
                    after,
                    admitted,
                    after,
                    31,
                    31,
                    _NUMBER[viewers],
                    False,
                    first.date_taken.taken,
                    title,
                    first.media,
                    *place,
                    width,
                    height,
                    listed,
                    "",  # nobody looked at the colours of these
                )
            )
        admits = (before if number else 31, viewers, after)
        changes.append((stream, number, first.owner, photo, since, until, *admits, True, events))
    shown = 0 if file.secret == first.picture.secret else None
    kept = (stream, file.key, file.size, shown, file.bytes, file.sha256, stored.observed)
    return photos, changes, kept


def totals(photos: Iterable[Row]) -> Counter[Row]:
    """Return what rows of `photos` give to `totals`: owner, month, viewers, deleted."""
    return Counter(
        (row[3], month_of(row[4]), row[10], row[16]) for row in photos if row[6] == FOREVER
    )


def flux(changes: Iterable[Row]) -> Counter[Row]:
    """Return what rows of `changes` give to `flux`: owner, month, viewers (then, now), listed."""
    return Counter((row[2], month_of(row[5]), row[7], row[8], row[9]) for row in changes)


def _admits(permission: Permission) -> int:
    return _ADMITS[permission.ispublic, permission.isfriend]
