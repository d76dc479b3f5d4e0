"""Fifteen years of life, as dated happenings: a pure function, the same every time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from random import Random
from typing import Any, Final

from adapters.flickr.simulator.lived_in import changes, people
from adapters.flickr.simulator.lived_in.cameras import Exposure
from adapters.flickr.simulator.lived_in.catalogue import COUNTS, kind_of, names
from adapters.flickr.simulator.lived_in.happening import (
    DAY,
    END,
    ODDS,
    OUTSIDERS,
    PERMS,
    Happening,
    clock,
    day,
)
from adapters.flickr.simulator.lived_in.photographs import PHOTOGRAPHS, described
from adapters.flickr.simulator.lived_in.subjects import SUBJECTS, Subject

_PHOTOS: Final = {"harbour-light": 104, "north-window": 68, "tin-roof": 38}
_OTHERS: Final = 30
_APART: Final = 25
"""Between two views of the same photograph are so many other photos, as far as they last."""


def visits() -> tuple[int, ...]:
    """Return the days on which the pollers visit: sparse at first, a year's gap, then dense."""
    days = ["2011-06-02", "2011-12-01", "2012-08-15", "2013-05-04", "2014-03-20", "2015-01-10"]
    days += ["2015-09-09", "2016-03-06", "2017-03-07", "2017-11-20", "2018-07-01", "2019-02-14"]
    days += ["2019-10-31", "2020-06-15", "2021-01-05", "2021-08-22", "2022-04-30", "2022-12-24"]
    days += ["2023-06-01", "2023-11-11", "2024-04-01", "2024-09-15", "2025-02-02", "2025-06-20"]
    days += ["2025-10-03", "2025-12-20", "2026-02-11", "2026-04-18", "2026-06-21", "2026-08-09"]
    days += ["2026-09-12", "2026-09-30", "2026-10-18", "2026-11-01", "2026-11-10", "2026-11-17"]
    return tuple(day(text) + 20 * 3600 for text in days)


@cache
def happenings() -> tuple[Happening, ...]:
    """Return everything that happens, oldest first."""
    random = Random(2011)  # noqa: S311 - the same life every time is wanted
    deck = _deck(random)
    own = [
        _upload(random, *deck.pop(), username, number, count)
        for username, count in _PHOTOS.items()
        for number in range(count)
    ]
    others = [_other(random, *deck.pop(), number) for number in range(_OTHERS)]
    every = [*people.people(), *people.relations(), *own, *others]
    every += changes.of_photos(random, own)
    every += changes.of_others()
    every += changes.faves(random, own, others)
    every += changes.albums(own)
    every.sort(key=lambda happening: happening.at)
    return tuple(_without_the_gone(every))


@cache
def exposures() -> Mapping[str, Exposure]:
    """Return by whom and when each picture that is shown was taken."""
    found: dict[str, Exposure] = {}
    for happening in happenings():
        name = happening.picture
        if name and happening.call == "photos":
            owner = str(happening.body["owner"]).removeprefix("$")
            found[name] = Exposure(owner, str(happening.body["date_taken"]), kind_of(name))
        elif name:
            found[name] = found[name.removesuffix("-bw")]
    return found


def _deck(random: Random) -> list[tuple[Subject, str]]:
    """Return every picture with a subject that it shows, shuffled, like ones apart."""
    by_kind: dict[str, list[Subject]] = {}
    for subject in SUBJECTS:
        by_kind.setdefault(subject.picture, []).append(subject)
    deck = [(random.choice(by_kind[kind]), name) for kind in COUNTS for name in names(kind)]
    random.shuffle(deck)
    spread: list[tuple[Subject, str]] = []
    while deck:
        lately = {kind_of(name) for _, name in spread[-_APART:]} & set(PHOTOGRAPHS)
        apart = (at for at, (_, name) in enumerate(deck) if kind_of(name) not in lately)
        spread.append(deck.pop(next(apart, 0)))
    return spread


def _upload(
    random: Random, subject: Subject, picture: str, username: str, number: int, count: int
) -> Happening:
    begun = day("2011-01-15") if username != "tin-roof" else day("2015-06-01")
    span = END - 5 * DAY - begun
    at = begun + int(span * (number + random.random() * 0.8) / count)
    taken = at - random.randrange(3) * DAY - random.randrange(DAY)
    if random.random() < 0.08:
        taken -= random.randrange(2500, 4500) * DAY  # an old print, scanned at last
    body = _body(random, subject, picture, username, at, taken)
    body["perms"] = random.choices(PERMS, ODDS)[0]
    return Happening(at, "POST", "photos", body, f"{username}-{number}", picture)


def _other(random: Random, subject: Subject, picture: str, number: int) -> Happening:
    """Return the upload of one who is no member of the archive, to be faved."""
    at = day("2011-01-20") + number * 180 * DAY
    owner = OUTSIDERS[number % len(OUTSIDERS)]
    body = _body(random, subject, picture, owner, at, at - 20_000)
    return Happening(at, "POST", "photos", body, f"other-{number}", picture)


_INDOORS: Final = ("coffee", "workshop")


def _body(
    random: Random, subject: Subject, picture: str, owner: str, at: int, taken: int
) -> dict[str, Any]:
    said = subject.description if random.random() < 0.7 else ""
    source = PHOTOGRAPHS.get(subject.picture)
    body: dict[str, Any] = {
        "owner": f"${owner}",
        "title": random.choice(subject.titles),
        "description": described(said, picture),
        "tags": subject.tags if source is None else f"{subject.tags} {source.rights}".strip(),
        "date_upload": at,
        "date_taken": clock(taken),
        "license": random.choice((0, 0, 0, 4, 5, 2)) if source is None else source.license,
    }
    if subject.place is not None and random.random() < 0.8:
        latitude, longitude = subject.place
        body |= {
            "lat": round(latitude + random.uniform(-0.05, 0.05), 5),
            "lon": round(longitude + random.uniform(-0.05, 0.05), 5),
            "context": 1 if subject.picture in _INDOORS else 2,
            "geoperms": random.choice(("public", "public", "contacts", "friends", "private")),
        }
    return body


def _without_the_gone(every: Iterable[Happening]) -> Iterator[Happening]:
    """Leave out what would happen to photos after they were deleted."""
    gone: set[str] = set()
    for happening in every:
        named = {happening.call.split("/")[1].lstrip("$")} if "/" in happening.call else set()
        named.add(str(happening.body.get("id", "")).lstrip("$"))
        if named & gone:
            continue
        if happening.method == "DELETE" and happening.call.startswith("photos/"):
            gone |= named - {""}
        if "photos" in happening.body:
            left = [name for name in happening.body["photos"] if name.lstrip("$") not in gone]
            body = {**happening.body, "photos": left}
            yield Happening(happening.at, happening.method, happening.call, body, happening.name)
        else:
            yield happening
