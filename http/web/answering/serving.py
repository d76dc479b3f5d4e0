"""Stored files as answers: streamed, or left to the web server in front or to the bucket."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from io import RawIOBase
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

import falcon

from adapters.assembly import Archive, Storage
from web.answering.conditions import has_already, part
from web.asking.errors import Trouble
from web.site import Site

_CHUNK: Final = 256 * 1024
_SHOWN_TYPES: Final = re.compile(r"(image/(jpeg|png|gif|webp|avif)|video/(mp4|webm|quicktime))")
_ADDRESS_SECONDS: Final = 300


def serve(
    site: Site, req: falcon.Request, resp: falcon.Response, key: str, etag: str, kind: str
) -> None:
    """Answer with a stored file: whole, a range of it, or 304.

    The ETag is strong: of photos the SHA-256. What is no picture or video has no type, so
    that no browser takes it for a page. With `files_sent_by` the bytes come from elsewhere,
    after the same checks, where the file is in a place that can.
    """
    storage = site.archive.storage
    here = storage.local_path(key) if _by_server_in_front(site) else None
    size, modified = (0, None) if here else _found(storage, key)
    resp.accept_ranges = "bytes"
    resp.etag = etag
    if modified is not None:  # the server in front says it for its own
        resp.last_modified = datetime.fromtimestamp(modified, UTC)
    if has_already(req, etag, modified):
        resp.status = falcon.HTTP_304
        return
    resp.content_type = _safe(kind)
    if here is not None:
        _leave_to_server_in_front(site, resp, key, here)
        return
    if _left_to_bucket(site, resp, key, _safe(kind)):
        return
    start, end = _part(req, resp, size, etag, modified)
    resp.content_length = end - start
    if req.method == "HEAD":
        return
    reader = storage.open(key, start, end)
    whole = end - start == size
    file = reader.take_file() if whole and "wsgi.file_wrapper" in req.env else None
    # A file of this machine goes from the disk to the network by sendfile(2).
    resp.stream = chunks(reader) if file is None else file


def serve_bytes(req: falcon.Request, resp: falcon.Response, content: bytes, kind: str) -> None:
    """Answer with a picture that was made: small, so it is in memory."""
    etag = sha256(content).hexdigest()
    resp.accept_ranges = "bytes"
    resp.etag = etag
    if has_already(req, etag, None):
        resp.status = falcon.HTTP_304
        return
    resp.content_type = _safe(kind)
    resp.data = content[slice(*_part(req, resp, len(content), etag))]


def _part(
    req: falcon.Request, resp: falcon.Response, size: int, etag: str, modified: int | None = None
) -> tuple[int, int]:
    """Return from where until before where to send, and say so if it is not the whole."""
    wanted = part(req, size, etag, modified)
    if wanted is None:
        return 0, size
    resp.status = falcon.HTTP_206
    resp.content_range = (wanted[0], wanted[1] - 1, size)
    return wanted


def pictures_from(archive: Archive) -> str:
    """Return the origin to which answers send browsers for files; empty for this site."""
    settings = archive.settings
    if settings.files_sent_by != "address":
        return ""
    if not settings.amazon_s3_endpoint_url:
        return "https://*.amazonaws.com"
    there = urlsplit(settings.amazon_s3_endpoint_url)
    return f"{there.scheme}://{there.netloc}"


def tiles_from(archive: Archive) -> str:
    """Return the origin of the tiles under maps; empty where the archive has its own basemap."""
    if not archive.settings.map_tiles:
        return ""
    there = urlsplit(archive.settings.map_tiles)
    return f"{there.scheme}://{there.netloc}"


def chunks(file: RawIOBase) -> Iterator[bytes]:
    """Read a file piece by piece, and close it."""
    with file:
        while piece := file.read(_CHUNK):
            yield piece


def _found(storage: Storage, key: str) -> tuple[int, int]:
    """Return the size of a file, and when it was written."""
    stat = storage.stat(key)
    if stat is None:
        raise Trouble(404, "Not found", "The archive knows this file and does not have it.")
    return stat.size, stat.modified


def _by_server_in_front(site: Site) -> bool:
    return site.archive.settings.files_sent_by in ("x-accel-redirect", "x-sendfile")


def _leave_to_server_in_front(site: Site, resp: falcon.Response, key: str, path: Path) -> None:
    settings = site.archive.settings
    if settings.files_sent_by == "x-accel-redirect":
        resp.set_header("X-Accel-Redirect", settings.files_accel_path + quote(key))
    else:
        resp.set_header("X-Sendfile", quote(str(path.absolute())))


def _left_to_bucket(site: Site, resp: falcon.Response, key: str, kind: str) -> bool:
    """Send the browser to the bucket, where that is set and there is one; tell whether."""
    if site.archive.settings.files_sent_by != "address":
        return False
    address = site.archive.storage.address(key, _ADDRESS_SECONDS, kind)
    if address is None:
        return False
    resp.status = falcon.HTTP_302
    resp.location = address
    for of_the_file in ("ETag", "Last-Modified"):  # this answer is another
        resp.delete_header(of_the_file)
    resp.cache_control = ["private", f"max-age={_ADDRESS_SECONDS // 2}"]
    return True


def _safe(kind: str) -> str:
    return kind if _SHOWN_TYPES.fullmatch(kind) else "application/octet-stream"
