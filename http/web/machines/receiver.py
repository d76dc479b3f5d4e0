"""The receiver of PuSH: what Flickr asks, and what it delivers, at `/push/SECRET/`.

Nobody who does not know the secret is told anything, and a body is read only where the
secret is right, and only up to its limit. Nothing waits for Flickr here: what was
delivered is recorded, and looked at by the worker.
"""

from __future__ import annotations

from typing import Final

import falcon

from web.answering.page import parameters
from web.site import Site

_STRANGE: Final = "There is nothing at this address.\n"


class Receiver:
    """Answers Flickr, in plain text."""

    def __init__(self, site: Site) -> None:
        self._push = site.push
        self._on = site.archive.settings.enable_feature_flickr_push

    def on_get(self, req: falcon.Request, resp: falcon.Response, secret: str) -> None:
        """Give the challenge back if the archive meant what Flickr asks about."""
        callback = self._push.callback_at(secret) if self._on else None
        challenge = None
        if callback is not None:
            challenge = self._push.verify(callback, parameters(req))
        if challenge is None:
            _answer(resp, 404, _STRANGE)
        else:
            _answer(resp, 200, challenge)

    def on_post(self, req: falcon.Request, resp: falcon.Response, secret: str) -> None:
        """Record what is delivered."""
        callback = self._push.delivered_at(secret) if self._on else None
        if callback is None:
            _answer(resp, 404, _STRANGE)
            return
        body = self._read(req)
        if body is None:
            self._push.refuse("too large")
            _answer(resp, 413, "A delivery is not as large as this.\n")
        elif self._push.deliver(callback, body):
            _answer(resp, 200, "")
        else:
            _answer(resp, 400, "This is nothing that was subscribed to.\n")

    def _read(self, req: falcon.Request) -> bytes | None:
        """Return the body; None where it is longer than the limit, of which no more is read."""
        longest = self._push.longest
        if req.content_length is not None:
            if req.content_length > longest:
                return None
            return req.bounded_stream.read()
        if "chunked" not in (req.get_header("Transfer-Encoding") or "").lower():
            return b""
        body: bytes = req.stream.read(longest + 1)
        return body if len(body) <= longest else None


def _answer(resp: falcon.Response, status: int, text: str) -> None:
    resp.status = falcon.code_to_http_status(status)
    resp.content_type = falcon.MEDIA_TEXT
    resp.cache_control = ["no-store"]
    resp.text = text
