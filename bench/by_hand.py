"""The rows of the made-up photos, by a plain loop that knows just these four events.

It is what somebody would write who needs no late facts, no other events and no other
kinds of stream: the floor for rebuilding. It makes the very rows that the projection does.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from domain.clock import FOREVER
from domain.fact import Fact
from domain.photo import events as e
from domain.photo.values import Permission

Row = tuple[Any, ...]

_ADMITS: Final = {("1", "0"): 31, ("0", "1"): 20, ("0", "0"): 0}
_NUMBER: Final = {31: 0, 20: 2, 0: 5}


def rows(photo: str, facts: Sequence[Fact]) -> tuple[list[Row], list[Row], list[Row]]:
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
    told = seen.happened.until
    retitled, doubt = titled.happened.until, opened.happened.after + 1
    edge = opened.happened.until
    known_until = max(titled.happened.after, told)
    versions = [(0, first.title, before, posted, retitled, told, known_until)]
    number = 0
    if titled.event.title != first.title:
        number = 1
        doubted = min(opened.happened.after, FOREVER) if after != before else FOREVER
        shown = (1, titled.event.title, before, retitled, edge, retitled, doubted)
        versions.append(shown)
    if after != before:
        title = titled.event.title
        versions.append((number + 1, title, after, edge, FOREVER, edge, FOREVER))
    else:
        versions[-1] = (*versions[-1][:4], FOREVER, versions[-1][5], FOREVER)
    photos: list[Row] = []
    changes: list[Row] = []
    for version, title, viewers, start, end, sure_from, sure_until in versions:
        pieces = [(start, end, viewers)]
        if viewers == before and before != after and start < doubt < end:
            pieces = [(start, doubt, before), (doubt, end, before & after)]
        for begin, finish, admitted in pieces:
            photos.append(
                (
                    photo,
                    len(photos),
                    version,
                    first.owner,
                    posted,
                    begin,
                    finish,
                    sure_from,
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
                )
            )
        name = ("photo-file-stored", "photo-title-changed", "photo-permission-changed")
        changes.append((f"photo:{photo}", version, first.owner, photo, start, name[version]))
    first_shown = 0 if file.secret == first.picture.secret else None
    kept = (
        f"photo:{photo}",
        file.key,
        file.size,
        first_shown,
        file.bytes,
        file.sha256,
        stored.observed,
    )
    return photos, changes, [kept]


def _admits(permission: Permission) -> int:
    return _ADMITS[permission.ispublic, permission.isfriend]
