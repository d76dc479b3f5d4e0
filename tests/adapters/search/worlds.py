"""A generated archive to search in, and queries about it with every operator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Protocol

from domain import streams
from domain.fact import Fact
from domain.photo.values import DateTaken, Exif, ExifTag, Location, PersonTag, Picture, Tag
from domain.search.index import SearchIndex
from projections.reading.eyes import Eyes, eyes
from tests.adapters.search.oracle import Oracle
from tests.web.world import ADA, BOB, CLEO, EVE, FAY, World, circle, day

PAST = day(40)
VIEWERS = ("", EVE, BOB, ADA)
"""A stranger, a contact, a friend, and the owner of most photos."""

_WORDS = ("harbour", "light", "Café", "Straße", "roof", "tin", "東京タワー", "京都", "река",
          "हिन्दी", "🎈", "Ærø", "the", "boats", "서울역", "שָׁלוֹם", "مدينة", "Ελλάδα",
          "ไทย")  # fmt: skip
_TAGS = ("San Francisco", "boat", "Café", "東京", "camera:make=Canon EOS", "camera:make=Nikon",
         "upcoming:event=123", "dc:title=Mr. Camera", "film:make=canon eos", "boats",
         "서울", "Ελλάδα")  # fmt: skip
_WITH = {"boat": "Pier", "boats": "Pier", "東京": "塔"}
_PLACES = (
    ("52.371", "4.899", "727232", "Jordaan", "Amsterdam", "North Holland", "Netherlands"),
    ("52.093", "5.115", "734047", "", "Utrecht", "Utrecht", "Netherlands"),
    ("35.658", "139.745", "1118370", "芝公園", "東京", "東京都", "日本"),
    ("-17.713", "178.065", "2344738", "", "Nadi", "Western", "Fiji"),
)
_CAMERAS = (
    ("Canon", "Canon EOS 5D", "EF50mm"),
    ("NIKON", "D90", ""),
    ("FUJIFILM", "X100T", "23mm"),
)


class Fresh(Protocol):
    """Makes an index that nobody has used, a question to which may take so many seconds."""

    def __call__(self, seconds: float = 10.0) -> SearchIndex:
        """Return it, prepared."""
        ...


@dataclass(frozen=True)
class Filled:
    """A world, an index of it, and the oracle about it."""

    world: World
    index: SearchIndex
    oracle: Oracle


def build(folder: Path, count: int = 90, chosen: Mapping[str, Any] | None = None) -> World:
    """Make an archive with so many photos of three owners, each told of up to four times."""
    folder.mkdir(exist_ok=True)
    world = World(folder, dict(chosen or {}))
    circle(world)
    random = Random(7)
    ids = [str(50_000_000_000 + number) for number in range(count)]
    for photo in ids:
        owner, by = random.choice(((ADA, ADA), (ADA, ADA), (CLEO, CLEO), ("99@N02", BOB)))
        facets = _facets(random, told=owner == by)
        posted = random.randrange(day(-600), day(60))
        world.photo(photo, owner, by=by, at=max(day(0), posted), posted=str(posted), **facets)
        for _ in range(random.randrange(3)):
            at = random.randrange(max(day(1), posted), day(100))
            facets = _facets(random, told=owner == by)
            changed = dict(random.sample(sorted(facets.items()), 3))
            world.photo(photo, owner, by=by, at=at, after=at - 3600, **changed)
        if random.random() < 0.15:
            world.gone(photo, by, at=day(110), after=day(109))
    _paint(world, ids)
    for nsid in (BOB, ADA, EVE):
        for photo in random.sample(ids, min(25, count)):
            world.fave(nsid, photo, at=random.randrange(day(1), day(90)))
    world.album("721", tuple(random.sample(ids, min(30, count))), at=day(2))
    world.album("721", tuple(random.sample(ids, min(30, count))), at=day(50))
    world.album("722", tuple(random.sample(ids, 5)), at=day(60))
    world.contact(ADA, FAY, friend=True, family=False, at=day(45))
    world.no_contact(ADA, EVE, at=day(95))
    world.follow()
    return world


def _paint(world: World, ids: Sequence[str]) -> None:
    """Store a file with colours of most photos; some get another picture on a later day."""
    random = Random(5)
    inks = ("d02020", "2040d0", "808080", "208020", "f0f0f0")
    for photo in ids:
        for secret in (f"s{photo}", f"r{photo}")[: random.randrange(3)]:
            tones = "".join(random.choices(inks[: random.randrange(1, 6)], k=12))
            if secret.startswith("r"):
                world.photo(photo, at=day(70), picture=Picture(server="1", secret=secret))
            world.file(photo, secret=secret, data=b"a picture", tones=tones)


def facts_of(world: World) -> Mapping[str, Sequence[Fact]]:
    """Return the facts of every stream."""
    return {
        stream: told
        for stream, told in world.archive.log.by_stream()
        if streams.kind_of(stream) in ("photo", "fave", "album")
    }


def look_as(world: World, nsid: str, at: int | None = None) -> Eyes:
    """Return a viewer's eyes on a day (None: today)."""
    with world.archive.generations.live().connect() as connection:
        return eyes(connection, nsid, world.now, at)


