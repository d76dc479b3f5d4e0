"""The nine topics: what each is called, what it takes, and which changes are news to it."""

import math
from collections.abc import Callable

from adapters.flickr.simulator import gazetteer, life, permission
from adapters.flickr.simulator.values import Change, Subscription
from adapters.flickr.simulator.world import World

TOPICS = {
    "contacts_photos": "photos from your contacts",
    "contacts_faves": "favorites from your contacts",
    "photos_of_contacts": "photos of your contacts",
    "photos_of_me": "photos of you",
    "my_photos": "your photos",
    "my_faves": "your favorites",
    "geo": "photos from a particular location",
    "commons": "photos from the Flickr Commons",
    "tags": "photos with a particular tag",
}
ARGUMENTS = {
    "geo": ("woe_ids", "place_ids", "lat", "lon", "radius", "radius_units", "accuracy"),
    "commons": ("nsids",),
    "tags": ("tags",),
}
_EARTH = {"km": 6371.0, "mi": 3958.8}

Concerns = Callable[[World, Subscription, Change], bool]


def concerns(world: World, subscription: Subscription, change: Change) -> bool:
    """Whether a change is news to who has subscribed: of their topic, and theirs to see."""
    photo = change.photo
    if photo.owner != subscription.nsid and not permission.sees(world, photo, subscription.nsid):
        return False
    return _CONCERNS[subscription.topic](world, subscription, change)


def _my_photos(_world: World, subscription: Subscription, change: Change) -> bool:
    return change.photo.owner == subscription.nsid


def _my_faves(_world: World, subscription: Subscription, change: Change) -> bool:
    return change.faver == subscription.nsid


def _contacts_photos(world: World, subscription: Subscription, change: Change) -> bool:
    return not change.faver and change.photo.owner in world.contacts_of(subscription.nsid)


def _contacts_faves(world: World, subscription: Subscription, change: Change) -> bool:
    return change.faver in world.contacts_of(subscription.nsid)


def _photos_of_me(_world: World, subscription: Subscription, change: Change) -> bool:
    return any(person.nsid == subscription.nsid for person in change.photo.people)


def _photos_of_contacts(world: World, subscription: Subscription, change: Change) -> bool:
    contacts = world.contacts_of(subscription.nsid)
    return any(person.nsid in contacts for person in change.photo.people)


def _commons(world: World, subscription: Subscription, change: Change) -> bool:
    owner = world.person(change.photo.owner)
    chosen = listed(subscription.arguments.get("nsids", ""))
    told = owner is not None and owner.commons is not None
    return told and change.photo.is_public and (not chosen or change.photo.owner in chosen)


def _tags(_world: World, subscription: Subscription, change: Change) -> bool:
    wanted = {life.clean_tag(tag) for tag in listed(subscription.arguments.get("tags", ""))}
    has = {life.clean_tag(tag.raw) for tag in change.photo.tags}
    return change.photo.is_public and bool(wanted & has)


def _geo(_world: World, subscription: Subscription, change: Change) -> bool:
    photo, wanted = change.photo, subscription.arguments
    place = photo.location
    if place is None or not photo.is_public or not photo.geoperms.is_public:
        return False
    if place.accuracy < int(wanted.get("accuracy") or 1):
        return False
    point = float(place.latitude), float(place.longitude)
    town = gazetteer.nearest(*point)
    if "woe_ids" in wanted:
        return town.woeid in listed(wanted["woe_ids"])
    if "place_ids" in wanted:
        return town.place_id in listed(wanted["place_ids"])
    around = float(wanted["lat"]), float(wanted["lon"])
    unit = _EARTH[wanted.get("radius_units") or "km"]
    return _arc(point, around) * unit <= float(wanted.get("radius") or 5)


def _arc(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two points in degrees, as an angle (the haversine formula)."""
    (lat, lon), (lat2, lon2) = [tuple(map(math.radians, point)) for point in (one, other)]
    half = math.sin((lat2 - lat) / 2) ** 2
    half += math.cos(lat) * math.cos(lat2) * math.sin((lon2 - lon) / 2) ** 2
    return 2 * math.asin(min(math.sqrt(half), 1))


def listed(value: str) -> list[str]:
    """The parts of a list with commas."""
    return [part.strip() for part in value.split(",") if part.strip()]


_CONCERNS: dict[str, Concerns] = {
    "contacts_photos": _contacts_photos,
    "contacts_faves": _contacts_faves,
    "photos_of_contacts": _photos_of_contacts,
    "photos_of_me": _photos_of_me,
    "my_photos": _my_photos,
    "my_faves": _my_faves,
    "geo": _geo,
    "commons": _commons,
    "tags": _tags,
}
