"""What is done with every field that Flickr sends: kept, used on the way, or left out on purpose.

A field is named by its path in the answer's tree: `photo.owner.nsid`; an element's text is named
like the element, and the members of a list like one of them. A field that stands in none of the
lists below is news from Flickr that nobody has decided on: a test finds it. Nothing is lost by
leaving a field out here: the raw answer is kept as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from domain.photo.naming import NAMES

Fields: TypeAlias = frozenset[str]


def occurring(answer: Mapping[str, Any]) -> Fields:
    """The paths of all fields of an answer, without its `stat`."""
    return frozenset(path for path in _paths(answer, "") if path != "stat")


def _paths(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        for name, inner in value.items():
            below = path if name == "_content" else f"{path}.{name}".lstrip(".")
            yield from _paths(inner, below)
    elif isinstance(value, list) and value:
        for inner in value:
            yield from _paths(inner, path)
    else:
        yield path


def _under(path: str, names: str) -> Fields:
    """Each of the names below a path; a lone `-` is the path itself."""
    return frozenset(path if name == "-" else f"{path}.{name}" for name in names.split())


def _of_levels(name: str) -> Fields:
    """What each level of a photo's place has under a name."""
    return frozenset(f"photo.location.{level}.{name}" for level in NAMES)


def _because(reason: str, *fields: Fields) -> dict[str, str]:
    return dict.fromkeys(sorted(frozenset().union(*fields)), reason)


_FARM = "addresses of files have had no farm in them for years"
_COUNT = "a count, which is no change of the thing"
_CALLER = "says what the caller may do, not what the thing is"
_ECHO = "repeats what was asked"
_PAGE = "an address that follows from what is kept"
_OTHER = "about a member, whose own stream has it from their own profile"
_PLAN = "what a member pays for"
_INFO = "the photo's getInfo says it whole"

_SIZES = ("sq", "q", "t", "s", "n", "w", "m", "z", "c", "l", "h", "k", "3k", "4k", "5k", "6k", "o")
_ROW_FILES = " ".join(f"url_{size} height_{size} width_{size}" for size in _SIZES)

KEPT: Final[Mapping[str, Fields]] = {
    "flickr.photos.getInfo": _under(
        "photo",
        "secret server license safety_level rotation originalsecret originalformat"
        " media title description",
    )
    | _under("photo.owner", "nsid username realname location iconserver path_alias")
    | _under("photo.visibility", "ispublic isfriend isfamily")
    | _under("photo.dates", "posted taken takengranularity takenunknown")
    | _under("photo.permissions", "permcomment permaddmeta")
    | _under("photo.usage", "candownload")
    | _under("photo.notes", "-")
    | _under("photo.notes.note", "- id author x y w h")
    | _under("photo.tags", "-")
    | _under("photo.tags.tag", "- author raw machine_tag")
    | _under(
        "photo.location",
        "latitude longitude accuracy context place_id woeid"
        " neighbourhood locality county region country",
    )
    | _of_levels("woeid")
    | _under("photo.geoperms", "ispublic iscontact isfriend isfamily"),
    "flickr.people.getPublicPhotos": _under(
        "photos.photo",
        "owner secret server title description ispublic isfriend isfamily license dateupload"
        " datetaken datetakengranularity datetakenunknown media originalsecret originalformat"
        " ownername pathalias iconserver",
    ),
    "flickr.photos.getSizes": _under("sizes.size", "label width height source media"),
    "flickr.photos.getExif": _under("photo", "camera")
    | _under("photo.exif", "tagspace tag label raw clean"),
    "flickr.photos.comments.getList": _under(
        "comments.comment", "- id author authorname datecreate"
    ),
    "flickr.photos.people.getList": _under("people.person", "nsid username added_by x y w h"),
    "flickr.photos.getAllContexts": _under("pool", "id title url"),
    "flickr.galleries.getListForPhoto": _under(
        "galleries.gallery", "gallery_id title owner username"
    ),
    "flickr.people.getInfo": _under(
        "person", "nsid username realname path_alias location description iconserver"
    ),
}
"""Read by the sightings: it becomes part of what is known."""

STEERING: Final[Mapping[str, Fields]] = {
    "flickr.photos.getInfo": frozenset(
        {"photo.id", "photo.dates.lastupdate", "photo.comments", "photo.people.haspeople"}
    ),
    "flickr.galleries.getListForPhoto": _under("galleries", "page pages total"),
    "flickr.people.getPublicPhotos": _under("photos", "page pages perpage total")
    | _under("photos.photo", "id lastupdate " + _ROW_FILES),
}
"""Read by the pollers: which thing it is, whether there is more, what to look at or fetch next."""