def queries(count: int = 400) -> list[str]:
    """Return queries, the same every time: each operator alone, then mixed."""
    random = Random(11)
    made = list(_SINGLE)
    while len(made) < count:
        terms = random.choices(_SINGLE[1:], k=random.randrange(2, 5))
        terms = [("-" if random.random() < 0.2 else "") + term for term in terms]
        made.append(random.choice((" ", " ", " OR ")).join(terms))
    return made


_SINGLE = (
    "", "harbour", "LIGHT", "cafe", "strasse", "हिन्दी", "река", "東京", "京", "東", "タワー", "🎈",
    "aero", "har*", "bo*", '"tin roof"', '"harbour light"', '"francisco boat"', "the",
    "title:light", "description:roof", "text:boats", "title:東京", "tag:sanfrancisco",
    "tag:café", 'tag:"San Francisco"', "tag:b*", "tag:東京", "camera:make=",
    "camera:make=nikon", "*:make=canoneos", "*:make=canon*", "camera:*=nikon", "*:*=123",
    "upcoming:event=123", "upcoming:", "*:title=", 'dc:title="Mr. Camera"', "owner:11@N01",
    "owner:44@N01", "owner:99@N02", "faved:22@N01", "faved:11@N01", "with:22@N01",
    "with:66@N01", "in:721", "in:722", "taken:2014", "taken:2014-05", "taken:2013..2015",
    "taken:..2013", "taken:2016..", "posted:2018", "posted:2019-04..2019-06",
    "posted:2019..", "near:52.37,4.9,5", "near:52.2,5,60", "near:35.66,139.7,20",
    "near:-17.7,178,9000", "place:amsterdam", "place:netherlands", 'place:"north holland"',
    "place:東京", "place:727232", "place:ut*", "camera:canon", "camera:5d", 'camera:"eos 5d"',
    "camera:d9*", "licence:4", "licence:cc", "licence:by", "is:public", "is:friends",
    "is:family", "is:private", "colour:red", "color:grey", "colour:blue", "is:deleted",
    "서울", "서", "שלום", "مدينة", "ΕΛΛΑΔΑ", "ไทย", '"река 서울"', "tag:서울", "tag:ελ*",
    "tag:Ελλάδα", "title:שלום", "make:canon", 'model:"Canon EOS 5D"', "lens:ef50MM",
    "country:netherlands",
    'region:"north holland"', "town:東京", "town:utrecht", 'town:"Utrecht, Utrecht, Netherlands"',
    "neighbourhood:jordaan", "license:0", "is:video", "is:photo",
    "is:geotagged", "is:indoors", "is:outdoors",
)  # fmt: skip


def whose(name: str) -> str | None:
    """Everybody is meant by their NSID."""
    return name if streams.is_nsid(name) else None


def _tags(random: Random) -> list[str]:
    """Return three tags, and what goes with some of them."""
    some = random.sample(_TAGS, 3)
    return some + [_WITH[raw] for raw in some if raw in _WITH]


def _facets(random: Random, *, told: bool) -> dict[str, Any]:
    latitude, longitude, woeid, neighbourhood, locality, region, country = random.choice(_PLACES)
    make, model, lens = random.choice(_CAMERAS)
    said = (("Make", make), ("Model", model), ("LensModel", lens))
    year = random.randrange(2012, 2018)
    facets: dict[str, Any] = {
        "title": " ".join(random.choices(_WORDS, k=3)),
        "description": f"<i>{' '.join(random.choices(_WORDS, k=4))}</i>",
        "tags": tuple(Tag(raw=raw, author=ADA) for raw in _tags(random)),
        "license": random.choice("01459"),
        "media": random.choice(("photo", "photo", "video")),
        "date_taken": DateTaken(taken=f"{year}-{random.randrange(1, 13):02}-04 12:00:00"),
        "location": Location(
            latitude=latitude,
            longitude=longitude,
            accuracy=random.choice(("15", "15", "0")),
            context=random.choice("012"),
            woeid=woeid,
            neighbourhood=neighbourhood,
            locality=locality,
            region=region,
            country=country,
        ),
        "geo_permission": random.choice(("public", "contacts", "private")),
        "exif": Exif(tags=tuple(ExifTag(tagspace="IFD0", tag=t, raw=r) for t, r in said if r)),
        "people": {n: PersonTag(nsid=n) for n in random.sample((BOB, CLEO, FAY), 1)},
    }
    if told:
        facets["permission"] = random.choice(("public", "public", "friends", "family", "private"))
    else:
        facets["public"] = random.random() < 0.7
    return facets
