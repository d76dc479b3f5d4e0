"""What can happen to a photo, in the past tense.

An event carries the whole new value of what changed. What it was before, and what was
added or removed, is for `history` to say: a late fact may come to stand in between.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from domain.fact import Event
from domain.photo.facets import Facets as Facets  # events are told with it
from domain.photo.place_events import (
    PhotoLocationCorrected as PhotoLocationCorrected,
)
from domain.photo.place_events import (
    PhotoPlaceNamed as PhotoPlaceNamed,
)
from domain.photo.place_events import (
    PhotoPlaceSuggested as PhotoPlaceSuggested,
)
from domain.photo.place_events import (
    PhotoPlaceSuggestionAnswered as PhotoPlaceSuggestionAnswered,
)
from domain.photo.place_events import (
    PhotoPlaceSuggestionWithdrawn as PhotoPlaceSuggestionWithdrawn,
)
from domain.photo.values import (
    Comment,
    DateTaken,
    Exif,
    Gallery,
    GeoPermission,
    Group,
    LicenseChange,
    Location,
    Note,
    Original,
    Participation,
    Permission,
    PersonTag,
    Picture,
    Size,
    StoredFile,
    Tag,
)

WhyHidden: TypeAlias = Literal["not-found", "permission-denied", "owner-gone"]
"""How Flickr refused: a photo that is gone and one made private look alike to others."""


class PhotoSeen(Event, frozen=True, tag="photo-seen"):
    """A photo was seen for the first time, by `member`'s token."""

    photo: Facets
    member: str = ""


class PhotoSighted(Event, frozen=True, tag="photo-sighted"):
    """A further member's token could read the photo."""

    member: str


class PhotoHidden(Event, frozen=True, tag="photo-hidden"):
    """`member`, who is not the owner, can no longer read the photo; `answer` showed it."""

    member: str
    why: WhyHidden
    answer: str


class PhotoReturned(Event, frozen=True, tag="photo-returned"):
    """`member` can read the photo again; for its owner: it is not deleted after all."""

    member: str
    owner: bool = False


class PhotoDeleted(Event, frozen=True, tag="photo-deleted"):
    """The owner's own listing and a second look say that the photo is gone."""

    answer: str


class PhotoTitleChanged(Event, frozen=True, tag="photo-title-changed"):
    """The title."""

    title: str


class PhotoDescriptionChanged(Event, frozen=True, tag="photo-description-changed"):
    """The description, with its markup."""

    description: str


class PhotoTagsChanged(Event, frozen=True, tag="photo-tags-changed"):
    """All tags, in Flickr's order."""

    tags: tuple[Tag, ...]


class PhotoPermissionChanged(Event, frozen=True, tag="photo-permission-changed"):
    """Who may see the photo, as its owner sees it."""

    permission: Permission


class PhotoPublicChanged(Event, frozen=True, tag="photo-public-changed"):
    """Whether Flickr calls the photo public, as somebody other than its owner sees it."""

    public: bool


class PhotoParticipationChanged(Event, frozen=True, tag="photo-participation-changed"):
    """Who may comment, and who may add tags and notes."""

    participation: Participation


class PhotoGeoPermissionChanged(Event, frozen=True, tag="photo-geo-permission-changed"):
    """Who may see the place."""

    geo_permission: GeoPermission | None


class PhotoLocationChanged(Event, frozen=True, tag="photo-location-changed"):
    """The place; None where it was taken away."""

    location: Location | None


class PhotoLicenseChanged(Event, frozen=True, tag="photo-license-changed"):
    """The licence, by Flickr's number."""

    license: str


class PhotoDateTakenChanged(Event, frozen=True, tag="photo-date-taken-changed"):
    """When the photo was taken."""

    date_taken: DateTaken


class PhotoDatePostedChanged(Event, frozen=True, tag="photo-date-posted-changed"):
    """When the photo was posted, which its owner may set."""

    posted: str


class PhotoMediaChanged(Event, frozen=True, tag="photo-media-changed"):
    """Whether it is a photo or a video."""

    media: str


class PhotoSafetyChanged(Event, frozen=True, tag="photo-safety-changed"):
    """The safety level."""

    safety_level: str


class PhotoRotated(Event, frozen=True, tag="photo-rotated"):
    """The rotation, in degrees."""

    rotation: str


class PhotoReplaced(Event, frozen=True, tag="photo-replaced"):
    """The picture itself is another one, with a new secret."""

    picture: Picture


