"""Addresses of every route of the application, and which of them show one time alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import quote

from tests.web.leaks.lives import ALBUM, MARY, SHARED, Lived
from tests.web.leaks.rules import Photo
from tests.web.world import ADA, BOB

Make = Callable[[Lived], Iterable[str]]


def _person(rest: str = "") -> Make:
    return lambda _: [f"/photos/{who}{rest}" for who in ("ada", BOB, MARY)]


def _ada(*rests: str) -> Make:
    return lambda _: [f"/photos/ada{rest}" for rest in rests]


def _photo(rest: str = "") -> Make:
    def make(lived: Lived) -> list[str]:
        return [f"/photos/{_called(photo)}/{photo.id}{rest}" for photo in lived.photos]

    return make


def _in_lists(lived: Lived) -> list[str]:
    """Return photos as one comes to them from lists of every kind."""
    lists = [f"in=album-{ALBUM}", f"in=faves-{BOB}", f"in=search-1&q={SHARED}", "in=latest"]
    found = _photo()(lived)
    return [*found, *(f"{path}?{one}" for path in [*found][::3] for one in lists)]


def _called(photo: Photo) -> str:
    return "ada" if photo.owner == ADA else photo.owner


def _marks(lived: Lived, kind: str, count: int = 4) -> list[str]:
    found = [s.mark for photo in lived.photos for s in photo.said if s.facet == kind]
    return found[:: max(len(found) // count, 1)]


def _searches(lived: Lived) -> list[str]:
    words = ["", SHARED, "owner:ada", "near:13.97,1.5", "sort=taken", *_marks(lived, "title")]
    words += [f"place:{mark}" for mark in _marks(lived, "location")]
    words += [f"tag:{mark}" for mark in _marks(lived, "tags")]
    words += [f'camera:"{mark}"' for mark in _marks(lived, "exif")]
    return [f"/search?q={quote(word)}" for word in words]


def _files(lived: Lived) -> list[str]:
    found = []
    for photo in lived.photos:
        folder = "/".join(photo.id[at : at + 3] for at in range(0, len(photo.id), 3))
        secrets = [s.mark for s in photo.said if s.facet == "picture"]
        found += [f"/static/{folder}/{photo.id}_{secret}_z.jpg" for secret in secrets]
    return found


def _timemaps(lived: Lived) -> list[str]:
    pages = [f"/photos/ada/{photo.id}" for photo in lived.photos[:3]]
    pages += ["", "/photos/ada", f"/photos/ada/albums/{ALBUM}", "/photos/friends", "/search"]
    return [f"/timemap/link{page}" for page in pages]


def _fixed(*paths: str) -> Make:
    return lambda _: paths


CASES: dict[str, Make] = {
    "/": _fixed("/"),
    "/account": _fixed("/account"),
    "/account/bookmarks": _fixed(
        "/account/bookmarks", "/account/bookmarks?name=x&latitude=1&longitude=2&accuracy=3"
    ),
    "/account/delete": _fixed("/account/delete"),
    "/account/flickr/auth": _fixed("/account/flickr/auth"),
    "/account/flickr/backups": _fixed("/account/flickr/backups"),
    "/account/pathaliases": _fixed("/account/pathaliases"),
    "/api/openapi.json": _fixed("/api/openapi.json"),
    "/assets/{digest}/{name}": _fixed("/assets/0/site.css"),
    "/auth": _fixed("/auth"),
    "/buddyicon/{nsid}.jpg": _fixed(f"/buddyicon/{ADA}.jpg", "/buddyicon/901@N01.jpg"),
    "/god": _fixed("/god"),
    "/god/push/subscriptions": _fixed("/god/push/subscriptions"),
    "/god/push/subscriptions/{subscription}": _fixed("/god/push/subscriptions/s1"),
    "/god/users": _fixed("/god/users"),
    "/healthz": _fixed("/healthz"),
    "/metrics": _fixed("/metrics"),
    "/map": _fixed("/map"),
    "/oembed": lambda lived: [
        f"/oembed?url={quote(f'http://falconframework.org/photos/ada/{photo.id}/')}"
        for photo in lived.photos[:6]
    ],
    "/people/{user}": _fixed("/people/ada", f"/people/{MARY}"),
    "/photo.gne": lambda lived: [f"/photo.gne?id={photo.id}" for photo in lived.photos],
    "/photos/friends": _fixed("/photos/friends"),
    "/photos/friends/activity": _fixed("/photos/friends/activity"),
    "/photos/friends/faves": _fixed("/photos/friends/faves"),
    "/photos/me": _fixed("/photos/me"),
    "/photos/{user}": lambda lived: [*_person()(lived), "/photos/ada?deleted=1"],
    "/photos/{user}/activity": _person("/activity"),
    "/photos/{user}/albums": _person("/albums"),
    "/photos/{user}/albums/{album_id}": _ada(f"/albums/{ALBUM}"),
    "/photos/{user}/archives": _person("/archives"),
    "/photos/{user}/archives/{first}": _ada("/archives/2019", "/archives/date-posted"),
    "/photos/{user}/archives/{first}/{second}": _ada("/archives/2019/05"),
    "/photos/{user}/archives/{first}/{second}/{third}": _ada("/archives/2019/04/21"),
    "/photos/{user}/archives/{first}/{second}/{third}/{fourth}": _ada(
        "/archives/date-posted/2019/04/21"
    ),
    "/photos/{user}/calendar": _person("/calendar"),
    "/photos/{user}/calendar/{year}": _ada("/calendar/2019"),
    "/photos/{user}/cameras": _person("/cameras"),
    "/photos/{user}/cameras/{make}": _ada("/cameras/Camera"),
    "/photos/{user}/cameras/{make}/{model}": lambda lived: [
        f"/photos/ada/cameras/Camera/{mark}" for mark in _marks(lived, "exif")
    ],
    "/photos/{user}/contacts": _person("/contacts"),
    "/photos/{user}/difference": _ada("/difference", "/difference?since=2019-06-01"),
    "/photos/{user}/faves": _person("/faves"),
    "/photos/{user}/faves/{by}": _fixed("/photos/33@N01/faves/ada", f"/photos/{BOB}/faves/ada"),
    "/photos/{user}/licences": _person("/licences"),
    "/photos/{user}/colours": _person("/colours"),
    "/photos/{user}/people": _person("/people"),
    "/photos/{user}/machine-tags": _person("/machine-tags"),
    "/photos/{user}/map": _person("/map"),
    "/photos/{user}/places": _person("/places"),
    "/photos/{user}/places/{woeid}": _ada("/places/1"),
    "/photos/{user}/sets": _ada("/sets"),
    "/photos/{user}/sets/{album_id}": _ada(f"/sets/{ALBUM}"),
    "/photos/{user}/tags": _person("/tags"),
    "/photos/{user}/tags/{clean}": lambda lived: [
        f"/photos/ada/tags/{mark}" for mark in [SHARED, *_marks(lived, "tags")]
    ],
    "/photos/{user}/with/{nsid}": _ada("/with/80001@N09"),
    "/photos/{user}/{photo_id}": _in_lists,
    "/photos/{user}/{photo_id}/in/{context}": lambda lived: [
        f"/photos/ada/{photo.id}/in/album-{ALBUM}" for photo in lived.photos[:4]
    ],
    "/photos/{user}/{photo_id}/change": _photo("/change"),
    "/photos/{user}/{photo_id}/fave": _photo("/fave"),
    "/photos/{user}/{photo_id}/exif": _photo("/exif"),
    "/photos/{user}/{photo_id}/history": _photo("/history"),
    "/photos/{user}/{photo_id}/place": _photo("/place"),
    "/push/{secret}": _fixed("/push/guessed"),
    "/readyz": _fixed("/readyz"),
    "/robots.txt": _fixed("/robots.txt"),
    "/search": _searches,
    "/search/help": _fixed("/search/help"),
    "/search/suggestions": _fixed(
        *(f"/search/suggestions?q={q}" for q in ("tag:zq", "place:zq", "zq", "camera:Cam", "with:"))
    ),
    "/signin": _fixed(),  # leads to Flickr, which is not there
    "/signout": _fixed("/signout"),
    "/static/{key:path}": _files,
    "/timemap/{form}": _fixed("/timemap/link", "/timemap/json"),
    "/timemap/{form}/{path:path}": _timemaps,
}
"""Every route, with addresses at which something could be seen. A new one needs its line."""

OF_MANY_TIMES = frozenset(
    {
        "/oembed",
        "/photos/friends/activity",
        "/photos/{user}/activity",
        "/photos/{user}/difference",
        "/photos/{user}/{photo_id}/history",
        "/static/{key:path}",
    }
)
"""What tells of other times than the one that `as_of` names, or looks at none."""
