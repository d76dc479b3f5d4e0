"""Addresses that lead to other addresses: people, Flickr's own short and old forms."""

from __future__ import annotations

from domain import streams
from web.asking import addresses as to
from web.asking.errors import Elsewhere, bad_request, not_found
from web.asking.visit import Visit
from web.pages.photostream import own_path
from web.photo.seen import owner_of, read_history, see
from web.views.parts import View


def person(visit: Visit, user: str) -> View:
    """Lead from `/people/USER` to their photos."""
    named = visit.whom(user)
    raise Elsewhere(visit.link(to.photostream(named.address)))


def me(visit: Visit) -> View:
    """Lead to the viewer's own photos, or to signing in."""
    raise Elsewhere(own_path(visit))


def photo_gne(visit: Visit) -> View:
    """Lead from `/photo.gne?id=` or `?short=` to the photo, if the viewer may see it."""
    photo_id = visit.params.get("id", "")
    if short := visit.params.get("short", ""):
        photo_id = to.read_short(short) or ""
    if not photo_id:
        raise bad_request("Give ?id= and a photo’s number, or ?short= and a short one.")
    if not streams.is_id(photo_id):
        raise not_found("A photo’s number has digits only.")
    owner = owner_of(read_history(visit.site.archive.log, photo_id))
    if owner is None:
        raise not_found()
    seen = see(visit, owner, photo_id)
    raise Elsewhere(visit.link(to.photo(seen.owner.address, photo_id)))


def album(visit: Visit, user: str, album_id: str) -> View:
    """Lead from Flickr's older `/sets/` to `/albums/`."""
    named = visit.whom(user, f"albums/{album_id}/")
    raise Elsewhere(visit.link(to.albums(named.address, album_id)))


def in_context(visit: Visit, user: str, photo_id: str, context: str) -> View:
    """Lead from Flickr's `/photos/USER/ID/in/album-…` to the photo in that list."""
    raise Elsewhere(visit.link(to.photo(user, photo_id), **{"in": context}))
