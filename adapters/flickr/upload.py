"""Sending files to Flickr: new photos, and new files for old ones.

The form is signed without the file (https://www.flickr.com/services/api/upload.api.html), and is
sent as it is read, so that a film of a gigabyte needs no memory. Nothing is sent twice on its own:
an upload whose answer got lost may have arrived.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO, Final

import requests
from requests_toolbelt import MultipartEncoder  # type: ignore[import-untyped] # has no types

from adapters.flickr.call import Argument, answered, as_sent
from adapters.flickr.credentials import Key, Token, signature
from adapters.flickr.endpoints import REAL, Endpoints
from adapters.flickr.errors import Unreadable
from adapters.flickr.exchange import Limits, Monotonic, exchange, new_session
from adapters.flickr.reading import text

UPLOADS: Final = Limits(read=300.0, whole=3600.0, size=1 << 20)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What Flickr made of a file: a photo, or with `async=1` a ticket to ask about."""

    photo_id: str | None = None
    ticket_id: str | None = None


@dataclass(frozen=True, slots=True)
class Uploads:
    """Uploads and replaces in a member's name; the token must allow `write`."""

    key: Key
    token: Token
    monotonic: Monotonic
    endpoints: Endpoints = REAL
    limits: Limits = UPLOADS
    session: requests.Session = field(default_factory=new_session, repr=False)

    def upload(self, photo: IO[bytes], filename: str, **arguments: Argument) -> Receipt:
        """Upload a photo or a film.

        `arguments` are Flickr's: title, description, tags, is_public, is_friend, is_family,
        safety_level, content_type, hidden, async. Raises FlickrError.
        """
        return self._send("upload", self.endpoints.upload, photo, filename, arguments)

    def replace(
        self, photo_id: str, photo: IO[bytes], filename: str, **arguments: Argument
    ) -> Receipt:
        """Put a new file behind a photo. `arguments`: async. Raises FlickrError."""
        arguments["photo_id"] = photo_id
        return self._send("replace", self.endpoints.replace, photo, filename, arguments)

    def _send(
        self,
        what: str,
        url: str,
        photo: IO[bytes],
        filename: str,
        arguments: dict[str, Argument],
    ) -> Receipt:
        fields = as_sent(arguments)
        plain = requests.Request("POST", url, data=fields, auth=signature(self.key, self.token))
        body = MultipartEncoder({**fields, "photo": (filename, photo)})
        request = requests.Request(
            "POST",
            url,
            data=body,
            headers={
                "Authorization": plain.prepare().headers["Authorization"],
                "Content-Type": body.content_type,
            },
        )
        reply = exchange(
            self.session, request, what=what, monotonic=self.monotonic, limits=self.limits
        )
        answer = answered(what, reply)
        receipt = Receipt(text(answer, "photoid"), text(answer, "ticketid"))
        if not receipt.photo_id and not receipt.ticket_id:
            raise Unreadable(what, "an answer without a photo or a ticket")
        return receipt
