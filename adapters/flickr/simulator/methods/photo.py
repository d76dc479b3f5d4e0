"""flickr.photos.getInfo: all about one photo."""

import zlib

from adapters.flickr.simulator import life, permission
from adapters.flickr.simulator.call import Call
from adapters.flickr.simulator.methods.method import Method
from adapters.flickr.simulator.methods.people import icon, page_address
from adapters.flickr.simulator.values import GeoPerms, Location, Photo, Tag
from adapters.flickr.simulator.wire import Element, Items, Node, Scalar, Words


def _info(call: Call) -> list[Node]:
    asked = call.text("photo_id")
    photo = call.photo(message=f'Photo "{asked}" not found (invalid ID)')
    mine = photo.owner == call.caller
    attributes: dict[str, Scalar] = {
        "id": photo.id,
        "secret": photo.secret,
        "server": photo.server,
        "farm": photo.farm,
        "dateuploaded": str(photo.date_upload),
        "isfavorite": int(call.caller in call.world.favers_of(photo.id)),
        "license": str(photo.license),
        "safety_level": str(photo.safety_level),
        "rotation": photo.rotation,
    }
    if permission.may_download(call.world, photo, call.caller):
        attributes |= {"originalsecret": photo.original_secret, "originalformat": photo.format}
    attributes |= {
        "views": str(photo.views),
        "media": "video" if photo.video else "photo",
    }
    children: list[Node] = [
        _owner(call, photo),
        Element("title", text=photo.title),
        Element("description", text=photo.description),
        _visibility(photo),
        _dates(photo),
    ]
    if mine:
        perms = {"permcomment": photo.perm_comment, "permaddmeta": photo.perm_addmeta}
        children.append(Element("permissions", perms))
    children += [
        *_what_caller_may(call, photo),
        Element("comments", text=str(len(call.world.comments_on(photo.id)))),
        _notes(call, photo),
        Element("people", {"haspeople": int(bool(photo.people))}),
        Element("tags", {}, [Items("tag", [_tag(call, photo, tag) for tag in photo.tags])]),
    ]
    if photo.location is not None and permission.sees_place(call.world, photo, call.caller):
        children += [location_element(photo.location), geoperms_element(photo.geoperms)]
    address = page_address(call, call.world.known_person(photo.owner)) + f"{photo.id}/"
    page = Element("url", {"type": "photopage"}, text=address)
    children.append(Element("urls", {}, [Items("url", [page])]))
    if photo.video is not None:
        children.append(_video(photo))
    return [Element("photo", attributes, children)]


def _owner(call: Call, photo: Photo) -> Element:
    owner = call.world.known_person(photo.owner)
    giftable = not owner.commons
    gift = [Words("eligible_durations", ("year", "month", "week"))] if giftable else []
    return Element(
        "owner",
        {
            "nsid": owner.nsid,
            "username": owner.username,
            "realname": owner.realname or "",
            "location": owner.location or "",
            **icon(owner),
            "path_alias": owner.path_alias,
        },
        [Element("gift", {"gift_eligible": giftable, "new_flow": True}, gift)],
    )


def _visibility(photo: Photo) -> Element:
    return Element(
        "visibility",
        {
            "ispublic": int(photo.is_public),
            "isfriend": int(photo.is_friend),
            "isfamily": int(photo.is_family),
        },
    )


def _dates(photo: Photo) -> Element:
    return Element(
        "dates",
        {
            "posted": str(photo.date_upload),
            "taken": photo.date_taken,
            "takengranularity": photo.taken_granularity,
            "takenunknown": str(int(photo.taken_unknown)),
            "lastupdate": str(photo.last_update),
        },
    )


def _what_caller_may(call: Call, photo: Photo) -> list[Node]:
    world, caller = call.world, call.caller
    mine = photo.owner == caller
    original = permission.may_download(world, photo, caller)
    return [
        Element(
            "editability",
            {
                "cancomment": int(permission.may_comment(world, photo, caller)),
                "canaddmeta": int(permission.may_add_meta(world, photo, caller)),
            },
        ),
        Element(
            "publiceditability",
            {
                "cancomment": int(photo.perm_comment == 3),
                "canaddmeta": int(photo.perm_addmeta == 3),
            },
        ),
        Element(
            "usage",
            {
                "candownload": int(original),
                "canblog": int(caller is not None and (mine or photo.is_public)),
                "canprint": int(mine),
                "canshare": int(photo.is_public or mine),
            },
        ),
    ]


def _notes(call: Call, photo: Photo) -> Element:
    notes = []
    for note in photo.notes:
        author = call.world.known_person(note.author)
        attributes: dict[str, Scalar] = {
            "id": note.id,
            "author": note.author,
            "authorname": author.username,
            "authorrealname": author.realname or "",
            "authorispro": int(author.is_pro),
            "authorisdeleted": int(author.deleted),
            "x": str(note.x),
            "y": str(note.y),
            "w": str(note.w),
            "h": str(note.h),
        }
        notes.append(Element("note", attributes, text=note.text))
    return Element("notes", {}, [Items("note", notes)])


def _tag(call: Call, photo: Photo, tag: Tag) -> Element:
    clean = life.clean_tag(tag.raw)
    number = zlib.crc32(clean.encode()) % 400_000_000
    return Element(
        "tag",
        {
            "id": f"{life.owner_number(photo.owner)}-{photo.id}-{number}",
            "author": tag.author,
            "authorname": call.world.known_person(tag.author).username,
            "raw": tag.raw,
            "machine_tag": int(life.is_machine_tag(tag.raw)),
        },
        text=clean,
    )


def location_element(location: Location) -> Element:
    """Where a photo was taken, with the names of the places around."""
    place = location.place
    levels: list[tuple[str, str]] = [("locality", place.locality)]
    if place.county is None:
        levels.append(("neighbourhood", place.neighbourhood))
    else:
        levels.append(("county", place.county))
    levels += [("region", place.region), ("country", place.country)]
    if place.county is not None:
        levels.append(("neighbourhood", place.neighbourhood))
    names = [
        Element(level, {"woeid": place.woeids.get(level, "0")} if place.woeids else {}, text=name)
        for level, name in levels
    ]
    return Element(
        "location",
        {
            "latitude": location.latitude,
            "longitude": location.longitude,
            "accuracy": str(location.accuracy),
            "context": str(location.context),
        },
        names,
    )


def geoperms_element(perms: GeoPerms) -> Element:
    """Who may see where a photo was taken."""
    return Element(
        "geoperms",
        {
            "ispublic": int(perms.is_public),
            "iscontact": int(perms.is_contact),
            "isfriend": int(perms.is_friend),
            "isfamily": int(perms.is_family),
        },
    )


def _video(photo: Photo) -> Element:
    video = photo.video
    if video is None:
        raise AssertionError(f"photo {photo.id} is no video")
    return Element(
        "video",
        {
            "ready": 1,
            "failed": 0,
            "pending": 0,
            "duration": str(video.duration),
            "width": str(video.width),
            "height": str(video.height),
        },
    )


METHODS = {"flickr.photos.getInfo": Method(_info)}
