"""What a simulated Flickr is made of: people, photos, albums, faves, contacts, tokens.

All values are frozen; a change is a new value (`msgspec.structs.replace`) put in the old one's
place by `world.World`. Times are int seconds since 1970 (UTC) unless said otherwise.
"""

import hashlib
from typing import Literal

import msgspec

Perms = Literal["none", "read", "write", "delete"]
PERMS: tuple[Perms, ...] = ("none", "read", "write", "delete")


class Person(msgspec.Struct, frozen=True, omit_defaults=True):
    """A member of Flickr. `icon_version` 0 means the default buddy icon."""

    nsid: str
    username: str
    realname: str | None = None
    path_alias: str | None = None
    location: str | None = None
    description: str = ""
    is_pro: bool = True
    pro_expires: int = 0
    joined: int = 0
    deleted: bool = False
    icon_version: int = 0
    icon_server: str = "65535"
    icon_farm: int = 66
    icon_colour: str = ""
    commons: "Institution | None" = None
    geo_default: int = 1


class Institution(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the Flickr Commons says about a member that is an institution."""

    date_launch: int
    site: str = ""
    license_url: str = ""


class Tag(msgspec.Struct, frozen=True):
    """A tag as its author typed it."""

    raw: str
    author: str


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """Names of the places around a point; `woeids` by level where known."""

    locality: str = ""
    neighbourhood: str = ""
    county: str | None = None
    region: str = ""
    country: str = ""
    woeids: dict[str, str] = {}


class Location(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a photo was taken: degrees as Flickr writes them, accuracy 1 (world) to 16 (street)."""

    latitude: str
    longitude: str
    accuracy: int = 16
    context: int = 0
    place: Place = Place()


class GeoPerms(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who may see where a photo was taken."""

    is_public: bool = True
    is_contact: bool = False
    is_friend: bool = False
    is_family: bool = False


class Note(msgspec.Struct, frozen=True):
    """A note drawn on a photo: a box in pixels of the 500 pixel size, and a text."""

    id: str
    author: str
    x: int
    y: int
    w: int
    h: int
    text: str


class PersonInPhoto(msgspec.Struct, frozen=True, omit_defaults=True):
    """A member who is shown on a photo, with a box or without."""

    nsid: str
    added_by: str
    x: int | None = None
    y: int | None = None
    w: int | None = None
    h: int | None = None


class ExifTag(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of a photo's technical data."""

    tag: str
    raw: str
    tagspace: str = "ExifIFD"
    label: str = ""
    clean: str = ""


class LicenseChange(msgspec.Struct, frozen=True):
    """One change of licence, by number, and when it happened."""

    date: int
    old: int
    new: int


class Pool(msgspec.Struct, frozen=True, omit_defaults=True):
    """A group's pool that holds a photo."""

    id: str
    title: str
    url: str = ""
    members: int = 1
    pool_count: int = 1


class Video(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is known of a moving picture: seconds, pixels, and the ending of the file's name."""

    duration: int
    width: int
    height: int
    format: str = "mp4"


class Photo(msgspec.Struct, frozen=True, omit_defaults=True):
    """A photo or video.

    `file` is the SHA-256 of the original as it was sent (of a video, the moving picture); empty
    for a made-up picture, which is drawn from `colour` and the id, as are a video's stills.
    `width` and `height` are the original's, before `rotation` (degrees clockwise). `version`
    counts the files the photo has had; the secrets follow from it.
    """

    id: str
    owner: str
    secret: str
    original_secret: str
    width: int
    height: int
    date_upload: int
    last_update: int
    date_taken: str
    title: str = ""
    description: str = ""
    tags: tuple[Tag, ...] = ()
    is_public: bool = True
    is_friend: bool = False
    is_family: bool = False
    perm_comment: int = 3
    perm_addmeta: int = 2
    taken_granularity: int = 0
    taken_unknown: bool = False
    license: int = 0
    license_history: tuple[LicenseChange, ...] = ()
    safety_level: int = 0
    content_type: int = 1
    hidden: int = 0
    can_download: bool = True
    rotation: int = 0
    views: int = 0
    server: str = "65535"
    farm: int = 66
    format: str = "jpg"
    file: str = ""
    colour: str = ""
    version: int = 1
    location: Location | None = None
    geoperms: GeoPerms = GeoPerms()
    exif: tuple[ExifTag, ...] = ()
    exif_shown: bool = True
    camera: str = ""
    notes: tuple[Note, ...] = ()
    people: tuple[PersonInPhoto, ...] = ()
    pools: tuple[Pool, ...] = ()
    video: Video | None = None


class Album(msgspec.Struct, frozen=True, omit_defaults=True):
    """A photoset: photo ids in their owner's order; `primary` is the cover."""

    id: str
    owner: str
    title: str
    photos: tuple[str, ...]
    primary: str
    created: int
    updated: int
    description: str = ""
    views: int = 0


class Fave(msgspec.Struct, frozen=True):
    """A member's favourite."""

    nsid: str
    photo: str
    date: int


class Contact(msgspec.Struct, frozen=True, omit_defaults=True):
    """What `owner` calls `nsid`: contact, friend, family or both."""

    owner: str
    nsid: str
    friend: bool = False
    family: bool = False
    ignored: bool = False


class Comment(msgspec.Struct, frozen=True):
    """A comment on a photo."""

    id: str
    photo: str
    author: str
    text: str
    date: int


class Gallery(msgspec.Struct, frozen=True, omit_defaults=True):
    """Other people's photos, shown together by a member."""

    id: str
    owner: str
    title: str
    photos: tuple[str, ...]
    created: int
    updated: int
    description: str = ""


class Key(msgspec.Struct, frozen=True):
    """An application's API key and its secret."""

    api_key: str
    api_secret: str
    title: str


class RequestToken(msgspec.Struct, frozen=True, omit_defaults=True):
    """The first leg of signing in; `nsid` and `verifier` are there once a member has agreed."""

    token: str
    secret: str
    api_key: str
    callback: str
    perms: Perms = "none"
    nsid: str = ""
    verifier: str = ""


class AccessToken(msgspec.Struct, frozen=True):
    """What an application may do in a member's name."""

    token: str
    secret: str
    api_key: str
    nsid: str
    perms: Perms


class Ticket(msgspec.Struct, frozen=True):
    """An asynchronous upload's receipt."""

    id: str
    photo: str


class Change(msgspec.Struct, frozen=True):
    """Something that happened to a photo: what, as `flickr:update` calls it, and who faved it."""

    photo: Photo
    types: tuple[str, ...]
    faver: str = ""


class Subscription(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who wants to be told of what, and where.

    `lease` is in seconds, 0 for one that renews itself; `expiry` is when it ends, 0 for never.
    `pending` while the callback has not yet agreed to what was asked last.
    """

    nsid: str
    api_key: str
    topic: str
    callback: str
    created: int
    root: str
    arguments: dict[str, str] = {}
    lease: int = 0
    expiry: int = 0
    mailto: str = ""
    verified: bool = False
    pending: bool = False
    attempts: int = 0

    @property
    def key(self) -> str:
        """What no two have in common: a member's callback."""
        return f"{self.nsid} {self.callback}"

    def over(self, now: int) -> bool:
        """Whether the lease has run out."""
        return self.verified and 0 < self.expiry <= now


def secret_of(photo: str, version: int, part: str = "") -> str:
    """Ten hexadecimal digits for one file of a photo, the same in every run.

    `part` is "" for the sizes up to 1024, "o" for the original, else the size's letter.
    """
    return hashlib.sha256(f"{photo}/{version}/{part}".encode()).hexdigest()[:10]
