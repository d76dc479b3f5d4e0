"""Conditions and parts of requests for files: what RFC 9110 says of them (13, 14)."""

from __future__ import annotations

import re
from typing import Final

import falcon
from falcon.util import http_date_to_dt

from web.answering.page import unchanged

_PART: Final = re.compile(r"bytes=\s*([0-9]{0,18})\s*-\s*([0-9]{0,18})\s*", re.IGNORECASE)


def has_already(req: falcon.Request, etag: str, modified: int | None) -> bool:
    """Tell whether the client has the file already, so that 304 is the answer.

    `etag` is strong, without its quotes; `modified`, in seconds since 1970, is None where that
    is not known. Raises HTTPPreconditionFailed where the client wants another file than this.
    """
    wanted = req.if_match
    if wanted is not None:
        if not any(tag == "*" or (tag == etag and not _is_weak(tag)) for tag in wanted):
            raise falcon.HTTPPreconditionFailed
    elif modified is not None and modified > _time(req, "If-Unmodified-Since", modified):
        raise falcon.HTTPPreconditionFailed
    if req.if_none_match is not None:
        return unchanged(req, etag)
    return modified is not None and modified <= _time(req, "If-Modified-Since", modified - 1)


def part(req: falcon.Request, size: int, etag: str, modified: int | None) -> tuple[int, int] | None:
    """Return the one part asked for, the end not included; None for the whole file.

    Several parts, another unit, what makes no sense, HEAD, or an `If-Range` that names neither
    the ETag nor the very second: the whole file. Raises HTTPRangeNotSatisfiable.
    """
    condition = req.get_header("If-Range")
    if req.method != "GET" or not (
        condition is None
        or condition.strip('"') == etag
        or (modified is not None and modified == _time(req, "If-Range", modified - 1))
    ):
        return None
    asked = _PART.fullmatch(req.get_header("Range", default=""))
    if asked is None or asked[1] == asked[2] == "":
        return None
    if not asked[1]:
        first, end = max(size - int(asked[2]), 0), size
    else:
        first, end = int(asked[1]), min(int(asked[2]) + 1, size) if asked[2] else size
        if asked[2] and int(asked[2]) < first:
            return None
    if first >= size:
        raise falcon.HTTPRangeNotSatisfiable(size)
    return first, end


def _is_weak(tag: object) -> bool:
    return isinstance(tag, falcon.ETag) and tag.is_weak


def _time(req: falcon.Request, header: str, otherwise: int) -> int:
    """Return an instant that a header names; what is no date is as good as none."""
    try:
        return int(http_date_to_dt(req.get_header(header, default=""), obs_date=True).timestamp())
    except ValueError:
        return otherwise
