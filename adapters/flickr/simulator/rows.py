"""A photo as a row of a list, with the extras that were asked for."""

from collections.abc import Sequence

from adapters.flickr.simulator import life, permission, sizes
from adapters.flickr.simulator.call import Call, Page
from adapters.flickr.simulator.values import Photo
from adapters.flickr.simulator.wire import Element, Items, Scalar


def page_attributes(page: Page) -> dict[str, Scalar]:
    """The attributes of a list of photos that say which page it is."""
    return {
        "page": page.page,
        "pages": page.pages,
        "perpage": page.per_page,
        "total": page.total,
    }


def photo_list(call: Call, page: Page, photos: Sequence[Photo]) -> Element:
    """A `<photos>` list of rows."""
    shown = Items("photo", [photo_row(call, photo) for photo in photos])
    return Element("photos", page_attributes(page), [shown])


def photo_row(call: Call, photo: Photo, **more: Scalar) -> Element:
    """A row: the nine attributes every list has, `more`, and the extras."""
    extras = call.extras()
    attributes: dict[str, Scalar] = {
        "id": photo.id,
        "owner": photo.owner,
        "secret": photo.secret,
        "server": photo.server,
        "farm": photo.farm,
        "title": photo.title,
        "ispublic": int(photo.is_public),
        "isfriend": int(photo.is_friend),
        "isfamily": int(photo.is_family),
        **more,
    }
    for name, attributes_of in _EXTRAS.items():
        if name in extras:
            attributes |= attributes_of(call, photo)
    if any(extra.startswith("url_") for extra in extras):
        attributes |= _addresses(call, photo, extras)
    children = []
    if "description" in extras:
        children.append(Element("description", text=photo.description))
    return Element("photo", attributes, children)


def dates_taken(photo: Photo) -> dict[str, Scalar]:
    """When a photo was taken, and how well that is known."""
    return {
        "datetaken": photo.date_taken,
        "datetakengranularity": photo.taken_granularity,
        "datetakenunknown": str(int(photo.taken_unknown)),
    }


def _owner_name(call: Call, photo: Photo) -> dict[str, Scalar]:
    return {"ownername": call.world.known_person(photo.owner).username}


def _real_name(call: Call, photo: Photo) -> dict[str, Scalar]:
    return {"realname": call.world.known_person(photo.owner).realname or ""}


def _path_alias(call: Call, photo: Photo) -> dict[str, Scalar]:
    return {"pathalias": call.world.known_person(photo.owner).path_alias}


def _icon(call: Call, photo: Photo) -> dict[str, Scalar]:
    owner = call.world.known_person(photo.owner)
    shown = owner.icon_version > 0
    return {
        "iconserver": owner.icon_server if shown else "0",
        "iconfarm": owner.icon_farm if shown else 0,
    }


def _original(call: Call, photo: Photo) -> dict[str, Scalar]:
    if not permission.may_download(call.world, photo, call.caller):
        return {}
    return {"originalsecret": photo.original_secret, "originalformat": photo.format}


def _original_size(call: Call, photo: Photo) -> dict[str, Scalar]:
    if not permission.may_download(call.world, photo, call.caller):
        return {}
    return {"o_width": str(photo.width), "o_height": str(photo.height)}


def _geo(call: Call, photo: Photo) -> dict[str, Scalar]:
    if photo.location is None or not permission.sees_place(call.world, photo, call.caller):
        return {"latitude": 0, "longitude": 0, "accuracy": 0, "context": 0}
    perms = photo.geoperms
    return {
        "latitude": photo.location.latitude,
        "longitude": photo.location.longitude,
        "accuracy": str(photo.location.accuracy),
        "context": photo.location.context,
        "geo_is_public": int(perms.is_public),
        "geo_is_contact": int(perms.is_contact),
        "geo_is_friend": int(perms.is_friend),
        "geo_is_family": int(perms.is_family),
    }


def _tags(_call: Call, photo: Photo) -> dict[str, Scalar]:
    return {"tags": " ".join(life.clean_tag(tag.raw) for tag in photo.tags)}


def _machine_tags(_call: Call, photo: Photo) -> dict[str, Scalar]:
    machine = (tag.raw for tag in photo.tags if life.is_machine_tag(tag.raw))
    return {"machine_tags": " ".join(life.clean_tag(raw) for raw in machine)}


def _counts(call: Call, photo: Photo) -> dict[str, Scalar]:
    return {
        "count_comments": str(len(call.world.comments_on(photo.id))),
        "count_faves": str(len(call.world.favers_of(photo.id))),
    }


_EXTRAS = {
    "license": lambda _call, photo: {"license": str(photo.license)},
    "safety_level": lambda _call, photo: {"safety_level": str(photo.safety_level)},
    "rotation": lambda _call, photo: {"rotation": photo.rotation},
    "date_upload": lambda _call, photo: {"dateupload": str(photo.date_upload)},
    "last_update": lambda _call, photo: {"lastupdate": str(photo.last_update)},
    "date_taken": lambda _call, photo: dates_taken(photo),
    "owner_name": _owner_name,
    "realname": _real_name,
    "icon_server": _icon,
    "views": lambda _call, photo: {"views": str(photo.views)},
    "tags": _tags,
    "machine_tags": _machine_tags,
    "original_format": _original,
    "o_dims": _original_size,
    "geo": _geo,
    "media": lambda _call, photo: {
        "media": "video" if photo.video else "photo",
        "media_status": "ready",
    },
    "count_comments": _counts,
    "count_faves": _counts,
    "path_alias": _path_alias,
}


def _addresses(call: Call, photo: Photo, extras: frozenset[str]) -> dict[str, Scalar]:
    found: dict[str, Scalar] = {}
    for rendition in sizes.renditions(call.world, photo, call.caller):
        if f"url_{rendition.extra}" in extras:
            found[f"url_{rendition.extra}"] = call.root + rendition.path
            found[f"height_{rendition.extra}"] = rendition.height
            found[f"width_{rendition.extra}"] = rendition.width
    return found
