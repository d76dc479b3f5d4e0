"""What becomes of photos: changed, commented, noted, faved, gathered, hidden, deleted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from random import Random
from typing import Final

from adapters.flickr.simulator.lived_in.catalogue import black_and_white, kind_of
from adapters.flickr.simulator.lived_in.happening import (
    DAY,
    END,
    MEMBERS,
    ODDS,
    OUTSIDERS,
    PERMS,
    Happening,
    clock,
    day,
)
from adapters.flickr.simulator.lived_in.photographs import PHOTOGRAPHS, described
from adapters.flickr.simulator.lived_in.subjects import (
    CHANGED_TITLES,
    COMMENTS,
    NOTES,
    SUBJECTS,
)

_EVERYBODY: Final = (*MEMBERS, *OUTSIDERS)
_DELETED: Final = 9


def of_photos(random: Random, own: Sequence[Happening]) -> Iterator[Happening]:
    """Return what the members do to their photos, and what is said about them."""
    for photo in own:
        if photo.at + 2 * DAY >= END:
            continue
        for _ in range(random.choices((0, 1, 2, 3), (36, 36, 20, 8))[0]):
            yield _change(random, photo, random.randrange(photo.at + DAY, END))
    older = [photo for photo in own if photo.at < day("2026-01-01")]
    for photo in random.sample(older, _DELETED):
        at = random.randrange(photo.at + 30 * DAY, END)
        yield Happening(at, "DELETE", f"photos/${photo.name}")


def _change(random: Random, photo: Happening, at: int) -> Happening:
    call = f"photos/${photo.name}"
    like = [subject for subject in SUBJECTS if subject.picture == kind_of(photo.picture)]
    subject = random.choice(like)
    owner = str(photo.body["owner"])
    others = [username for username in _EVERYBODY if f"${username}" != owner]
    match random.randrange(13):
        case 0:
            body = {"title": random.choice(CHANGED_TITLES).format(random.choice(subject.titles))}
        case 1:
            body = {"perms": random.choices(PERMS, ODDS)[0]}
        case 2:
            body = {
                "tags": f"{photo.body['tags']} revisited "
                f"year:taken={str(photo.body['date_taken'])[:4]}"
            }
        case 3:
            place = subject.place or (52.3702, 4.8952)
            return Happening(at, "PATCH", call, {"lat": place[0], "lon": place[1]})
        case 4 if kind_of(photo.picture) not in PHOTOGRAPHS:
            body = {"license": str(random.choice((4, 5, 9)))}
        case 5:
            year = datetime.fromtimestamp(at, UTC).year
            body = {
                "description": described(
                    f"Seen again in {year}, with <em>other</em> eyes.", photo.picture
                )
            }
        case 6:
            return Happening(at, "POST", f"{call}/replace", picture=black_and_white(photo.picture))
        case 7:
            body = {"date_taken": clock(photo.at - random.randrange(40, 4000) * DAY)}
        case 8:
            note = {"author": f"${random.choice(others)}", "x": 120, "y": 90, "w": 80, "h": 60}
            return Happening(at, "PATCH", call, {"notes": [{**note, "text": random.choice(NOTES)}]})
        case 9:
            person = {"nsid": f"${random.choice(others)}", "x": 205, "y": 70, "w": 90, "h": 110}
            return Happening(at, "PATCH", call, {"people": [person]})
        case 10 if "lat" in photo.body:
            body = {"geoperms": random.choice(("public", "contacts", "family", "private"))}
        case 11 if "lat" in photo.body and random.random() < 0.4:
            return Happening(at, "PATCH", call, {"lat": None})
        case _:
            said = random.choice(COMMENTS)
            comment = {"id": f"${photo.name}", "author": f"${random.choice(others)}", "text": said}
            return Happening(at, "POST", "comments", comment)
    return Happening(at, "PATCH", call, body)


def of_others() -> Iterator[Happening]:
    """Return what becomes of the photos of those who are no members: they were faved."""
    yield Happening(day("2019-12-12"), "PATCH", "photos/$other-4", {"perms": "private"})
    yield Happening(
        day("2020-02-02"), "PATCH", "photos/$other-2", {"title": "Renamed by its owner"}
    )
    yield Happening(day("2021-09-09"), "PATCH", "photos/$other-7", {"perms": "private"})
    yield Happening(day("2022-07-07"), "PATCH", "photos/$other-4", {"perms": "public"})
    yield Happening(day("2023-02-02"), "DELETE", "photos/$other-9")


def faves(
    random: Random, own: Sequence[Happening], others: Sequence[Happening]
) -> Iterator[Happening]:
    """Return who likes what, and who no longer does."""
    for photo in others:
        for username in random.sample(sorted(MEMBERS), 2):
            yield _fave(username, photo, photo.at + random.randrange(DAY, 60 * DAY))
            if photo.name in ("other-3", "other-11", "other-16"):
                body = {"nsid": f"${username}", "id": f"${photo.name}"}
                yield Happening(day("2024-01-01"), "DELETE", "faves", body)
    public = [
        photo for photo in own if photo.body["perms"] == "public" and photo.at < END - 9 * DAY
    ]
    for photo in random.sample(public, 40):
        for username in (*MEMBERS, *random.sample(OUTSIDERS, 2)):
            if f"${username}" != photo.body["owner"]:
                latest = min(photo.at + 200 * DAY, END)
                yield _fave(username, photo, random.randrange(photo.at + DAY, latest))


def _fave(username: str, photo: Happening, at: int) -> Happening:
    body = {"nsid": f"${username}", "id": f"${photo.name}", "date": at}
    return Happening(at, "POST", "faves", body)


def albums(own: Sequence[Happening]) -> Iterator[Happening]:
    """Return albums: begun with some photos, later longer and in another order."""
    for username in MEMBERS:
        theirs = [photo for photo in own if photo.body["owner"] == f"${username}"]
        for number, title in enumerate(("The long way round", "窓 · Windows", "Weather")):
            some = theirs[number::5][:14]
            first = {
                "owner": f"${username}",
                "title": title,
                "description": "Kept in the order in which it <i>felt</i>.",
                "photos": [f"${photo.name}" for photo in some[:6]],
            }
            album = f"album-{username}-{number}"
            yield Happening(some[5].at + DAY, "POST", "albums", first, album)
            every = {"photos": [f"${photo.name}" for photo in reversed(some)]}
            later = min(some[-1].at + 30 * DAY, END)
            yield Happening(later, "PATCH", f"albums/${album}", every)
