"""What else there is about one photo: sizes, technical data, albums, people, licences."""

from adapters.flickr.simulator import exif, permission, sizes
from adapters.flickr.simulator.call import Call, Fail
from adapters.flickr.simulator.methods.licenses import LICENSES
from adapters.flickr.simulator.methods.method import Method
from adapters.flickr.simulator.methods.people import icon, page_address
from adapters.flickr.simulator.values import Photo
from adapters.flickr.simulator.wire import Element, Items, Node, Scalar


def _sizes(call: Call) -> list[Node]:
    photo = call.photo()
    owner = call.world.known_person(photo.owner)
    rows = []
    for found in sizes.renditions(call.world, photo, call.caller):
        attributes: dict[str, Scalar] = {
            "label": found.label,
            "width": found.width,
            "height": found.height,
            "source": call.root + found.path,
            "url": f"{page_address(call, owner)}{photo.id}/sizes/{found.page}/",
            "media": "photo",
        }
        rows.append(Element("size", attributes))
    rows += _moving_sizes(call, photo, f"{page_address(call, owner)}{photo.id}/")
    mine = int(photo.owner == call.caller)
    original = int(permission.may_download(call.world, photo, call.caller))
    return [
        Element(
            "sizes",
            {"canblog": mine, "canprint": mine, "candownload": original},
            [Items("size", rows)],
        )
    ]


def _moving_sizes(call: Call, photo: Photo, page: str) -> list[Element]:
    """The sizes of a moving picture: the player's, the one that is played, the original."""
    video = photo.video
    if video is None:
        return []
    width, height = sizes.measure(sizes.BY_LETTER[""], video.width, video.height)
    player = f"{call.root}/apps/video/stewart.swf?v=1&photo_id={photo.id}"
    found = [
        ("Video Player", width, height, f"{player}&photo_secret={photo.secret}"),
        (
            f"{video.height}p",
            video.width,
            video.height,
            f"{page}play/{video.height}p/{photo.secret}/",
        ),
    ]
    if photo.owner == call.caller and permission.may_download(call.world, photo, call.caller):
        original = f"{page}play/orig/{photo.original_secret}/"
        found.append(("Video Original", video.width, video.height, original))
    return [
        Element(
            "size",
            {
                "label": label,
                "width": wide,
                "height": high,
                "source": source,
                "url": page,
                "media": "video",
            },
        )
        for label, wide, high, source in found
    ]


def _exif(call: Call) -> list[Node]:
    photo = call.photo()
    if not photo.exif_shown and photo.owner != call.caller:
        raise Fail(2, "Permission denied")
    lines = []
    for line in exif.of_photo(photo):
        children = [Element("raw", text=line.raw)]
        if line.clean:
            children.append(Element("clean", text=line.clean))
        attributes: dict[str, Scalar] = {
            "tagspace": line.tagspace,
            "tagspaceid": 0,
            "tag": line.tag,
            "label": line.label or line.tag,
        }
        lines.append(Element("exif", attributes, children))
    return [
        Element(
            "photo",
            {
                "id": photo.id,
                "secret": photo.secret,
                "server": photo.server,
                "farm": photo.farm,
                "camera": exif.camera_of(photo),
            },
            [Items("exif", lines)],
        )
    ]


def _contexts(call: Call) -> list[Node]:
    photo = call.photo()
    sets = []
    for album in call.world.albums.values():
        if photo.id in album.photos:
            cover = call.world.photo(album.primary) or photo
            sets.append(
                Element(
                    "set",
                    {
                        "title": album.title,
                        "id": album.id,
                        "primary": cover.id,
                        "secret": cover.secret,
                        "server": cover.server,
                        "farm": cover.farm,
                        "view_count": str(album.views),
                        "comment_count": "0",
                        "count_photo": len(album.photos),
                        "count_video": 0,
                    },
                )
            )
    pools = [
        Element(
            "pool",
            {
                "title": pool.title,
                "url": pool.url or f"/groups/{pool.id}/pool/",
                "id": pool.id,
                "iconserver": "0",
                "iconfarm": 0,
                "members": str(pool.members),
                "pool_count": str(pool.pool_count),
            },
        )
        for pool in photo.pools
    ]
    return [Items(name, found) for name, found in (("set", sets), ("pool", pools)) if found]


def _people(call: Call) -> list[Node]:
    photo = call.photo()
    rows = []
    for shown in photo.people:
        person = call.world.known_person(shown.nsid)
        attributes: dict[str, Scalar] = {
            "nsid": person.nsid,
            "username": person.username,
            **icon(person),
            "path_alias": person.path_alias,
            "added_by": shown.added_by,
            "is_deleted": int(person.deleted),
        }
        if person.realname is not None:
            attributes["realname"] = person.realname
        if shown.x is not None:
            attributes |= {"h": shown.h, "w": shown.w, "x": shown.x, "y": shown.y}
        rows.append(Element("person", attributes))
    width, height = sizes.measure(sizes.BY_LETTER[""], *sizes.turned(photo))
    return [
        Element(
            "people",
            {"total": str(len(rows)), "photo_width": width, "photo_height": height},
            [Items("person", rows)],
        )
    ]


def _licenses(_call: Call) -> list[Node]:
    rows = [
        Element("license", {"id": str(number), "name": name, "url": url})
        for number, name, url in LICENSES
    ]
    return [Element("licenses", {}, [Items("license", rows)])]


def _license_history(call: Call) -> list[Node]:
    photo = call.photo()
    names = {number: (name, url) for number, name, url in LICENSES}
    rows = []
    for change in photo.license_history:
        old_name, old_url = names[change.old]
        new_name, new_url = names[change.new]
        attributes: dict[str, Scalar] = {
            "date_change": change.date,
            "old_license": old_name,
            "old_license_url": old_url,
            "new_license": new_name,
            "new_license_url": new_url,
        }
        rows.append(Element("license_history", attributes))
    return [Items("license_history", rows)]


METHODS = {
    "flickr.photos.getSizes": Method(_sizes),
    "flickr.photos.getExif": Method(_exif),
    "flickr.photos.getAllContexts": Method(_contexts),
    "flickr.photos.people.getList": Method(_people),
    "flickr.photos.licenses.getInfo": Method(_licenses),
    "flickr.photos.licenses.getLicenseHistory": Method(_license_history),
}
