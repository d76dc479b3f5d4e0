"""What a look at a photo states whole: its plain facets."""

from __future__ import annotations

import msgspec

from domain.fact import UNSAID, Unsaid
from domain.photo.values import (
    DateTaken,
    Exif,
    GeoPermission,
    LicenseChange,
    Location,
    Original,
    Participation,
    Permission,
    Picture,
    Size,
    Tag,
)


class Facets(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The plain facets of a photo; UNSAID where nobody told.

    `permission` is what the owner's own token showed. `public` is what anybody else's
    did: whether Flickr called the photo public. `posted` is in seconds since 1970, as
    text.
    """

    owner: str | Unsaid = UNSAID
    title: str | Unsaid = UNSAID
    description: str | Unsaid = UNSAID
    tags: tuple[Tag, ...] | Unsaid = UNSAID
    permission: Permission | Unsaid = UNSAID
    public: bool | Unsaid = UNSAID
    participation: Participation | Unsaid = UNSAID
    geo_permission: GeoPermission | Unsaid | None = UNSAID
    location: Location | Unsaid | None = UNSAID
    license: str | Unsaid = UNSAID
    date_taken: DateTaken | Unsaid = UNSAID
    posted: str | Unsaid = UNSAID
    media: str | Unsaid = UNSAID
    safety_level: str | Unsaid = UNSAID
    rotation: str | Unsaid = UNSAID
    picture: Picture | Unsaid = UNSAID
    original: Original | Unsaid | None = UNSAID
    download: str | Unsaid = UNSAID
    sizes: tuple[Size, ...] | Unsaid = UNSAID
    exif: Exif | Unsaid = UNSAID
    license_history: tuple[LicenseChange, ...] | Unsaid = UNSAID
