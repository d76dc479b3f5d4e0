"""Fifteen years of life, as dated happenings: a pure function, the same every time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any, Final

from adapters.flickr.simulator.lived_in.subjects import (
    CHANGED_TITLES,
    COMMENTS,
    SUBJECTS,
    Subject,
)

_DAY: Final = 86_400


def day(text: str) -> int:
    """Return midnight, UTC, of a day such as `2014-05-04`, in seconds since 1970."""
    return int(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).timestamp())


MEMBERS: Final[Mapping[str, int]] = {
    "harbour-light": day("2011-06-01"),
    "north-window": day("2011-06-01"),
    "tin-roof": day("2016-03-05"),
}
"""Who joins the archive, and when."""

_PHOTOS: Final = {"harbour-light": 120, "north-window": 72, "tin-roof": 44}
_OUTSIDERS: Final = (
    "long-pier",
    "seven-bridges",
    "slow-shutter",
    "wet-plate",
    "paper-moon",
    "salt-road",
    "blue-hour",
    "attic-door",
)
_PERMS: Final = ("public", "friends", "family", "friends_family", "private")
_ODDS: Final = (66, 10, 8, 6, 10)


@dataclass(frozen=True, slots=True)
class Happening:
    """One call of the simulator's back door at an instant.

    `$name` in the call or the body stands for what an earlier happening of that name made;
    `picture` is a real photograph's name.
    """

    at: int
    method: str
    call: str
    body: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    picture: str = ""


def visits() -> tuple[int, ...]:
    """Return the days on which the pollers visit: sparse at first, a year's gap, then dense."""
    days = ["2011-06-02", "2011-12-01", "2012-08-15", "2013-05-04", "2014-03-20", "2015-01-10"]
    days += ["2015-09-09", "2016-03-06", "2017-03-07", "2017-11-20", "2018-07-01", "2019-02-14"]
    days += ["2019-10-31", "2020-06-15", "2021-01-05", "2021-08-22", "2022-04-30", "2022-12-24"]
    days += ["2023-06-01", "2023-11-11", "2024-04-01", "2024-09-15", "2025-02-02", "2025-06-20"]
    days += ["2025-10-03", "2026-02-11", "2026-06-21", "2026-09-30", "2026-11-01", "2026-11-15"]
    return tuple(day(text) + 20 * 3600 for text in days)


def happenings() -> tuple[Happening, ...]:
    """Return everything that happens, oldest first."""
    random = Random(2011)  # noqa: S311 - the same life every time is wanted
    every = [*_people(), *_relations()]
    photos: list[tuple[str, str, int]] = []
    for username, count in _PHOTOS.items():
        for number in range(count):
            made = _upload(random, username, number, count)
            every.append(made)
            photos.append((made.name, username, made.at))
    others = list(_others(random))
    every += others
    every += _changes(random, photos)
    every += _faves(random, photos, others)
    every += _albums(photos)
    every.sort(key=lambda happening: happening.at)
    return tuple(every)


def _people() -> Iterator[Happening]:
    start = day("2011-01-01")
    for username in (*MEMBERS, *_OUTSIDERS):
        body = {"username": username, "path_alias": username.replace("-", "")}
        yield Happening(start, "POST", "people", body, username)
    renamed = {"username": "north-window, again", "path_alias": "windownorth"}
    yield Happening(day("2018-02-02"), "PATCH", "people/$north-window", renamed)
    yield Happening(day("2020-01-01"), "PATCH", "people/$harbour-light", {"icon": "teal"})
    yield Happening(day("2024-05-05"), "PATCH", "people/$harbour-light", {"icon": "crimson"})


