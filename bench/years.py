"""Made-up years of one member: photos with everything, each changed a few times."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Final

from domain import streams
from domain.account import AccountJoined
from domain.backup import BackupFinished, Covered
from domain.clock import Happened
from domain.fact import Event, Fact
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
    photo_id = str(50_000_000_000 + number)
    posted = random.randrange(BEGUN, ENDED - 50_000_000)
    secret = f"{random.getrandbits(40):010x}"
    seen = e.PhotoSeen(photo=_facets(photo_id, posted, secret, random), member=OWNER)
    first = posted + random.randrange(86_400)
    facts = [_fact(seen, 0, first)]
    key = f"{photo_id[:3]}/{photo_id[3:6]}/{photo_id[6:9]}/{photo_id[9:]}/{photo_id}_{secret}_z.jpg"
    file = StoredFile(key=key, size="z", secret=secret, sha256="0" * 64, bytes=90_000)
    facts.append(_fact(e.PhotoFileStored(file=file), first, first))
    then = first + random.randrange(10_000_000)
    facts.append(_fact(e.PhotoTitleChanged(title=_title(random)), then - 86_400, then))
    then += random.randrange(86_400, 10_000_000)
    changed = e.PhotoPermissionChanged(permission=_permission(random))
    facts.append(_fact(changed, then - 86_400, then))
    return streams.photo(photo_id), tuple(facts)


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
            Append(streams.account(OWNER), 0, (_fact(joined, BEGUN, BEGUN),)),
            Append(streams.backup(OWNER, BEGUN), 0, (_fact(finished, BEGUN, BEGUN),)),
        ]
    )
    append_photos(log, count, batch=batch)


def append_photos(log: EventLog, count: int, *, batch: int = 2000) -> None:
    """Append so many photos, and nothing else."""
    pending: list[Append] = []
    for stream, facts in photos(count):
        pending.append(Append(stream, 0, facts))
        if len(pending) * EVENTS_A_PHOTO >= batch:
            log.append(pending)
            pending = []
    log.append(pending)


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


def _fact(event: Event, after: int, until: int) -> Fact:
    clock = Happened(min(after, until), until)
    return Fact(event=event, happened=clock, observed=until, via="poll", account=OWNER)