class PhotoOriginalChanged(Event, frozen=True, tag="photo-original-changed"):
    """Whether and under which secret the uploaded file may be fetched."""

    original: Original | None


class PhotoDownloadChanged(Event, frozen=True, tag="photo-download-changed"):
    """Whether others may download the photo."""

    download: str


class PhotoSizesSeen(Event, frozen=True, tag="photo-sizes-seen"):
    """The sizes that Flickr offers."""

    sizes: tuple[Size, ...]


class PhotoExifSeen(Event, frozen=True, tag="photo-exif-seen"):
    """The EXIF that Flickr reads from the file."""

    exif: Exif


class PhotoLicenseHistorySeen(Event, frozen=True, tag="photo-license-history-seen"):
    """Flickr's own record of the changes of the licence, oldest first."""

    license_history: tuple[LicenseChange, ...]


class PhotoCommentAdded(Event, frozen=True, tag="photo-comment-added"):
    """A comment was made."""

    comment: Comment


class PhotoCommentChanged(Event, frozen=True, tag="photo-comment-changed"):
    """A comment reads otherwise."""

    comment: Comment


class PhotoCommentRemoved(Event, frozen=True, tag="photo-comment-removed"):
    """A comment is gone."""

    id: str


class PhotoNoteAdded(Event, frozen=True, tag="photo-note-added"):
    """A note was put on the picture, or moved, or reworded."""

    note: Note


class PhotoNoteRemoved(Event, frozen=True, tag="photo-note-removed"):
    """A note is gone."""

    id: str


class PhotoPersonTagged(Event, frozen=True, tag="photo-person-tagged"):
    """A member was said to be in the photo."""

    person: PersonTag


class PhotoPersonUntagged(Event, frozen=True, tag="photo-person-untagged"):
    """A member is no longer said to be in the photo."""

    nsid: str


class PhotoPooled(Event, frozen=True, tag="photo-pooled"):
    """The photo is in a group's pool, or the group has another name."""

    group: Group


class PhotoUnpooled(Event, frozen=True, tag="photo-unpooled"):
    """The photo is no longer in a group's pool."""

    id: str


class PhotoPutInGallery(Event, frozen=True, tag="photo-put-in-gallery"):
    """Another member's gallery shows the photo, or has another name."""

    gallery: Gallery


class PhotoTakenFromGallery(Event, frozen=True, tag="photo-taken-from-gallery"):
    """A gallery no longer shows the photo."""

    id: str


class PhotoFileStored(Event, frozen=True, tag="photo-file-stored"):
    """The archive has stored a file of the photo."""

    file: StoredFile


class PhotoPurged(Event, frozen=True, tag="photo-purged"):
    """The archive forgot the photo, as `member` asked. Ends the stream."""

    member: str


class PhotoReadmitted(Event, frozen=True, tag="photo-readmitted"):
    """`member` asked for a purged photo again."""

    member: str


EVENTS: tuple[type[Event], ...] = (
    PhotoSeen,
    PhotoSighted,
    PhotoHidden,
    PhotoReturned,
    PhotoDeleted,
    PhotoTitleChanged,
    PhotoDescriptionChanged,
    PhotoTagsChanged,
    PhotoPermissionChanged,
    PhotoPublicChanged,
    PhotoParticipationChanged,
    PhotoGeoPermissionChanged,
    PhotoLocationChanged,
    PhotoLicenseChanged,
    PhotoDateTakenChanged,
    PhotoDatePostedChanged,
    PhotoMediaChanged,
    PhotoSafetyChanged,
    PhotoRotated,
    PhotoReplaced,
    PhotoOriginalChanged,
    PhotoDownloadChanged,
    PhotoSizesSeen,
    PhotoExifSeen,
    PhotoLicenseHistorySeen,
    PhotoCommentAdded,
    PhotoCommentChanged,
    PhotoCommentRemoved,
    PhotoNoteAdded,
    PhotoNoteRemoved,
    PhotoPersonTagged,
    PhotoPersonUntagged,
    PhotoPooled,
    PhotoUnpooled,
    PhotoPutInGallery,
    PhotoTakenFromGallery,
    PhotoFileStored,
    PhotoLocationCorrected,
    PhotoPlaceNamed,
    PhotoPlaceSuggested,
    PhotoPlaceSuggestionWithdrawn,
    PhotoPlaceSuggestionAnswered,
    PhotoPurged,
    PhotoReadmitted,
)
