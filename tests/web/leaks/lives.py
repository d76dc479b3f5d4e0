"""A generated world in which every value is marked, so that a leak tells what it is of."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from domain import album, contact, streams
from domain.fact import Covered
from domain.photo.suggesting import suggest
from domain.photo.values import Exif, ExifTag, Note, PersonTag
from tests.web.leaks.rules import Album, Line, Photo, Rules, Said
from tests.web.world import (
    ADA,
    BOB,
    CLEO,
    DAN,
    DAY,
    EVE,
    FAY,
    NOW,
    START,
    Comment,
    Location,
    Original,
    Picture,
    Tag,
    World,
    circle,
    day,
    look,
)

MARY = "99@N02"
"""Owns photos that a member's token read, and is no member."""
ADMIN = "77@N01"
VIEWERS = ("", FAY, EVE, BOB, CLEO, DAN, ADA, ADMIN)
ALBUM = "72157600000001"
SHARED = "tree"
"""A tag that every photo has, by which they are counted."""
CHANGES = 7
LAST = 300


@dataclass
class Lived:
    """A world and what was so in it."""

    world: World
    rules: Rules
    photos: list[Photo] = field(default_factory=list)
    editions: list[Album] = field(default_factory=list)
    own: dict[str, frozenset[str]] = field(default_factory=dict)
    """Marks that are for some members alone."""

    def of(self, owner: str) -> list[Photo]:
        """Return an owner's photos."""
        return [photo for photo in self.photos if photo.owner == owner]


