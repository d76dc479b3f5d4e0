"""flickr.photos.geo and flickr.places: where photos were taken, who may know, and what is there."""

from msgspec.structs import replace

from adapters.flickr.simulator import gazetteer, life, permission
from adapters.flickr.simulator.call import Call, Fail
from adapters.flickr.simulator.methods.method import Method
from adapters.flickr.simulator.methods.photo import geoperms_element, location_element
from adapters.flickr.simulator.values import GeoPerms
from adapters.flickr.simulator.wire import Element, Items, Node, Scalar


def _set_location(call: Call) -> list[Node]:
    photo = call.own_photo()
    call.needs("lat", "lon", code=2, message="Required arguments missing")
    lat, lon, accuracy = _point(call)
    if not 1 <= accuracy <= 16:
        raise Fail(5, "Not a valid accuracy")
    context = call.number("context", 0) or 0
    location = gazetteer.located(lat, lon, accuracy, context)
    life.change_photo(call.world, photo, location=location)
    return []


def _point(call: Call) -> tuple[float, float, int]:
    try:
        lat = float(call.text("lat"))
    except ValueError:
        raise Fail(3, "Not a valid latitude") from None
    try:
        lon = float(call.text("lon"))
    except ValueError:
        raise Fail(4, "Not a valid longitude") from None
    if not -90 <= lat <= 90:
        raise Fail(3, "Not a valid latitude")
    if not -180 <= lon <= 180:
        raise Fail(4, "Not a valid longitude")
    return lat, lon, call.number("accuracy", 16) or 16


def _remove_location(call: Call) -> list[Node]:
    photo = call.own_photo()
    if photo.location is None:
        raise Fail(2, "Photo has no location information")
    life.change_photo(call.world, photo, location=None)
    return []


def _set_perms(call: Call) -> list[Node]:
    photo = call.own_photo()
    if photo.location is None:
        raise Fail(2, "Photo has no location information")
    call.needs(
        "is_public", "is_contact", "is_friend", "is_family", message="Required arguments missing"
    )
    perms = GeoPerms(
        is_public=call.number("is_public") == 1,
        is_contact=call.number("is_contact") == 1,
        is_friend=call.number("is_friend") == 1,
        is_family=call.number("is_family") == 1,
    )
    life.change_photo(call.world, photo, geoperms=perms)
    return []


def _set_context(call: Call) -> list[Node]:
    photo = call.own_photo()
    context = call.number("context")
    if context not in (0, 1, 2):
        raise Fail(3, "Not a valid context")
    if photo.location is None:
        raise Fail(2, "Photo has no location information")
    life.change_photo(call.world, photo, location=replace(photo.location, context=context))
    return []


def _get_location(call: Call) -> list[Node]:
    photo = call.photo()
    if photo.location is None or not permission.sees_place(call.world, photo, call.caller):
        raise Fail(2, "Photo has no location information.")
    return [Element("photo", {"id": photo.id}, [location_element(photo.location)])]


def _get_perms(call: Call) -> list[Node]:
    photo = call.own_photo()
    shown = geoperms_element(photo.geoperms)
    return [Element("perms", {"id": photo.id, **shown.attributes})]


def _find_by_lat_lon(call: Call) -> list[Node]:
    call.needs("lat", "lon", message="Required parameters missing")
    lat, lon, accuracy = _point(call)
    town = gazetteer.nearest(lat, lon)
    attributes: dict[str, Scalar] = {
        "latitude": call.text("lat"),
        "longitude": call.text("lon"),
        "accuracy": str(accuracy),
        "total": 1,
    }
    return [Element("places", attributes, [Items("place", [_place(town)])])]


def _place(town: gazetteer.Town) -> Element:
    return Element(
        "place",
        {
            "place_id": town.place_id,
            "woeid": town.woeid,
            "latitude": f"{town.latitude:.3f}",
            "longitude": f"{town.longitude:.3f}",
            "place_url": f"/{town.country}/{town.region}/{town.name}".replace(" ", "+"),
            "place_type": "locality",
            "place_type_id": "7",
            "timezone": town.timezone,
            "name": f"{town.name}, {town.region}, {town.country}",
            "woe_name": town.name,
        },
    )


def _place_info(call: Call) -> list[Node]:
    if not call.text("woe_id") and not call.text("place_id"):
        raise Fail(2, "Required parameters missing")
    town = gazetteer.by_id(call.text("woe_id"), call.text("place_id"))
    if town is None:
        raise Fail(4, "Place not found")
    named = _place(town)
    names = [
        Element("locality", {"woeid": town.woeid}, text=town.name),
        Element("region", text=town.region),
        Element("country", text=town.country),
    ]
    attributes = {**named.attributes, "has_shapedata": 0}
    return [Element("place", attributes, names)]


METHODS = {
    "flickr.photos.geo.setLocation": Method(_set_location, "write"),
    "flickr.photos.geo.removeLocation": Method(_remove_location, "write"),
    "flickr.photos.geo.setPerms": Method(_set_perms, "write"),
    "flickr.photos.geo.setContext": Method(_set_context, "write"),
    "flickr.photos.geo.getLocation": Method(_get_location),
    "flickr.photos.geo.getPerms": Method(_get_perms, "read"),
    "flickr.places.findByLatLon": Method(_find_by_lat_lon),
    "flickr.places.getInfo": Method(_place_info),
}
