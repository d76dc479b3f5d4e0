"""What a member lets the archive do at Flickr: raising and lowering what their token allows."""

from __future__ import annotations

from typing import Final

import falcon
from msgspec import Struct

from projections.reading import people
from web.errors import Elsewhere, bad_request, forbidden
from web.forms import check_crumb, field, fields
from web.leave import AUTH
from web.page import Page, viewer_of
from web.signing_in import begin
from web.site import Site
from web.views.parts import View
from web.visit import Visit

_WORDS: Final = {
    "read": "Look at your photos, private ones as well: what backups need",
    "write": "Also change photos and faves, and upload",
    "delete": "Also delete photos, which the archive does only where you ask for it",
}


class Permission(Struct, frozen=True, kw_only=True):
    """What a token can allow, in words; `held` is what the member's own does."""

    name: str
    words: str
    held: bool


class FlickrAuth(View, frozen=True, kw_only=True):
    """What the viewer's token allows; `on` tells whether that can be changed here."""

    perms: str
    on: bool
    choices: tuple[Permission, ...]


def look(visit: Visit) -> FlickrAuth:
    """Return what the viewer lets the archive do at Flickr."""
    if not visit.viewer:
        raise Elsewhere(visit.site.addresses.url("/signin", go_on=AUTH))
    member = people.member(visit.connection, visit.viewer)
    perms = member.perms if member is not None and not member.deleted else "none"
    return FlickrAuth(
        title="What the archive may do at Flickr",
        time=visit.sign(),
        perms=perms,
        on=visit.site.archive.settings.enable_feature_flickr_api_change_perms,
        choices=tuple(
            Permission(name=name, words=words, held=name == perms) for name, words in _WORDS.items()
        ),
    )


class ChangePermission:
    """Shows what is allowed, and sends a member to Flickr to allow more, or less."""

    def __init__(self, site: Site, page: Page) -> None:
        self._site = site
        self.on_get = page.on_get
        self.on_head = page.on_get

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Begin a sign-in that asks for `perms`. Raises Trouble."""
        check_crumb(self._site, req, viewer_of(self._site, req))
        if not self._site.archive.settings.enable_feature_flickr_api_change_perms:
            raise forbidden("Changing what the archive may do at Flickr is switched off here.")
        match field(fields(req), "perms"):
            case "read" | "write" | "delete" as perms:
                begin(self._site, resp, AUTH, perms)
            case _:
                raise bad_request(f"Choose one of {', '.join(_WORDS)}.")
        resp.status = falcon.HTTP_303
