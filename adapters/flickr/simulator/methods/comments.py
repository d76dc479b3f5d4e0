"""flickr.photos.comments, and the galleries a photo is in."""

from adapters.flickr.simulator import life, permission
from adapters.flickr.simulator.call import Call, Fail, page_of
from adapters.flickr.simulator.methods.method import Method
from adapters.flickr.simulator.methods.people import icon, page_address
from adapters.flickr.simulator.values import Comment, Gallery, Person, Photo
from adapters.flickr.simulator.wire import Element, Items, Node, Scalar


def _permalink(call: Call, photo: Photo, comment: Comment) -> str:
    owner = call.world.known_person(photo.owner)
    return f"{page_address(call, owner)}{photo.id}/#comment{comment.id.rpartition('-')[2]}"


def _list(call: Call) -> list[Node]:
    photo = call.photo()
    rows = [_row(call, photo, comment) for comment in call.world.comments_on(photo.id)]
    return [Element("comments", {"photo_id": photo.id}, [Items("comment", rows)])]


def _row(call: Call, photo: Photo, comment: Comment) -> Element:
    author = call.world.known_person(comment.author)
    return Element(
        "comment",
        {
            "id": comment.id,
            "author": author.nsid,
            "author_is_deleted": int(author.deleted),
            "authorname": author.username,
            **icon(author),
            "datecreate": str(comment.date),
            "permalink": _permalink(call, photo, comment),
            "path_alias": author.path_alias,
            "realname": author.realname or "",
        },
        text=comment.text,
    )


def _add(call: Call) -> list[Node]:
    photo = call.photo()
    text = call.text("comment_text")
    if not text.strip():
        raise Fail(8, "Blank comment")
    if not permission.may_comment(call.world, photo, call.caller):
        raise Fail(2, "Permission denied")
    comment = life.add_comment(call.world, photo, call.member(), text)
    author = call.world.known_person(comment.author)
    attributes: dict[str, Scalar] = {
        "id": comment.id,
        "author": author.nsid,
        "authorname": author.username,
        "datecreate": str(comment.date),
        "permalink": _permalink(call, photo, comment),
        "path_alias": author.path_alias,
        "realname": author.realname or "",
    }
    return [Element("comment", attributes, [_icon_addresses(call, author)], text=text)]


def _icon_addresses(call: Call, person: Person) -> Element:
    where = f"{call.root}/static/{icon(person)['iconserver']}/buddyicons/{person.nsid}"
    names = {"retina": "_r", "large": "_l", "medium": "_m", "small": "_s", "default": ""}
    return Element("iconurls", {name: f"{where}{ending}.jpg" for name, ending in names.items()})


def _own_comment(call: Call) -> Comment:
    comment = call.world.comment(call.text("comment_id"))
    photo = call.world.photo(comment.photo) if comment is not None else None
    if comment is None or photo is None:
        raise Fail(2, "Comment not found")
    if call.caller not in (comment.author, photo.owner):
        raise Fail(3, "Permission denied")
    return comment


def _delete(call: Call) -> list[Node]:
    life.remove_comment(call.world, _own_comment(call))
    return []


def _galleries(call: Call) -> list[Node]:
    call.needs("photo_id")
    photo = call.photo()
    found = [gallery for gallery in call.world.galleries.values() if photo.id in gallery.photos]
    page, galleries = page_of(call, found)
    return [
        Element(
            "galleries",
            {
                "total": page.total,
                "page": page.page,
                "pages": page.pages,
                "per_page": page.per_page,
                "photo_id": photo.id,
            },
            [Items("gallery", [_gallery(call, gallery) for gallery in galleries])],
        )
    ]


def _gallery(call: Call, gallery: Gallery) -> Element:
    owner = call.world.known_person(gallery.owner)
    cover = call.world.photo(gallery.photos[0])
    attributes: dict[str, Scalar] = {
        "id": f"{life.owner_number(owner.nsid)}-{gallery.id}",
        "gallery_id": gallery.id,
        "url": f"{page_address(call, owner)}galleries/{gallery.id}",
        "owner": owner.nsid,
        "username": owner.username,
        **icon(owner),
        "primary_photo_id": gallery.photos[0],
        "date_create": str(gallery.created),
        "date_update": str(gallery.updated),
        "count_photos": len(gallery.photos),
        "count_videos": 0,
        "count_total": len(gallery.photos),
        "count_views": 0,
        "count_comments": 0,
        "sort_group": "",
        "primary_photo_server": cover.server if cover else "0",
        "primary_photo_farm": cover.farm if cover else 0,
        "primary_photo_secret": cover.secret if cover else "",
    }
    title = Element("title", text=gallery.title)
    return Element("gallery", attributes, [title, Element("description", text=gallery.description)])


METHODS = {
    "flickr.photos.comments.getList": Method(_list),
    "flickr.photos.comments.addComment": Method(_add, "write"),
    "flickr.photos.comments.deleteComment": Method(_delete, "write"),
    "flickr.galleries.getListForPhoto": Method(_galleries),
}
