"""Lists of photos: a member's own, everybody's, what changed lately, how many there are."""

import itertools
import time
from calendar import timegm
from collections.abc import Callable

from adapters.flickr.simulator import life, permission
from adapters.flickr.simulator.call import Call, Fail, page_of
from adapters.flickr.simulator.methods.method import Method
from adapters.flickr.simulator.rows import photo_list
from adapters.flickr.simulator.values import Photo
from adapters.flickr.simulator.wire import Element, Items, Node

SEARCH_REPEATS_AFTER = 4000
"""Results after which Flickr's search begins anew, whatever number of pages it names."""

_BY_FILTER: dict[str, Callable[[Photo], bool]] = {
    "1": lambda photo: photo.is_public,
    "2": lambda photo: not photo.is_public and photo.is_friend and not photo.is_family,
    "3": lambda photo: not photo.is_public and photo.is_family and not photo.is_friend,
    "4": lambda photo: not photo.is_public and photo.is_friend and photo.is_family,
    "5": lambda photo: not (photo.is_public or photo.is_friend or photo.is_family),
}


def when(text: str) -> int | None:
    """Seconds since 1970 from what Flickr takes for a date: seconds, or "Y-m-d[ H:M:S]" in UTC."""
    if text.lstrip("-").isdecimal():
        return int(text)
    for form in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d"):
        try:
            return timegm(time.strptime(text, form))
        except ValueError:
            continue
    return None


def _taken(text: str) -> str:
    """A bound for dates taken, which are compared as text."""
    return life.clock_text(int(text)) if text.isdecimal() else text


def narrowed(call: Call, photos: list[Photo]) -> list[Photo]:
    """The photos the caller may see and that the list's arguments do not leave out."""
    tests: list[Callable[[Photo], bool]] = []
    by_filter = _BY_FILTER.get(call.text("privacy_filter"))
    if by_filter is not None:
        tests.append(by_filter)
    earliest, latest = when(call.text("min_upload_date")), when(call.text("max_upload_date"))
    if earliest is not None:
        tests.append(lambda photo: photo.date_upload >= earliest)
    if latest is not None:
        tests.append(lambda photo: photo.date_upload <= latest)
    if call.text("min_taken_date"):
        first = _taken(call.text("min_taken_date"))
        tests.append(lambda photo: photo.date_taken >= first)
    if call.text("max_taken_date"):
        last = _taken(call.text("max_taken_date"))
        tests.append(lambda photo: photo.date_taken <= last)
    world, caller = call.world, call.caller
    return [
        photo
        for photo in photos
        if permission.sees(world, photo, caller) and all(test(photo) for test in tests)
    ]


def _of_person(call: Call) -> list[Node]:
    call.needs("user_id")
    person = call.person(message="Unknown user")
    page, photos = page_of(call, narrowed(call, call.world.photos_of(person.nsid)))
    return [photo_list(call, page, photos)]


def _public(call: Call) -> list[Node]:
    call.needs("user_id")
    person = call.person()
    stream = [photo for photo in call.world.photos_of(person.nsid) if photo.is_public]
    page, photos = page_of(call, stream)
    return [photo_list(call, page, photos)]


def _of_them(call: Call) -> list[Node]:
    """Photos that show a member."""
    call.needs("user_id")
    nsid = call.person(message="Unknown user").nsid
    shown = [
        photo
        for photo in call.world.all_photos()
        if any(person.nsid == nsid for person in photo.people)
    ]
    page, photos = page_of(call, narrowed(call, shown))
    return [photo_list(call, page, photos)]


def _recently_updated(call: Call) -> list[Node]:
    call.needs("min_date", message="Required argument missing.")
    since = when(call.text("min_date"))
    if since is None:
        raise Fail(2, "Not a valid date")
    mine = call.world.photos_of(call.member())
    changed = [photo for photo in mine if photo.last_update >= since]
    changed.sort(key=lambda photo: photo.last_update, reverse=True)
    page, photos = page_of(call, changed)
    return [photo_list(call, page, photos)]


def _counts(call: Call) -> list[Node]:
    names = ("dates", "taken_dates")
    given = next((name for name in names if call.text(name)), None)
    if given is None:
        raise Fail(1, "Required parameter missing")
    edges = call.text(given).split(",")
    mine = call.world.photos_of(call.member())
    rows = []
    for begin, end in itertools.pairwise(edges):
        count = sum(_is_within(photo, given, begin, end) for photo in mine)
        rows.append(Element("photocount", {"count": count, "fromdate": begin, "todate": end}))
    return [Element("photocounts", {}, [Items("photocount", rows)])]


def _is_within(photo: Photo, kind: str, begin: str, end: str) -> bool:
    if kind == "taken_dates":
        return _taken(begin) <= photo.date_taken < _taken(end)
    return (when(begin) or 0) <= photo.date_upload < (when(end) or 0)


def _search(call: Call) -> list[Node]:
    if call.text("user_id"):
        candidates = call.world.photos_of(call.person(message="Unknown user").nsid)
    else:
        candidates = call.world.all_photos()
    found = [photo for photo in narrowed(call, candidates) if _matches(call, photo)]
    key, backwards = _ORDERS.get(call.text("sort", "date-posted-desc"), _ORDERS["date-posted-desc"])
    found.sort(key=key, reverse=backwards)
    page, photos = page_of(call, found, repeat_after=SEARCH_REPEATS_AFTER)
    return [photo_list(call, page, photos)]


_ORDERS: dict[str, tuple[Callable[[Photo], str | int], bool]] = {
    "date-posted-desc": (lambda photo: photo.date_upload, True),
    "date-posted-asc": (lambda photo: photo.date_upload, False),
    "date-taken-desc": (lambda photo: photo.date_taken, True),
    "date-taken-asc": (lambda photo: photo.date_taken, False),
    "interestingness-desc": (lambda photo: photo.views, True),
    "interestingness-asc": (lambda photo: photo.views, False),
}


def _matches(call: Call, photo: Photo) -> bool:
    words = call.text("text").casefold().split()
    if words:
        tags = " ".join(tag.raw for tag in photo.tags)
        shown = f"{photo.title} {photo.description} {tags}".casefold()
        if not all(word in shown for word in words):
            return False
    wanted = {life.clean_tag(tag) for tag in call.text("tags").split(",") if tag.strip()}
    if wanted:
        have = {life.clean_tag(tag.raw) for tag in photo.tags}
        fits = wanted <= have if call.text("tag_mode") == "all" else bool(wanted & have)
        if not fits:
            return False
    licenses = call.text("license")
    if licenses and str(photo.license) not in licenses.split(","):
        return False
    has_geo = call.text("has_geo")
    placed = permission.sees_place(call.world, photo, call.caller)
    return not has_geo or placed == (has_geo not in ("0", "false"))


METHODS = {
    "flickr.people.getPhotos": Method(_of_person),
    "flickr.people.getPublicPhotos": Method(_public),
    "flickr.people.getPhotosOf": Method(_of_them),
    "flickr.photos.recentlyUpdated": Method(_recently_updated, "read"),
    "flickr.photos.getCounts": Method(_counts, "read"),
    "flickr.photos.search": Method(_search),
}
