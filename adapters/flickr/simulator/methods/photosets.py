"""flickr.photosets: albums."""

from adapters.flickr.simulator import permission
from adapters.flickr.simulator.call import Call, Fail, page_of
from adapters.flickr.simulator.methods.method import Method
from adapters.flickr.simulator.methods.photos import narrowed
from adapters.flickr.simulator.rows import photo_row
from adapters.flickr.simulator.values import Album, Photo
from adapters.flickr.simulator.wire import Element, Items, Node, Scalar


def _members(call: Call, album: Album) -> list[Photo]:
    """The album's photos that the caller may see, in their order."""
    photos = (call.world.photo(photo_id) for photo_id in album.photos)
    return [
        photo
        for photo in photos
        if photo is not None and permission.sees(call.world, photo, call.caller)
    ]


def _list(call: Call) -> list[Node]:
    person = call.person()
    albums = [album for album in call.world.albums.values() if album.owner == person.nsid]
    pairs = [(album, _members(call, album)) for album in albums]
    shown = [pair for pair in pairs if pair[1] or person.nsid == call.caller]
    shown.sort(key=lambda pair: (pair[0].created, pair[0].id), reverse=True)
    page, rows = page_of(call, shown, default=500)
    attributes: dict[str, Scalar] = {
        "cancreate": int(person.nsid == call.caller),
        "page": page.page,
        "pages": page.pages,
        "perpage": page.per_page,
        "total": page.total,
    }
    sets = [_album(call, album, photos) for album, photos in rows]
    return [Element("photosets", attributes, [Items("photoset", sets)])]


def _album(call: Call, album: Album, photos: list[Photo]) -> Element:
    cover = call.world.photo(album.primary)
    videos = sum(photo.video is not None for photo in photos)
    attributes: dict[str, Scalar] = {
        "id": album.id,
        "owner": album.owner,
        "username": call.world.known_person(album.owner).username,
        "primary": album.primary,
        "secret": cover.secret if cover else "",
        "server": cover.server if cover else "0",
        "farm": cover.farm if cover else 0,
        "count_views": str(album.views),
        "count_comments": "0",
        "count_photos": len(photos) - videos,
        "count_videos": videos,
        "photos": len(photos) - videos,
        "videos": videos,
        "can_comment": int(album.owner == call.caller),
        "date_create": str(album.created),
        "date_update": str(album.updated),
        "needs_interstitial": 0,
        "visibility_can_see_set": 1,
        "sorting_option_id": "manual-add-to-end",
    }
    title = Element("title", text=album.title)
    return Element("photoset", attributes, [title, Element("description", text=album.description)])


def _asked(call: Call) -> Album:
    album = call.world.albums.get(call.text("photoset_id"))
    if album is None or call.world.person(album.owner) is None:
        raise Fail(1, "Photoset not found")
    if not _members(call, album) and album.owner != call.caller:
        raise Fail(1, "Photoset not found")
    return album


def _info(call: Call) -> list[Node]:
    album = _asked(call)
    return [_album(call, album, _members(call, album))]


def _photos(call: Call) -> list[Node]:
    album = _asked(call)
    page, photos = page_of(call, narrowed(call, _members(call, album)), default=500)
    rows = [photo_row(call, photo, isprimary=int(photo.id == album.primary)) for photo in photos]
    attributes: dict[str, Scalar] = {
        "id": album.id,
        "primary": album.primary,
        "owner": album.owner,
        "ownername": call.world.known_person(album.owner).username,
        "page": page.page,
        "per_page": str(page.per_page),
        "perpage": str(page.per_page),
        "pages": page.pages,
        "title": album.title,
        "total": str(page.total),
    }
    return [Element("photoset", attributes, [Items("photo", rows)])]


METHODS = {
    "flickr.photosets.getList": Method(_list),
    "flickr.photosets.getInfo": Method(_info),
    "flickr.photosets.getPhotos": Method(_photos),
}
