"""Made-up years of one member: photos with everything, each changed a few times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from random import Random
from typing import Final

from domain import streams
from domain.account import AccountJoined
from domain.album import Album, AlbumPhotosChanged, AlbumSeen
from domain.backup import BackupFinished, Covered
from domain.clock import Happened
from domain.contact import ContactAdded, Relation
from domain.fact import Event, Fact
from domain.fave import FaveAdded
from domain.person import Person, PersonSeen
from domain.photo import events as e
from domain.photo.values import (
    DateTaken,
    GeoPermission,
    Location,
    Original,
    Permission,
    Picture,
    Size,
    StoredFile,
    Tag,
)
from domain.recorded import Append, EventLog

OWNER: Final = "12037949754@N01"
BEGUN: Final = 1_300_000_000
ENDED: Final = 1_760_000_000
EVENTS_A_PHOTO: Final = 4
_WORDS: Final = ("harbour", "light", "window", "roof", "tin", "north", "river", "bridge", "snow")


def photo(number: int, random: Random) -> tuple[str, tuple[Fact, ...]]:
    """Return one photo's stream and its four facts."""
    name = photo_id(number)
    posted = random.randrange(BEGUN, ENDED - 50_000_000)
    secret = f"{random.getrandbits(40):010x}"
    seen = e.PhotoSeen(photo=_facets(name, posted, secret, random), member=OWNER)
    first = posted + random.randrange(86_400)
    facts = [fact(seen, 0, first)]
    key = f"{name[:3]}/{name[3:6]}/{name[6:9]}/{name[9:]}/{name}_{secret}_z.jpg"
    file = StoredFile(key=key, size="z", secret=secret, sha256="0" * 64, bytes=90_000)
    facts.append(fact(e.PhotoFileStored(file=file), first, first))
    then = first + random.randrange(10_000_000)
    facts.append(fact(e.PhotoTitleChanged(title=_title(random)), then - 86_400, then))
    then += random.randrange(86_400, 10_000_000)
    changed = e.PhotoPermissionChanged(permission=_permission(random))
    facts.append(fact(changed, then - 86_400, then))
    return streams.photo(name), tuple(facts)


def photos(count: int) -> Iterator[tuple[str, tuple[Fact, ...]]]:
    """Return so many photos, the same every time."""
    random = Random(2011)  # noqa: S311 - the same numbers every time are wanted
    for number in range(count):
        yield photo(number, random)


def fill(log: EventLog, count: int, *, batch: int = 2000) -> None:
    """Append a member, a finished backup, and so many photos."""
    joined = AccountJoined(nsid=OWNER, username="harbour-light")
    finished = BackupFinished(
        kind="photos",
        begun=BEGUN,
        covered=(Covered(subject="photos", at=BEGUN), Covered(subject="contacts", at=BEGUN)),
    )
    log.append(
        [
            Append(streams.account(OWNER), 0, (fact(joined, BEGUN, BEGUN),)),
            Append(streams.backup(OWNER, BEGUN), 0, (fact(finished, BEGUN, BEGUN),)),
        ]
    )
    append_photos(log, count, batch=batch)


def append_photos(log: EventLog, count: int, *, begun: int = 0, batch: int = 2000) -> None:
    """Append so many photos after the first `begun`, and nothing else."""
    pending: list[Append] = []
    for stream, facts in islice(photos(begun + count), begun, None):
        pending.append(Append(stream, 0, facts))
        if len(pending) * EVENTS_A_PHOTO >= batch:
            log.append(pending)
            pending = []
    log.append(pending)


def append_around(log: EventLog, count: int, *, begun: int = 0) -> None:
    """Append what there is around so many photos: albums, people, contacts and faves.

    An album for 200 photos, a contact for 500, and every twentieth photo faved.
    """
    random = Random(begun)  # noqa: S311 - the same numbers every time are wanted
    numbers = range(begun, begun + count)
    for start in numbers[::2000]:
        some = numbers[start - begun : start - begun + 2000]
        log.append(
            [
                *(_album(n, some, random) for n in some[::200]),
                *(append for n in some[::500] for append in _contact(n)),
                *(_faved(n) for n in some[::20]),
            ]
        )


def photo_id(number: int) -> str:
    """Return the id of a photo by its number."""
    return str(50_000_000_000 + number)


def fact(event: Event, after: int, until: int) -> Fact:
    """Return what a poll between two instants tells to have happened between them."""
    clock = Happened(min(after, until), until)
    return Fact(event=event, happened=clock, observed=until, via="poll", account=OWNER)


def _album(number: int, photos: Sequence[int], random: Random) -> Append:
    ids = tuple(photo_id(n) for n in photos if number <= n < number + 200)
    at = random.randrange(BEGUN, ENDED)
    album = Album(owner=OWNER, title=_title(random), photos=ids, cover=ids[0], created=str(at))
    fewer = AlbumPhotosChanged(photos=ids[1:])
    facts = (fact(AlbumSeen(album=album), at, at), fact(fewer, at, at + 86_400))
    return Append(streams.album(str(70_000_000_000 + number)), 0, facts)


def _contact(number: int) -> tuple[Append, Append]:
    nsid = f"{number + 100}@N02"
    added = ContactAdded(relation=Relation(friend="01"[number % 2], family="0"))
    seen = PersonSeen(person=Person(nsid=nsid, username=f"member {number}"))
    return (
        Append(streams.contact(OWNER, nsid), 0, (fact(added, BEGUN, BEGUN),)),
        Append(streams.person(nsid), 0, (fact(seen, BEGUN, BEGUN),)),
    )


def _faved(number: int) -> Append:
    added = FaveAdded(date_faved=str(ENDED - 1_000))
    facts = (fact(added, ENDED - 1_000, ENDED - 1_000),)
    return Append(streams.fave(OWNER, photo_id(number)), 0, facts)


def _facets(photo_id: str, posted: int, secret: str, random: Random) -> e.Facets:
    sizes = [("Thumbnail", 100), ("Medium 640", 640), ("Medium 800", 800), ("Large 1600", 1600)]
    return e.Facets(
        owner=OWNER,
        title=_title(random),
        description=f"<i>{_title(random)}</i> and {_title(random)}, " * 3,
        tags=tuple(Tag(raw=w, clean=w, author=OWNER) for w in random.sample(_WORDS, 5)),
        permission=_permission(random),
        geo_permission=GeoPermission(ispublic="1", iscontact="0", isfriend="0", isfamily="0"),
        location=Location(latitude="52.371", longitude="4.899", accuracy="15"),
        license=str(random.randrange(8)),
        date_taken=DateTaken(taken="2014-05-04 12:03:01"),
        posted=str(posted),
        media="photo",
        safety_level="0",
        rotation="0",
        picture=Picture(server="65535", secret=secret),
        original=Original(secret=secret[::-1], format="jpg"),
        download="1",
        sizes=tuple(_size(photo_id, secret, label, width) for label, width in sizes),
    )


def _size(photo_id: str, secret: str, label: str, width: int) -> Size:
    source = f"https://live.staticflickr.com/65535/{photo_id}_{secret}_{label[-1]}.jpg"
    return Size(label=label, width=str(width), height=str(width * 2 // 3), source=source)


def _permission(random: Random) -> Permission:
    public = random.random() < 0.8
    friend = not public and random.random() < 0.5
    return Permission(ispublic=str(int(public)), isfriend=str(int(friend)), isfamily="0")


def _title(random: Random) -> str:
    return " ".join(random.choices(_WORDS, k=3)).capitalize()
