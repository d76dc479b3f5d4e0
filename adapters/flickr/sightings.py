"""From what Flickr said of a photo to a sighting: a domain value, UNSAID where it said nothing.

Nothing is cleaned on the way in: values stay the text that Flickr gave. What matters is
whose token looked. The owner's token tells the permission, and a field missing from its
answer is an emptied one. Another member's token tells only whether the photo is public,
and what it does not show is unsaid.
"""

from __future__ import annotations

from adapters.flickr.reading import Node, child, many, text
from domain.fact import UNSAID, Unsaid
from domain.photo import Photo
from domain.photo.naming import NAMES
from domain.photo.values import (
    Comment,
    DateTaken,
    Exif,
    ExifTag,
    GeoPermission,
    Location,
    Note,
    Original,
    Participation,
    Permission,
    PersonTag,
    Picture,
    Size,
    Tag,
)


def said_or_not(value: str | None) -> str | Unsaid:
    """Return what an answer said; UNSAID where it did not say it."""
    return UNSAID if value is None else value


def photo_from_info(node: Node, account: str) -> Photo:
    """Read the `photo` of flickr.photos.getInfo, as `account`'s token was shown it."""
    owner = text(child(node, "owner"), "nsid")
    own = owner == account
    visibility = child(node, "visibility")
    dates = child(node, "dates")
    return Photo(
        owner=said_or_not(owner),
        title=said_or_not(text(node, "title")),
        description=said_or_not(text(node, "description")),
        tags=tuple(_tag(tag) for tag in many(child(node, "tags"), "tag")),
        permission=_permission(visibility) if own else UNSAID,
        public=UNSAID if own else text(visibility, "ispublic") == "1",
        participation=_participation(node) if own else UNSAID,
        geo_permission=_geo_permission(node, own),
        location=_location(node, own),
        license=said_or_not(text(node, "license")),
        date_taken=DateTaken(
            taken=text(dates, "taken") or "",
            granularity=text(dates, "takengranularity") or "0",
            unknown=text(dates, "takenunknown") or "0",
        ),
        posted=said_or_not(text(dates, "posted") or text(node, "dateuploaded")),
        media=said_or_not(text(node, "media")),
        safety_level=said_or_not(text(node, "safety_level")),
        rotation=said_or_not(text(node, "rotation")),
        picture=_picture(node),
        original=_original(node, own),
        download=said_or_not(text(child(node, "usage"), "candownload")),
        notes=_notes(node),
    )


def photo_from_row(node: Node, account: str) -> Photo:
    """Read a `photo` of a list, which carries what `extras` asked for and no more.

    Tags of a row are normalised and nameless, so a row says nothing of tags. A row with
    an accuracy of 0 has no place that may be seen.
    """
    owner = text(node, "owner") or account
    own = owner == account
    taken = text(node, "datetaken")
    ispublic = text(node, "ispublic")
    return Photo(
        owner=owner,
        title=said_or_not(text(node, "title")),
        description=said_or_not(text(node, "description")),
        permission=_permission(node) if own and ispublic is not None else UNSAID,
        public=UNSAID if own or ispublic is None else ispublic == "1",
        license=said_or_not(text(node, "license")),
        date_taken=UNSAID
        if taken is None
        else DateTaken(
            taken=taken,
            granularity=text(node, "datetakengranularity") or "0",
            unknown=text(node, "datetakenunknown") or "0",
        ),
        posted=said_or_not(text(node, "dateupload")),
        media=said_or_not(text(node, "media")),
        picture=_picture(node),
        original=_original(node, own=False),
    )


def sizes_from(node: Node) -> tuple[Size, ...]:
    """Read the `sizes` of flickr.photos.getSizes."""
    return tuple(
        Size(
            label=text(size, "label") or "",
            width=text(size, "width") or "",
            height=text(size, "height") or "",
            source=text(size, "source") or "",
            media=text(size, "media") or "photo",
        )
        for size in many(node, "size")
    )


def exif_from(node: Node) -> Exif:
    """Read the `photo` of flickr.photos.getExif."""
    return Exif(
        camera=text(node, "camera") or "",
        tags=tuple(
            ExifTag(
                tagspace=text(tag, "tagspace") or "",
                tag=text(tag, "tag") or "",
                label=text(tag, "label") or "",
                raw=text(tag, "raw") or "",
                clean=text(tag, "clean") or "",
            )
            for tag in many(node, "exif")
        ),
    )


