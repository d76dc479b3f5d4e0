"""Forms: reading their fields, and the crumb that proves they came from a page of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import falcon

from web.asking.errors import Trouble, Way, bad_request, forbidden
from web.asking.signs import is_fit
from web.site import Site

Sent = Mapping[str, Sequence[str]]
"""The fields of a form, each with all its values."""

LONGEST = 60_000
"""Bytes of a form; none of ours comes near."""


def fields(req: falcon.Request) -> dict[str, list[str]]:
    """Return the fields of a form, each with all its values. Raises Trouble."""
    if (req.content_length or 0) > LONGEST:
        raise Trouble(413, "Too much", "This form is larger than any of ours.")
    if "fields" not in req.context:
        req.context.fields = _read(req)
    found: dict[str, list[str]] = req.context.fields
    return found


def field(sent: Sent, name: str, longest: int = 1_000) -> str:
    """Return one value of a form, without what surrounds it; "" for none. Raises Trouble."""
    text = (sent.get(name) or [""])[0].replace("\r\n", "\n").strip()
    if len(text) > longest:
        raise bad_request(f"“{name}” is longer than {longest:,} signs.")
    if not is_fit(text):
        raise bad_request(f"“{name}” has signs in it that no text has.")
    return text


def check_crumb(site: Site, req: falcon.Request, viewer: str) -> None:
    """Refuse a form that was not made for this member by a page of ours. Raises Trouble."""
    if not viewer:
        raise forbidden("Sign in first.", Way("/signin", "Sign in"))
    crumb = fields(req).get("crumb", [""])[0]
    if not site.crumbs.good(crumb, viewer):
        raise Trouble(
            403,
            "This form has grown old",
            "Go back, load the page again, and send it once more. Nothing was changed.",
        )


def _read(req: falcon.Request) -> dict[str, list[str]]:
    if req.content_type is None:
        return {}
    if not req.content_type.startswith(falcon.MEDIA_URLENCODED):
        raise bad_request("A form is sent as application/x-www-form-urlencoded.")
    media: dict[str, Any] = req.get_media(default_when_empty={}) or {}
    return {name: value if isinstance(value, list) else [value] for name, value in media.items()}
