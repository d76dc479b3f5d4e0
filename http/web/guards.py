"""What surrounds every request: an id, limits, the path prefix, and security headers."""

from __future__ import annotations

import secrets
from typing import Final
from urllib.parse import unquote_plus

import falcon

from web.asking.addresses import Addresses
from web.asking.errors import Trouble, bad_request
from web.asking.signs import is_fit

LONGEST_QUERY: Final = 2_000
LONGEST_PATH: Final = 500

_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "img-src 'self' data:",
        "media-src 'self'",
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Guard:
    """Middleware: gives a request its id, refuses what is too long, sets the headers."""

    def __init__(self, addresses: Addresses, pictures_from: str = "", tiles_from: str = "") -> None:
        """`pictures_from` is another origin of pictures and films, `tiles_from` one of maps."""
        self._prefix = addresses.prefix
        self._secure = addresses.secure
        self._headers = dict(_HEADERS)
        origins = " ".join(filter(None, (pictures_from, tiles_from)))
        if origins:
            self._headers["Content-Security-Policy"] = _POLICY.replace(
                "img-src 'self'", f"img-src 'self' {origins}"
            ).replace("media-src 'self'", f"media-src 'self' {pictures_from}".rstrip())

    def process_request(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Check and prepare a request before it is routed. Raises Trouble."""
        req.context.id = secrets.token_hex(8)
        resp.set_header("X-Request-Id", req.context.id)
        resp.set_headers(self._headers)
        if self._secure:
            resp.set_header("Strict-Transport-Security", "max-age=31536000")
        if len(req.query_string) > LONGEST_QUERY or len(req.path) > LONGEST_PATH:
            raise Trouble(414, "Too long", "This address is longer than any of ours.")
        # What a database could choke on never comes near one.
        asked = unquote_plus(req.query_string)
        if not (req.path.isprintable() and is_fit(asked)) or "\n" in asked:
            raise bad_request("This address has signs in it that no address of ours has.")
        if self._prefix and (req.path + "/").startswith(self._prefix + "/"):
            req.path = req.path[len(self._prefix) :] or "/"

    def process_response(
        self, _req: falcon.Request, resp: falcon.Response, _resource: object, _succeeded: bool
    ) -> None:
        """Let nobody keep an answer of which nothing else was said."""
        if resp.get_header("Cache-Control") is None:
            resp.cache_control = ["private", "no-store"]