def comments_from(node: Node) -> dict[str, Comment]:
    """Read the `comments` of flickr.photos.comments.getList, by id."""
    comments = [
        Comment(
            id=text(comment, "id") or "",
            author=text(comment, "author") or "",
            authorname=text(comment, "authorname") or "",
            datecreate=text(comment, "datecreate") or "",
            text=text(comment) or "",
        )
        for comment in many(node, "comment")
    ]
    return {comment.id: comment for comment in comments}


def people_from(node: Node) -> dict[str, PersonTag]:
    """Read the `people` of flickr.photos.people.getList, by NSID."""
    people = [
        PersonTag(
            nsid=text(person, "nsid") or "",
            username=text(person, "username") or "",
            added_by=text(person, "added_by") or "",
            x=text(person, "x") or "",
            y=text(person, "y") or "",
            w=text(person, "w") or "",
            h=text(person, "h") or "",
        )
        for person in many(node, "person")
    ]
    return {person.nsid: person for person in people}


def _tag(node: Node) -> Tag:
    return Tag(
        raw=text(node, "raw") or "",
        clean=text(node) or "",
        author=text(node, "author") or "",
        machine_tag=text(node, "machine_tag") or "",
    )


def _permission(node: Node) -> Permission:
    return Permission(
        ispublic=text(node, "ispublic") or "0",
        isfriend=text(node, "isfriend") or "0",
        isfamily=text(node, "isfamily") or "0",
    )


def _participation(node: Node) -> Participation | Unsaid:
    permissions = child(node, "permissions")
    if not permissions:
        return UNSAID
    return Participation(
        comment=text(permissions, "permcomment") or "",
        addmeta=text(permissions, "permaddmeta") or "",
    )


def _geo_permission(node: Node, own: bool) -> GeoPermission | Unsaid | None:
    perms = child(node, "geoperms")
    if not perms:
        return None if own else UNSAID
    return GeoPermission(
        ispublic=text(perms, "ispublic") or "0",
        iscontact=text(perms, "iscontact") or "0",
        isfriend=text(perms, "isfriend") or "0",
        isfamily=text(perms, "isfamily") or "0",
    )


def _location(node: Node, own: bool) -> Location | Unsaid | None:
    place = child(node, "location")
    if not place:
        return None if own else UNSAID
    told = [text(place, "woeid"), *(text(child(place, level), "woeid") for level in NAMES)]
    # of the place itself it is seldom told; a level that has none has 0
    woeids = tuple(dict.fromkeys(woeid for woeid in told if woeid and woeid != "0"))
    return Location(
        latitude=text(place, "latitude") or "0",
        longitude=text(place, "longitude") or "0",
        accuracy=text(place, "accuracy") or "0",
        context=text(place, "context") or "0",
        place_id=text(place, "place_id") or "",
        woeid=woeids[0] if woeids else "",
        within=woeids[1:],
        neighbourhood=text(place, "neighbourhood") or "",
        locality=text(place, "locality") or "",
        county=text(place, "county") or "",
        region=text(place, "region") or "",
        country=text(place, "country") or "",
    )


def _picture(node: Node) -> Picture | Unsaid:
    server, secret = text(node, "server"), text(node, "secret")
    return UNSAID if server is None or secret is None else Picture(server=server, secret=secret)


def _original(node: Node, own: bool) -> Original | Unsaid | None:
    secret, extension = text(node, "originalsecret"), text(node, "originalformat")
    if secret and extension:
        return Original(secret=secret, format=extension)
    return None if own else UNSAID


def _notes(node: Node) -> dict[str, Note] | Unsaid:
    if "notes" not in node:
        return UNSAID
    notes = [
        Note(
            id=text(note, "id") or "",
            author=text(note, "author") or "",
            x=text(note, "x") or "",
            y=text(note, "y") or "",
            w=text(note, "w") or "",
            h=text(note, "h") or "",
            text=text(note) or "",
        )
        for note in many(child(node, "notes"), "note")
    ]
    return {note.id: note for note in notes}
