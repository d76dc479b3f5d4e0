"""flickr.favorites: what members like."""

from adapters.flickr.simulator import life, permission
from adapters.flickr.simulator.call import Call, Fail, page_of
from adapters.flickr.simulator.methods.method import Method
from adapters.flickr.simulator.methods.photos import when
from adapters.flickr.simulator.rows import page_attributes, photo_row
from adapters.flickr.simulator.values import Person
from adapters.flickr.simulator.wire import Element, Items, Node


def _list(call: Call) -> list[Node]:
    return _faves(call, call.person(), everything=True)


def _public_list(call: Call) -> list[Node]:
    call.needs("user_id", message="User not found")
    return _faves(call, call.person(), everything=False)


def _faves(call: Call, person: Person, *, everything: bool) -> list[Node]:
    """The faves whose photos the caller may see, newest first; those of public photos alone."""
    earliest, latest = when(call.text("min_fave_date")), when(call.text("max_fave_date"))
    rows = []
    for fave in call.world.faves_by(person.nsid):
        photo = call.world.photo(fave.photo)
        if photo is None or not permission.sees(call.world, photo, call.caller):
            continue
        if not everything and not photo.is_public:
            continue
        if earliest is not None and fave.date < earliest:
            continue
        if latest is not None and fave.date > latest:
            continue
        rows.append((fave, photo))
    page, shown = page_of(call, rows)
    photos = [photo_row(call, photo, date_faved=str(fave.date)) for fave, photo in shown]
    attributes = page_attributes(page) | {"total": str(page.total)}
    return [Element("photos", attributes, [Items("photo", photos)])]


def _add(call: Call) -> list[Node]:
    photo = call.photo()
    nsid = call.member()
    if photo.owner == nsid:
        raise Fail(2, "Photo is owned by you")
    if nsid in call.world.favers_of(photo.id):
        raise Fail(3, "Photo is already in favorites")
    life.add_fave(call.world, nsid, photo)
    return []


def _remove(call: Call) -> list[Node]:
    if not call.world.drop_fave(call.member(), call.text("photo_id")):
        raise Fail(1, "Photo not in favorites")
    return []


METHODS = {
    "flickr.favorites.getList": Method(_list, "read"),
    "flickr.favorites.getPublicList": Method(_public_list),
    "flickr.favorites.add": Method(_add, "write"),
    "flickr.favorites.remove": Method(_remove, "write"),
}
