"""What members change at Flickr: each is one call, made with a token that allows writing.

Nothing here is believed to be so because it was asked for: whoever changes something looks
again, and records what Flickr then says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from adapters.flickr.call import Call

Change: TypeAlias = Callable[[Call, str], object]
"""Changes the photo with an id by a call. Raises FlickrError."""

FINEST: Final = 16
"""Flickr's accuracy of a place that is known to the street."""


def fave(call: Call, photo_id: str) -> None:
    """Make a photo one of the member's favourites. Raises FlickrError."""
    call("flickr.favorites.add", photo_id=photo_id)


def drop_fave(call: Call, photo_id: str) -> None:
    """Take a photo out of the member's favourites. Raises FlickrError."""
    call("flickr.favorites.remove", photo_id=photo_id)


def texts(title: str, description: str) -> Change:
    """Return what gives a photo another title and description."""
    return lambda call, photo_id: call(
        "flickr.photos.setMeta", photo_id=photo_id, title=title, description=description
    )


def tags(wanted: Iterable[str]) -> Change:
    """Return what gives a photo these tags and no others."""
    text = " ".join(_quoted(tag) for tag in wanted)
    return lambda call, photo_id: call("flickr.photos.setTags", photo_id=photo_id, tags=text)


def permission(*, public: bool, friend: bool, family: bool) -> Change:
    """Return what says who may see a photo. Who may comment and add tags stays as it is."""
    return lambda call, photo_id: call(
        "flickr.photos.setPerms",
        photo_id=photo_id,
        is_public=public,
        is_friend=friend,
        is_family=family,
    )


def place(latitude: float, longitude: float, accuracy: int = FINEST) -> Change:
    """Return what says where a photo was taken."""
    return lambda call, photo_id: call(
        "flickr.photos.geo.setLocation",
        photo_id=photo_id,
        lat=latitude,
        lon=longitude,
        accuracy=accuracy,
    )


def no_place(call: Call, photo_id: str) -> None:
    """Take the place away. Raises FlickrError."""
    call("flickr.photos.geo.removeLocation", photo_id=photo_id)


def place_permission(*, public: bool, contact: bool, friend: bool, family: bool) -> Change:
    """Return what says who may see where a photo was taken."""
    return lambda call, photo_id: call(
        "flickr.photos.geo.setPerms",
        photo_id=photo_id,
        is_public=public,
        is_contact=contact,
        is_friend=friend,
        is_family=family,
    )


def _quoted(tag: str) -> str:
    """Return a tag as Flickr reads one that may have spaces in it."""
    plain = tag.replace('"', "").strip()
    return f'"{plain}"'
