"""What a member lets the archive do at Flickr: raising and lowering what their token allows."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from projections.reading import people
from web.answering.posting import Done
from web.asking.errors import Elsewhere, bad_request, forbidden
from web.asking.forms import Sent, field
from web.asking.visit import Visit
from web.photo.leave import AUTH
from web.signing_in import begin
from web.views.parts import View

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


def act(visit: Visit, sent: Sent) -> Done:
    """Begin a sign-in that asks for `perms`, more or less than now. Raises Trouble."""
    if not visit.site.archive.settings.enable_feature_flickr_api_change_perms:
        raise forbidden("Changing what the archive may do at Flickr is switched off here.")
    match field(sent, "perms"):
        case "read" | "write" | "delete" as perms:
            return begin(visit.site, AUTH, perms)
        case _:
            raise bad_request(f"Choose one of {', '.join(_WORDS)}.")