def _relations() -> Iterator[Happening]:
    def contact(at: str, owner: str, nsid: str, friend: int, family: int) -> Happening:
        body = {"owner": f"${owner}", "nsid": f"${nsid}", "friend": friend, "family": family}
        return Happening(day(at), "POST", "contacts", body)

    def drop(at: str, owner: str, nsid: str) -> Happening:
        body = {"owner": f"${owner}", "nsid": f"${nsid}"}
        return Happening(day(at), "DELETE", "contacts", body)

    yield contact("2011-02-01", "harbour-light", "north-window", 1, 0)
    yield contact("2011-02-02", "north-window", "harbour-light", 1, 1)
    yield contact("2016-03-01", "harbour-light", "tin-roof", 0, 1)
    yield contact("2016-03-02", "tin-roof", "harbour-light", 0, 0)
    yield contact("2016-03-03", "north-window", "tin-roof", 0, 0)
    yield contact("2019-06-01", "north-window", "tin-roof", 1, 0)
    yield contact("2022-01-01", "harbour-light", "north-window", 1, 1)
    for number, outsider in enumerate(_OUTSIDERS):
        yield contact(f"20{12 + number}-05-01", "harbour-light", outsider, number % 2, 0)
    yield drop("2021-03-03", "harbour-light", "wet-plate")
    yield drop("2025-03-03", "harbour-light", "seven-bridges")


def _upload(random: Random, username: str, number: int, count: int) -> Happening:
    subject = random.choice(SUBJECTS)
    begun = day("2011-01-15") if username != "tin-roof" else day("2015-06-01")
    span = day("2026-11-10") - begun
    at = begun + int(span * (number + random.random() * 0.8) / count)
    taken = at - random.randrange(3) * _DAY - random.randrange(_DAY)
    if random.random() < 0.08:
        taken -= 4000 * _DAY  # an old print, scanned at last
    body = _photo_body(random, subject, f"${username}", at)
    body["date_taken"] = f"{datetime.fromtimestamp(taken, UTC):%Y-%m-%d %H:%M:%S}"
    body["perms"] = random.choices(_PERMS, _ODDS)[0]
    return Happening(at, "POST", "photos", body, f"{username}-{number}", subject.picture)


def _photo_body(random: Random, subject: Subject, owner: str, at: int) -> dict[str, Any]:
    wide = random.choices(((1024, 683), (683, 1024), (900, 900), (1024, 576)), (6, 2, 1, 2))[0]
    body: dict[str, Any] = {
        "owner": owner,
        "title": random.choice(subject.titles),
        "description": subject.description,
        "tags": subject.tags,
        "date_upload": at,
        "license": str(random.choice((0, 0, 0, 4, 5, 2))),
    }
    if not subject.picture:
        body |= {"color": random.choice(subject.colours), "width": wide[0], "height": wide[1]}
    if subject.place is not None and random.random() < 0.8:
        latitude, longitude = subject.place
        body |= {
            "lat": round(latitude + random.uniform(-0.05, 0.05), 5),
            "lon": round(longitude + random.uniform(-0.05, 0.05), 5),
            "geoperms": random.choice(("public", "public", "friends", "private")),
        }
    return body


def _others(random: Random) -> Iterator[Happening]:
    """Photos of those who are no members of the archive, to be faved."""
    for number in range(32):
        owner = _OUTSIDERS[number % len(_OUTSIDERS)]
        subject = random.choice(SUBJECTS[:11])
        at = day("2011-01-20") + number * 160 * _DAY
        body = _photo_body(random, subject, f"${owner}", at)
        yield Happening(at, "POST", "photos", body, f"other-{number}")
    yield Happening(day("2019-12-12"), "PATCH", "photos/$other-4", {"perms": "private"})
    yield Happening(day("2022-07-07"), "PATCH", "photos/$other-4", {"perms": "public"})
    yield Happening(day("2021-09-09"), "PATCH", "photos/$other-7", {"perms": "private"})
    yield Happening(day("2023-02-02"), "DELETE", "photos/$other-9")
    yield Happening(
        day("2020-02-02"), "PATCH", "photos/$other-2", {"title": "Renamed by its owner"}
    )


