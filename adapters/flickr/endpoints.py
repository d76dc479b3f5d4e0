"""Where Flickr is: the real one, or a simulator under one root."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from adapters.flickr.errors import WrongAddress


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Flickr's addresses. `oauth` and `static` have no slash at their end."""

    rest: str
    oauth: str
    upload: str
    replace: str
    static: str
    default_icon: str


REAL: Final = Endpoints(
    rest="https://api.flickr.com/services/rest/",
    oauth="https://www.flickr.com/services/oauth",
    upload="https://up.flickr.com/services/upload/",
    replace="https://up.flickr.com/services/replace/",
    static="https://live.staticflickr.com",
    default_icon="https://www.flickr.com/images/buddyicon.gif",
)


def under(root: str) -> Endpoints:
    """The addresses of a Flickr under one root, `http://HOST:PORT`. Raises WrongAddress."""
    parts = urlsplit(root)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
        raise WrongAddress("flickr_endpoint", "is no address such as http://127.0.0.1:8001")
    root = root.rstrip("/")
    return Endpoints(
        rest=root + "/services/rest/",
        oauth=root + "/services/oauth",
        upload=root + "/services/upload/",
        replace=root + "/services/replace/",
        static=root + "/static",
        default_icon=root + "/images/buddyicon.gif",
    )


def photo_file(
    endpoints: Endpoints, server: str, photo_id: str, secret: str, size: str, extension: str = "jpg"
) -> str:
    """The address of a photo's file: `size` is Flickr's letter, "" for the 500 pixel one.

    For `o`, `secret` is the original's. Sizes above 1024 pixels have secrets of their own: their
    addresses come from Flickr (`url_*`, getSizes), not from here.
    """
    suffix = f"_{size}" if size else ""
    return f"{endpoints.static}/{server}/{photo_id}_{secret}{suffix}.{extension}"


def buddy_icon(endpoints: Endpoints, iconserver: str, nsid: str) -> str:
    """The address of a member's buddy icon; Flickr's default one where `iconserver` is 0."""
    if iconserver in ("", "0"):
        return endpoints.default_icon
    return f"{endpoints.static}/{iconserver}/buddyicons/{nsid}.jpg"
