"""What a look at a photo asks besides getInfo: what is wanted, where there may be any."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from adapters.flickr.answers import Answer
from adapters.flickr.context_sightings import galleries_from, groups_from, license_history_from
from adapters.flickr.errors import FlickrError, ListShifted, PermissionDenied, PhotoNotFound
from adapters.flickr.pages import pages
from adapters.flickr.poll.ports import Poll
from adapters.flickr.poll.sizes import sizes_from_row
from adapters.flickr.poll.trouble import set_aside
from adapters.flickr.reading import Node, child, text
from adapters.flickr.sightings import comments_from, exif_from, people_from, sizes_from
from domain.fact import UNSAID
from domain.photo import Photo

_VIDEO: Final = "video"
_READINGS: Final = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What a photo's look showed, and every answer to it as it came, by method."""

    seen: Photo
    answers: Mapping[str, Any] = field(default_factory=dict)


def ask_more(poll: Poll, held: Photo, seen: Photo, node: Node, row: Node | None) -> Asked:
    """Ask for what getInfo (`node`) leaves out and the settings want.

    `held` is the photo as known so far. Addresses of sizes come from the row of a list
    where it has any; those of a film only from getSizes. Raises FlickrError, but not where
    the owner keeps EXIF to themselves: that is unsaid.
    """
    photo_id = text(node, "id") or ""
    answers: dict[str, Any] = {"flickr.photos.getInfo": node}
    more: dict[str, Any] = {}

    def ask(method: str) -> Answer:
        answer = poll.call(method, photo_id=photo_id)
        answers[method] = {name: part for name, part in answer.items() if name != "stat"}
        return answer

    more["sizes"] = sizes_from_row(row) if row is not None else ()
    if not more["sizes"] or (seen.media == _VIDEO and poll.asks.videos):
        more["sizes"] = sizes_from(child(ask("flickr.photos.getSizes"), "sizes"))
    replaced = held.picture is UNSAID or held.picture != seen.picture
    if poll.asks.exif and (replaced or held.exif is UNSAID or poll.full):
        more["exif"] = _unless_refused(lambda: _exif(ask))
    if poll.asks.comments and (text(node, "comments") not in (None, "", "0") or held.comments):
        more["comments"] = comments_from(child(ask("flickr.photos.comments.getList"), "comments"))
    if poll.asks.people and (text(child(node, "people"), "haspeople") == "1" or held.people):
        more["people"] = people_from(child(ask("flickr.photos.people.getList"), "people"))
    if poll.asks.groups:
        more["groups"] = groups_from(ask("flickr.photos.getAllContexts"))
    if poll.asks.galleries:
        more["galleries"] = galleries_from(_gallery_rows(poll, photo_id, answers))
    changed = held.license not in (UNSAID, seen.license)
    if changed or (poll.asks.license_history and held.license_history is UNSAID):
        more["license_history"] = _license_history(ask)
    return Asked(msgspec.structs.replace(seen, **more), answers)


def _exif(ask: Callable[[str], Answer]) -> Any:
    return exif_from(child(ask("flickr.photos.getExif"), "photo"))


def _unless_refused(asked: Callable[[], Any]) -> Any:
    """Return what was asked; unsaid where the owner keeps it from others."""
    try:
        return asked()
    except (PermissionDenied, PhotoNotFound):
        return UNSAID


def _gallery_rows(poll: Poll, photo_id: str, answers: dict[str, Any]) -> list[Node]:
    """Read the list of galleries until it has as many as it says. Raises ListShifted."""
    method = "flickr.galleries.getListForPhoto"
    for _ in range(_READINGS):
        rows: dict[str, Node] = {}
        total = 0
        for page in pages(poll.call, method, "galleries", "gallery", photo_id=photo_id):
            total = page.total
            rows.update({text(row, "gallery_id") or "": row for row in page.rows})
        if len(rows) == total:
            answers[method] = {"galleries": {"gallery": list(rows.values())}}
            return list(rows.values())
    raise ListShifted(method, "the list changes while it is read")


def _license_history(ask: Callable[[str], Answer]) -> Any:
    """Ask for Flickr's own record of the licence, which is no reason to leave the photo out."""
    try:
        return license_history_from(ask("flickr.photos.licenses.getLicenseHistory"))
    except FlickrError as refusal:
        set_aside(refusal)
        return UNSAID