def _changes(random: Random, photos: list[tuple[str, str, int]]) -> Iterator[Happening]:
    """Retitled, retagged, moved, opened, closed, replaced, commented, deleted."""
    end = day("2026-11-12")
    for name, username, uploaded in photos:
        for _ in range(random.choices((0, 1, 2, 3), (40, 35, 18, 7))[0]):
            at = random.randrange(uploaded + _DAY, end) if uploaded + _DAY < end else end
            yield _change(random, name, username, at)
    latest = [(n, u, at) for n, u, at in photos if at < day("2026-01-01")]
    for name, _, uploaded in random.sample(latest, 9):
        at = random.randrange(uploaded + 30 * _DAY, end)
        # Nothing may happen to a photo that is gone, so the last of its changes is deletion.
        yield Happening(max(at, end), "DELETE", f"photos/${name}")


def _change(random: Random, name: str, username: str, at: int) -> Happening:
    call = f"photos/${name}"
    subject = random.choice(SUBJECTS)
    kind = random.randrange(8)
    if kind == 0:
        title = random.choice(CHANGED_TITLES).format(random.choice(subject.titles))
        return Happening(at, "PATCH", call, {"title": title})
    if kind == 1:
        return Happening(at, "PATCH", call, {"perms": random.choices(_PERMS, _ODDS)[0]})
    if kind == 2:
        return Happening(at, "PATCH", call, {"tags": f"{subject.tags} revisited"})
    if kind == 3:
        place = subject.place or (52.3702, 4.8952)
        return Happening(at, "PATCH", call, {"lat": place[0], "lon": place[1]})
    if kind == 4:
        return Happening(at, "PATCH", call, {"license": str(random.choice((4, 5, 9)))})
    if kind == 5:
        words = f"Seen again in {datetime.fromtimestamp(at, UTC):%Y}, with <em>other</em> eyes."
        return Happening(at, "PATCH", call, {"description": words})
    if kind == 6:
        return Happening(at, "POST", f"{call}/replace", picture="again")
    author = random.choice([u for u in (*MEMBERS, *_OUTSIDERS) if u != username])
    body = {"id": f"${name}", "author": f"${author}", "text": random.choice(COMMENTS)}
    return Happening(at, "POST", "comments", body)


def _faves(
    random: Random, photos: list[tuple[str, str, int]], others: list[Happening]
) -> Iterator[Happening]:
    for happening in others:
        if happening.call != "photos":
            continue
        for username in random.sample(sorted(MEMBERS), 2):
            at = happening.at + random.randrange(_DAY, 60 * _DAY)
            body = {"nsid": f"${username}", "id": f"${happening.name}"}
            yield Happening(at, "POST", "faves", {**body, "date": at})
            if happening.name in ("other-3", "other-11", "other-16"):
                yield Happening(day("2024-01-01"), "DELETE", "faves", body)
    for name, owner, uploaded in random.sample(photos, 40):
        for username in [u for u in MEMBERS if u != owner]:
            at = min(uploaded + random.randrange(_DAY, 200 * _DAY), day("2026-11-14"))
            faved = {"nsid": f"${username}", "id": f"${name}", "date": at}
            yield Happening(at, "POST", "faves", faved)


def _albums(photos: list[tuple[str, str, int]]) -> Iterator[Happening]:
    for username in MEMBERS:
        own = [(name, at) for name, owner, at in photos if owner == username]
        for number, title in enumerate(("The long way round", "Windows", "Weather")):
            some = own[number::5][:14]
            at = max(at for _, at in some[:6]) + _DAY
            body = {
                "owner": f"${username}",
                "title": title,
                "photos": [f"${name}" for name, _ in some[:6]],
            }
            album = f"album-{username}-{number}"
            yield Happening(at, "POST", "albums", body, album)
            later = max(at for _, at in some) + 30 * _DAY
            every = {"photos": [f"${name}" for name, _ in reversed(some)]}
            yield Happening(min(later, day("2026-11-05")), "PATCH", f"albums/${album}", every)
