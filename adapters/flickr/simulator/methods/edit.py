"""What members change of their photos through the API, and uploads' tickets."""

from adapters.flickr.simulator import life, permission
from adapters.flickr.simulator.call import Call, Fail
from adapters.flickr.simulator.methods.licenses import NUMBERS
from adapters.flickr.simulator.methods.method import Method
from adapters.flickr.simulator.methods.photos import when
from adapters.flickr.simulator.values import Tag
from adapters.flickr.simulator.wire import Element, Items, Node, Scalar


def _set_perms(call: Call) -> list[Node]:
    photo = call.own_photo()
    call.needs("is_public", "is_friend", "is_family", code=2, message="Required arguments missing")
    changed = life.change_photo(
        call.world,
        photo,
        is_public=call.number("is_public") == 1,
        is_friend=call.number("is_friend") == 1,
        is_family=call.number("is_family") == 1,
        perm_comment=_level(call, "perm_comment", photo.perm_comment),
        perm_addmeta=_level(call, "perm_addmeta", photo.perm_addmeta),
    )
    return [
        Element("photoid", {"secret": changed.secret}, text=changed.id),
    ]


def _level(call: Call, name: str, otherwise: int) -> int:
    level = call.number(name, otherwise)
    return level if level in (0, 1, 2, 3) else otherwise


def _set_meta(call: Call) -> list[Node]:
    photo = call.own_photo()
    if "title" not in call.arguments and "description" not in call.arguments:
        raise Fail(2, "Required arguments missing")
    life.change_photo(
        call.world,
        photo,
        title=call.text("title", photo.title),
        description=call.text("description", photo.description),
    )
    return []


def _set_tags(call: Call) -> list[Node]:
    photo = call.own_photo()
    life.change_photo(call.world, photo, tags=life.tags_in(call.text("tags"), call.member()))
    return []


def _add_tags(call: Call) -> list[Node]:
    photo = call.photo()
    if not permission.may_add_meta(call.world, photo, call.caller):
        raise Fail(2, "Permission denied")
    known = {life.clean_tag(tag.raw) for tag in photo.tags}
    asked = life.tags_in(call.text("tags"), call.member())
    added = tuple(tag for tag in asked if life.clean_tag(tag.raw) not in known)
    life.change_photo(call.world, photo, tags=photo.tags + added)
    return [Element("tags", {}, [Items("tag", [_added(tag) for tag in added])])]


def _added(tag: Tag) -> Element:
    attributes: dict[str, Scalar] = {"author": tag.author, "raw": tag.raw}
    return Element("tag", attributes, text=life.clean_tag(tag.raw))


def _set_dates(call: Call) -> list[Node]:
    photo = call.own_photo()
    posted = when(call.text("date_posted"))
    granularity = call.number("date_taken_granularity", photo.taken_granularity)
    life.change_photo(
        call.world,
        photo,
        date_upload=photo.date_upload if posted is None else posted,
        date_taken=call.text("date_taken") or photo.date_taken,
        taken_unknown=photo.taken_unknown and not call.text("date_taken"),
        taken_granularity=photo.taken_granularity if granularity is None else granularity,
    )
    return []


def _set_license(call: Call) -> list[Node]:
    photo = call.own_photo()
    license_ = call.number("license_id")
    if license_ not in NUMBERS:
        raise Fail(2, "License not found")
    life.set_license(call.world, photo, license_)
    return []


def _rotate(call: Call) -> list[Node]:
    photo = call.own_photo()
    degrees = call.number("degrees")
    if degrees not in (90, 180, 270):
        raise Fail(3, "Invalid rotation")
    turned = life.rotate(call.world, photo, (photo.rotation + degrees) % 360)
    attributes: dict[str, Scalar] = {
        "secret": turned.secret,
        "originalsecret": turned.original_secret,
    }
    return [Element("photoid", attributes, text=turned.id)]


def _delete(call: Call) -> list[Node]:
    call.world.drop_photo(call.own_photo().id)
    return []


def _check_tickets(call: Call) -> list[Node]:
    rows = []
    for asked in call.text("tickets").split(","):
        ticket = call.world.tickets.get(asked)
        attributes: dict[str, Scalar] = {"id": asked}
        if ticket is None:
            attributes["invalid"] = 1
        else:
            attributes |= {"complete": 1, "photoid": ticket.photo}
            photo = call.world.photo(ticket.photo)
            if photo is not None:
                attributes["imported"] = str(photo.date_upload)
        rows.append(Element("ticket", attributes))
    return [Element("uploader", {}, [Items("ticket", rows)])]


METHODS = {
    "flickr.photos.setPerms": Method(_set_perms, "write"),
    "flickr.photos.setMeta": Method(_set_meta, "write"),
    "flickr.photos.setTags": Method(_set_tags, "write"),
    "flickr.photos.addTags": Method(_add_tags, "write"),
    "flickr.photos.setDates": Method(_set_dates, "write"),
    "flickr.photos.licenses.setLicense": Method(_set_license, "write"),
    "flickr.photos.transform.rotate": Method(_rotate, "write"),
    "flickr.photos.delete": Method(_delete, "delete"),
    "flickr.photos.upload.checkTickets": Method(_check_tickets),
}