LEFT_OUT: Final[Mapping[str, Mapping[str, str]]] = {
    "flickr.photos.getInfo": {
        **_because(_FARM, _under("photo", "farm owner.iconfarm")),
        **_because(_COUNT, _under("photo", "views")),
        **_because("stands in only where dates.posted is missing", _under("photo", "dateuploaded")),
        **_because(
            _CALLER,
            _under("photo", "isfavorite"),
            _under("photo.editability", "cancomment canaddmeta"),
            _under("photo.usage", "canblog canprint canshare"),
            _under("photo.owner.gift", "gift_eligible new_flow eligible_durations"),
        ),
        **_because(
            "what strangers may do follows from the permissions that the owner's answer gives",
            _under("photo.publiceditability", "cancomment canaddmeta"),
        ),
        **_because(_PAGE, _under("photo.urls.url", "- type")),
        **_because("made of the owner, the photo and the tag", _under("photo.tags.tag", "id")),
        **_because(_OTHER, _under("photo", "tags.tag.authorname notes.note.authorname")),
        **_because(
            "of the levels of a place their names and WOE ids are kept",
            _of_levels("place_id"),
        ),
        **_because(
            "a passing state of Flickr's own, and what the film's file tells better",
            _under("photo.video", "ready failed pending duration width height"),
        ),
    },
    "flickr.people.getPublicPhotos": {
        **_because(_FARM, _under("photos.photo", "farm iconfarm")),
        **_because(_OTHER, _under("photos.photo", "realname")),
        **_because(_COUNT, _under("photos.photo", "views")),
        **_because(
            "rows have tags normalised and nameless, and 0 both for no place and for a hidden"
            " one: " + _INFO,
            _under("photos.photo", "tags machine_tags latitude longitude accuracy context"),
        ),
        **_because(_INFO, _under("photos.photo", "safety_level")),
        **_because("a passing state of Flickr's own", _under("photos.photo", "media_status")),
    },
    "flickr.photos.getSizes": {
        **_because(_INFO, _under("sizes", "canblog canprint candownload")),
        **_because(_PAGE, _under("sizes.size", "url")),
    },
    "flickr.photos.getExif": {
        **_because(_INFO, _under("photo", "id secret server farm")),
        **_because("a number for the tag space, which is kept", _under("photo.exif", "tagspaceid")),
    },
    "flickr.photos.comments.getList": {
        **_because(_ECHO, _under("comments", "photo_id")),
        **_because(_PAGE, _under("comments.comment", "permalink")),
        **_because(
            _OTHER,
            _under("comments.comment", "author_is_deleted iconserver iconfarm path_alias realname"),
        ),
    },
    "flickr.photos.people.getList": {
        **_because(_COUNT, _under("people", "total")),
        **_because(
            "boxes are in pixels of the 500 pixel size, which these are",
            _under("people", "photo_width photo_height"),
        ),
        **_because(
            _OTHER,
            _under("people.person", "iconserver iconfarm path_alias is_deleted realname"),
        ),
    },
    "flickr.photos.getAllContexts": {
        **_because(
            "albums are read whole, from their own lists",
            _under(
                "set",
                "title id primary secret server farm view_count comment_count count_photo"
                " count_video",
            ),
        ),
        **_because(
            "about the group, not about the photo",
            _under("pool", "iconserver iconfarm members pool_count"),
        ),
    },
    "flickr.galleries.getListForPhoto": {
        **_because(_ECHO, _under("galleries", "per_page photo_id")),
        **_because(_PAGE, _under("galleries.gallery", "id url")),
        **_because(_OTHER, _under("galleries.gallery", "iconserver iconfarm")),
        **_because(
            "about the gallery, not about the photo",
            _under(
                "galleries.gallery",
                "description primary_photo_id primary_photo_server primary_photo_farm"
                " primary_photo_secret date_create date_update count_photos count_videos"
                " count_total count_views count_comments sort_group",
            ),
        ),
    },
    "flickr.people.getInfo": {
        **_because("the same as nsid", _under("person", "id")),
        **_because(
            "that a member is gone is Flickr's refusal to tell of them",
            _under("person", "is_deleted"),
        ),
        **_because(_FARM, _under("person", "iconfarm")),
        **_because(
            _PLAN,
            _under(
                "person",
                "ispro pro_badge expire has_stats has_adfree has_free_standard_shipping"
                " has_free_educational_resources",
            ),
        ),
        **_because(_PAGE, _under("person", "photosurl profileurl mobileurl")),
        **_because(_COUNT, _under("person.photos", "count firstdate firstdatetaken")),
    },
}
"""Not read, and why."""

UNASKED: Final[Mapping[str, str]] = {
    "flickr.commons.getInstitutions": "the archive is about its members, not about the Commons",
    "flickr.photos.comments.addComment": "the archive comments on nothing",
    "flickr.photos.licenses.getInfo": "licences are kept by number; their names are the site's",
    "flickr.urls.lookupUser": "members are known by their NSID",
}
"""Methods whose answers are understood, of which the archive makes no use, and why."""
