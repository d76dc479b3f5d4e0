"""Photo files and buddy icons, served after the same check as the pages that show them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import RawIOBase
from typing import Final

import falcon

from domain import streams, visibility
from domain.fact import UNSAID
from domain.history import History
from domain.person import person_history
from domain.photo import Photo, files_shown
from domain.photo.values import StoredFile
from domain.visibility import Viewer
from projections.reading.standing import NOBODY_IN_PARTICULAR
from projections.reading.standing import viewer_of as standing_of
from web import addresses as to
from web.errors import Trouble, not_found
from web.one_photo import owner_of, read_history
from web.page import unchanged, viewer_of
from web.pages.photo import may_have_original
from web.site import Site

_PHOTO: Final = re.compile(r"(\d{1,20})_")
_CHUNK: Final = 64 * 1024
_PUBLIC: Final = ["public", "max-age=3600"]
_PRIVATE: Final = ["private", "no-cache"]
_ICON: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">'
    b'<rect width="48" height="48" fill="#8a8f98"/>'
    b'<circle cx="24" cy="18" r="8" fill="#e9eaec"/>'
    b'<path d="M8 46a16 16 0 0 1 32 0z" fill="#e9eaec"/></svg>'
)
_SHOWN_TYPES: Final = re.compile(r"(image/(jpeg|png|gif|webp|avif)|video/(mp4|webm|quicktime))")


class PhotoFile:
    """Serves the files of photos by their storage key."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def on_get(self, req: falcon.Request, resp: falcon.Response, key: str) -> None:
        """Serve a file whole or in part, if the viewer may see a version that shows it."""
        found = _PHOTO.match(key.rpartition("/")[2])
        if found is None or not to.can_be_key(key):
            raise not_found()
        past = read_history(self._site.archive.log, found[1])
        file = _stored(past, key)
        nsid = owner_of(past)
        if file is None or nsid is None:
            raise not_found()
        now = self._site.archive.clock()
        if _may_have(past, file, NOBODY_IN_PARTICULAR, now):
            resp.cache_control = list(_PUBLIC)
        else:
            self._refuse_strangers(req, past, file, found[1], nsid, now)
            resp.cache_control = list(_PRIVATE)
            resp.append_header("Vary", "Cookie")
        serve(self._site, req, resp, key, file.sha256, file.content_type)

    on_head = on_get

    def _refuse_strangers(
        self,
        req: falcon.Request,
        past: History[Photo],
        file: StoredFile,
        photo_id: str,
        owner: str,
        now: int,
    ) -> None:
        nsid = viewer_of(self._site, req)
        if nsid:
            with self._site.archive.generations.live().connect() as connection:
                viewer = standing_of(connection, nsid, owner, photo_id)
            if _may_have(past, file, viewer, now):
                return
        raise not_found()


class BuddyIcon:
    """Serves members' buddy icons, which Flickr shows to everybody."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def on_get(self, req: falcon.Request, resp: falcon.Response, nsid: str) -> None:
        """Serve a stored icon, or a drawn one where there is none."""
        if not streams.is_nsid(nsid):
            raise not_found("No member of Flickr can have this number.")
        log = self._site.archive.log
        past = person_history(entry.fact for entry in log.read(streams.person(nsid)))
        key = past.now.state.icon_key if past.now else UNSAID
        resp.cache_control = list(_PUBLIC)
        if isinstance(key, str) and key:
            stat = self._site.archive.storage.stat(key)
            if stat is not None:
                tag = f"{stat.modified:x}-{stat.size:x}"
                serve(self._site, req, resp, key, tag, "image/jpeg")
                return
        resp.content_type = "image/svg+xml"
        resp.data = _ICON

    on_head = on_get


def serve(
    site: Site, req: falcon.Request, resp: falcon.Response, key: str, etag: str, kind: str
) -> None:
    """Write a stored file into the response: whole, a range of it, or 304.

    The ETag is strong: of photos the SHA-256. What is no picture or video has no type, so
    that no browser takes it for a page.
    """
    storage = site.archive.storage
    stat = storage.stat(key)
    if stat is None:
        raise Trouble(404, "Not found", "The archive knows this file and does not have it.")
    resp.accept_ranges = "bytes"
    resp.etag = etag
    if unchanged(req, etag):
        resp.status = falcon.HTTP_304
        return
    resp.content_type = kind if _SHOWN_TYPES.fullmatch(kind) else "application/octet-stream"
    start, end = 0, stat.size
    wanted = _range(req, stat.size, etag)
    if wanted is not None:
        start, end = wanted
        resp.status = falcon.HTTP_206
        resp.content_range = (start, end - 1, stat.size)
    resp.content_length = end - start
    if req.method != "HEAD":
        resp.stream = chunks(storage.open(key, start, end))


def chunks(file: RawIOBase) -> Iterator[bytes]:
    """Read a file piece by piece, and close it."""
    with file:
        while piece := file.read(_CHUNK):
            yield piece


def _range(req: falcon.Request, size: int, etag: str) -> tuple[int, int] | None:
    """Return the one range asked for, the end not included; None for the whole file.

    Several ranges, another unit, or an `If-Range` that does not match: the whole file
    (RFC 9110, 14.2). Raises HTTPRangeNotSatisfiable.
    """
    condition = req.get_header("If-Range")
    if condition is not None and condition.strip('"') != etag:
        return None
    try:
        asked = req.range
    except falcon.HTTPInvalidHeader:
        return None
    if asked is None or req.range_unit != "bytes":
        return None
    first, last = asked
    if first < 0:
        return max(size + first, 0), size
    if first >= size:
        raise falcon.HTTPRangeNotSatisfiable(size)
    return first, size if last < 0 else min(last + 1, size)


def _stored(past: History[Photo], key: str) -> StoredFile | None:
    held = past.now
    if held is None or held.state.files is UNSAID:
        return None
    return held.state.files.get(key)


def _may_have(past: History[Photo], file: StoredFile, viewer: Viewer, now: int) -> bool:
    """Tell whether a viewer may see a version of the photo that shows this file.

    The uploaded file has a condition of its own, unless there is no other to show.
    """
    own = bool(viewer.nsid) and viewer.nsid == owner_of(past)
    for version in past.versions:
        shown = files_shown(past, version.state)
        if all(file.key != other.key for other in shown):
            continue
        at = visibility.visible_from(past, version, viewer, now)
        if at is None:
            continue
        only = all(other.size == "o" for other in shown)
        place = visibility.may_see_place_at(past, at, viewer, now)
        if file.size != "o" or only or may_have_original(version.state, own=own, place=place):
            return True
    return False