class Living:
    """Lets a world live, and writes down what was so."""

    def __init__(self, world: World, seed: int, photos: int) -> None:
        self._chance = random.Random(seed)
        self._world = world
        self._marks = 0
        self._many: dict[tuple[str, str], dict[str, Any]] = {}
        rules = Rules(
            NOW,
            {ADA: START},
            {(ADA, nsid): Line([(0, START, sort)]) for nsid, sort in CIRCLE.items()},
        )
        self.lived = Lived(world, rules)
        self._people()
        for number in range(photos):
            self._photo(f"5310000{seed % 100:02}{number:02}")
        self._faved_and_gone(f"5320000{seed % 100:02}00")
        self._of_mary(f"5330000{seed % 100:02}00")
        self._albums()
        self._suggestions()
        for nsid in (BOB, CLEO, DAN, EVE, FAY, ADMIN):
            world.backup(nsid)

    def _mark(self) -> str:
        self._marks += 1
        return f"zq{self._marks:05}x"

    def _between(self, number: int) -> tuple[int, int]:
        until = day(number) + self._chance.randrange(DAY)
        return until - self._chance.randrange(60, 2 * DAY), until

    def _people(self) -> None:
        world, secret = self._world, self._mark()
        circle(world)
        world.member(ADMIN, "Admin")
        world.roles(ADMIN, "admin")
        world.subscription("s1", ADA)
        world.person(MARY, "Mary")
        world.person("901@N01", secret)
        world.contact(ADA, "901@N01", friend=False, family=False)
        self.lived.own[secret] = frozenset({ADA})
        self._relation(FAY, "friend", *self._between(90))
        self._relation(EVE, "stranger", *self._between(140))
        self._relation(CLEO, "both", *self._between(190))

    def _relation(self, nsid: str, sort: str, after: int, until: int) -> None:
        relations = self.lived.rules.relations
        line = relations.setdefault((ADA, nsid), Line([(0, 0, "stranger")]))
        line.steps.append((after, until, sort))
        flags = {"friend": ("1", "0"), "family": ("0", "1"), "both": ("1", "1")}.get(sort)
        relation = contact.Relation(friend=flags[0], family=flags[1]) if flags else None
        stream = streams.contact(ADA, nsid)
        past = contact.contact_history(self._world.facts(stream))
        covered = {"": Covered(before=after)}
        self._world.tell(stream, contact.observe(past, relation, look(until, ADA), covered))

    def _photo(self, photo_id: str) -> None:
        chance = self._chance
        photo = Photo(
            photo_id,
            ADA,
            START - 10 * DAY,
            Line([(0, day(1), chance.choice(list(PERMISSIONS)))]),
            Line([(0, day(1), chance.choice(["public", "contacts", "private"]))]),
        )
        self._first(photo, permission=photo.permission.steps[0][2])
        for number in sorted(chance.sample(range(3, LAST), CHANGES)):
            self._change(photo, *self._between(number))
        if chance.random() < 0.3:
            after, until = self._between(LAST + 10)
            photo.gone.steps.append((after, until, "deleted"))
            self._world.gone(photo.id, at=until, after=after)

    def _first(self, photo: Photo, by: str = "", **facets: Any) -> None:
        """See a photo with a mark in everything that it says."""
        self.lived.photos.append(photo)
        values: dict[str, Any] = {}
        for name in VALUES:
            values |= self._value(photo, name, 0, day(1))
        if photo.told:
            values["geo_permission"] = photo.geo.steps[0][2]
        self._world.photo(
            photo.id, photo.owner, by=by, at=day(1), posted=str(photo.posted), **facets, **values
        )
        self._file(photo, values["picture"].secret)

    def _change(self, photo: Photo, after: int, until: int) -> None:
        name = self._chance.choice([*VALUES, "permission", "permission", "geo_permission"])
        if name in ("permission", "geo_permission"):
            line, choices = photo.permission, PERMISSIONS
            if name == "geo_permission":
                line, choices = photo.geo, ("public", "contacts", "private")
            value = self._chance.choice([v for v in choices if v != line.steps[-1][2]])
            line.steps.append((after, until, value))
            changed: dict[str, Any] = {name: value}
        else:
            changed = self._value(photo, name, until, until)
        self._world.photo(photo.id, photo.owner, at=until, after=after, **changed)
        if "picture" in changed:
            self._file(photo, changed["picture"].secret)

    def _file(self, photo: Photo, secret: str) -> None:
        colour = f"#{self._chance.randrange(1 << 24):06x}"
        self._world.file(photo.id, secret=secret, colour=colour, shape=(48, 32))

    def _value(self, photo: Photo, name: str, start: int, until: int) -> dict[str, Any]:
        """Return another value of a facet, and write down what is said by it from when on."""
        mark, other, place = self._mark(), self._mark(), name == "location"
        if name == "comments":
            start = until - 1  # Flickr tells to the second when one was made
        elif name not in ("notes", "people"):  # those were there as the photo was first seen
            for said in photo.said:
                if said.end > NOW and said.facet == name:
                    said.end = start
        made: dict[str, Any] = {}
        marks = [mark]
        match name:
            case "title":
                made["title"] = f"Title {mark}"
            case "description":
                made["description"] = f"About {mark} and <b>{other}</b>"
                marks.append(other)
            case "tags":
                made["tags"] = (Tag(raw=SHARED, clean=SHARED), Tag(raw=mark, clean=mark))
            case "location":
                latitude = f"13.97{self._marks:04}"
                made["location"] = Location(
                    latitude=latitude, longitude="1.5", accuracy="15", locality=mark
                )
                marks.append(latitude)
            case "picture":
                made["picture"] = Picture(server="1", secret=mark)
                made["original"] = Original(secret=other, format="jpg")
                marks.append(other)
            case "exif":
                gps = ExifTag(tagspace="GPS", tag="GPSLatitude", raw=other)
                lens = ExifTag(tagspace="ExifIFD", tag="Lens", raw=mark)
                made["exif"] = Exif(camera=f"Camera {mark}", tags=(gps, lens))
                self._say(photo, name, other, start, place=True)
            case "comments":
                text = Comment(
                    id=mark, author=BOB, authorname="Bob", datecreate=str(start), text=other
                )
                made["comments"] = {**self._kept(photo, name), mark: text}
                marks.append(other)
            case "notes":
                note = Note(id=mark, author=BOB, x="1", y="1", w="9", h="9", text=other)
                made["notes"] = {**self._kept(photo, name), mark: note}
                marks.append(other)
            case _:
                nsid = f"8{self._marks:04}@N09"
                made["people"] = {
                    **self._kept(photo, name),
                    nsid: PersonTag(nsid=nsid, username=mark),
                }
        for one in marks:
            self._say(photo, name, one, start, place=place)
        if name in ("comments", "notes", "people"):
            self._many[photo.id, name] = made[name]
        return made

    def _kept(self, photo: Photo, name: str) -> dict[str, Any]:
        return self._many.get((photo.id, name), {})

    def _say(self, photo: Photo, name: str, mark: str, start: int, *, place: bool) -> None:
        photo.said.append(Said(mark, start, NOW + 1, place, name))

    def _faved_and_gone(self, photo_id: str) -> None:
        """Ada's photo, which Bob read and faved, and which is deleted."""
        photo = Photo(
            photo_id, ADA, START - 10 * DAY, Line([(0, day(1), "friends")]),
            Line([(0, day(1), "public")]),
        )  # fmt: skip
        self._first(photo, permission="friends")
        self._world.photo(photo.id, by=BOB, at=day(2))
        after, until = self._between(60)
        self._world.fave(BOB, photo.id, at=day(3))
        self._world.fave(CLEO, photo.id, at=day(4))
        photo.faved_by |= {BOB, CLEO}
        photo.gone.steps.append((after, until, "deleted"))
        self._world.gone(photo.id, at=until, after=after)
        self._world.gone(photo.id, BOB, at=until, after=after)
        photo.read[BOB] = (day(2), (after, until))

    def _of_mary(self, photo_id: str) -> None:
        """Photos of somebody who is no member, as Bob's token read them."""
        for number, (first, faved, gone) in enumerate(
            [("public", True, False), ("public", True, True), ("private", False, False),
             ("private", True, True)]
        ):  # fmt: skip
            photo = Photo(
                f"{photo_id[:-1]}{number}", MARY, START - 10 * DAY,
                Line([(0, day(1), first)]), Line([(0, day(1), "private")]), told=False,
            )  # fmt: skip
            self._first(photo, by=BOB, public=first == "public")
            photo.read[BOB] = (day(1), None)
            if faved:
                self._world.fave(BOB, photo.id, at=day(2))
                photo.faved_by.add(BOB)
            if gone:
                after, until = self._between(70)
                self._world.gone(photo.id, BOB, at=until, after=after)
                photo.read[BOB] = (day(1), (after, until))

    def _suggestions(self) -> None:
        """Suggest places to Ada, who accepts none: between her and who makes them, seen or not."""
        for photo in self.lived.of(ADA):
            for nsid in self._chance.sample((BOB, CLEO, DAN, EVE, FAY), 2):
                mark = f"13.97{int(self._mark()[2:7]):04}"
                location = Location(latitude=mark, longitude="1.5", accuracy="15")
                self.lived.own[mark] = frozenset({ADA, nsid})
                past = self._world.facts(streams.photo(photo.id))
                at = day(LAST + 20)
                self._world.tell(streams.photo(photo.id), suggest(past, location, look(at, nsid)))

    def _albums(self) -> None:
        mine = self.lived.of(ADA)
        edges = [(START, 0), *((until, after) for after, until in map(self._between, (50, 250)))]
        for number, (until, after) in enumerate(edges):
            marks = (self._mark(), self._mark())
            photos = tuple(self._chance.sample(mine, 3))
            if self.lived.editions:
                self.lived.editions[-1].end = until
            start = until if number else 0
            self.lived.editions.append(Album(marks, photos, start, NOW + 1))
            seen = album.Album(
                owner=ADA, title=f"Album {marks[0]}", description=marks[1],
                photos=tuple(photo.id for photo in photos), created=str(START),
            )  # fmt: skip
            past = album.album_history(self._world.facts(streams.album(ALBUM)))
            facts = album.observe(past, seen, look(until, ADA), {"": Covered(before=after)})
            self._world.tell(streams.album(ALBUM), facts)


CIRCLE = {BOB: "friend", CLEO: "family", DAN: "both", EVE: "contact", "901@N01": "contact"}
PERMISSIONS: tuple[str, ...] = ("public", "friends", "family", "both", "private")
VALUES = (
    "title", "description", "tags", "location", "picture", "exif", "comments", "notes", "people",
)  # fmt: skip
