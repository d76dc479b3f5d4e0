"""What TimeMaps tell to whom, over generated lives, against rules written anew from prose."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from tests.web.test_memento import get, linked, related
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
    Location,
    World,
    circle,
    day,
)

VIEWERS = ("", FAY, EVE, BOB, CLEO, DAN, ADA)
RELATION = {EVE: "contact", BOB: "friend", CLEO: "family", DAN: "both", FAY: "stranger"}
ADMITS = {
    "public": {"unknown", "stranger", "contact", "friend", "family", "both"},
    "contacts": {"contact", "friend", "family", "both"},
    "friends": {"friend", "both"},
    "family": {"family", "both"},
    "both": {"friend", "family", "both"},
    "private": set[str](),
}
POSTED = START - 10 * DAY
ALBUM = "/photos/ada/albums/721"


@dataclass
class Life:
    """What one photo was, and from when on: (after, until, what), the oldest first."""

    id: str
    permission: list[tuple[int, int, str]]
    place: str
    told: list[tuple[int, int, str]] = field(default_factory=list)
    """Titles (`t…`), which all who see the photo see, and latitudes (digits), which fewer do."""

    def may_be(self, instant: int) -> set[str]:
        """Return every permission that it may have had at an instant."""
        held = {self.permission[0][2]}
        for after, until, value in self.permission[1:]:
            if until <= instant:
                held = {value}
            elif after < instant:
                held.add(value)
        return held

    def edges(self) -> list[int]:
        """Return when something about it changed."""
        edges = [until for _, until, _ in (*self.permission[1:], *self.told)]
        return sorted({POSTED, *edges})


def sees(viewer: str, life: Life, instant: int) -> bool:
    """Tell whether a viewer may see the photo as of an instant: then, and now."""
    return viewer == ADA or all(
        relation in ADMITS[permission]
        for at in (instant, NOW)
        for permission in life.may_be(at)
        for relation in related_to_ada(viewer, at)
    )


def sees_place(viewer: str, life: Life, instant: int) -> bool:
    return sees(viewer, life, instant) and (
        viewer == ADA
        or all(
            relation in ADMITS[life.place]
            for at in (instant, NOW)
            for relation in related_to_ada(viewer, at)
        )
    )


def related_to_ada(viewer: str, instant: int) -> set[str]:
    """Return what a viewer may have been to Ada, whose contacts were first read at START."""
    return {RELATION.get(viewer, "unknown") if instant >= START and viewer else "unknown"}


def versions(viewer: str, life: Life) -> list[int]:
    """Return when each version of a photo that looks new to a viewer was first theirs to see."""
    edges = life.edges()
    turns = sorted({*edges, START, *(after + 1 for after, _, _ in life.permission)})
    found: list[int] = []
    before = False
    for start, end in pairwise([*edges, NOW + 1]):
        opened = next((t for t in turns if start <= t < end and sees(viewer, life, t)), None)
        if opened is not None and (not before or news(viewer, life, start, opened)):
            found.append(opened)
        before = opened is not None
    return found


def news(viewer: str, life: Life, edge: int, opened: int) -> bool:
    told = [value for _, until, value in (*life.permission[1:], *life.told) if until == edge]
    if any(not value.isdigit() for value in told):
        return True
    return sees_place(viewer, life, opened) and sees_place(viewer, life, edge - 1)


def days(viewer: str, lives: list[Life]) -> list[int]:
    """Return the ends of the days on which something on Ada's list changed to a viewer."""
    changed = {START} | {
        edge
        for life in lives
        for edge in life.edges()
        if edge >= START
        and sees(viewer, life, edge)
        and (
            viewer == ADA
            or any(
                not value.isdigit()
                for _, until, value in (*life.permission[1:], *life.told)
                if until == edge
            )
        )
    }
    return sorted({edge - edge % DAY + DAY - 1 for edge in changed})


def lived(world: World, seed: int) -> list[Life]:
    """Let some photos live at random, and return what became of them."""
    chance = random.Random(seed)
    made: list[Life] = []
    for number in range(4):
        life = Life(
            f"5300000{seed:02}{number:02}",
            [(0, day(1), chance.choice(list(ADMITS.keys() - {"contacts"})))],
            chance.choice(["public", "contacts", "private"]),
        )
        latitude, permission = 10, life.permission[0][2]
        world.photo(
            life.id,
            at=day(1),
            permission=permission,
            geo_permission=life.place,
            location=Location(latitude="10", longitude="1", accuracy="15"),
            title="t",
        )
        for at in sorted(chance.sample(range(3, 300), 8)):
            until = day(at) + chance.randrange(DAY)
            after = until - chance.randrange(60, 2 * DAY)
            match chance.randrange(3):
                case 0:
                    permission = chance.choice(
                        [p for p in ("public", "friends", "family", "both") if p != permission]
                    )
                    life.permission.append((after, until, permission))
                    world.photo(life.id, at=until, after=after, permission=permission)
                case 1:
                    life.told.append((after, until, f"t{at}"))
                    world.photo(life.id, at=until, after=after, title=f"t{at}")
                case _:
                    latitude += 1
                    life.told.append((after, until, str(latitude)))
                    place = Location(latitude=str(latitude), longitude="1", accuracy="15")
                    world.photo(life.id, at=until, after=after, location=place)
        made.append(life)
    return made


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, list[Life]]]:
    folder: Path = tmp_path_factory.mktemp("generated")
    world = World(folder)
    circle(world)
    lives = [life for seed in range(3) for life in lived(world, seed)]
    yield world, lives
    world.close()


@pytest.mark.parametrize("viewer", VIEWERS)
def test_a_photos_timemap_has_the_versions_that_the_viewer_may_see_and_none_else(
    generated: tuple[World, list[Life]], viewer: str
) -> None:
    world, lives = generated
    client = world.client(viewer)
    told = 0
    for life in lives:
        for page in ("", "/exif", "/history"):
            path = f"/photos/ada/{life.id}{page}"
            answer = client.simulate_get(f"/timemap/link{path}")
            expected = versions(viewer, life) if sees(viewer, life, NOW) else []
            assert answer.status_code == (200 if expected else 404), (life, answer.text)
            mementos = _mementos(answer.text) if expected else {}
            assert [*mementos.values()] == expected, life
            told += len(expected)
            gate = get(client, path, Accept_Datetime="Sat, 01 Jun 2019 00:00:00 GMT")
            assert gate.status_code == (302 if expected else 404)
            for uri in () if page else mementos:
                assert get(client, uri).status_code == 200, (life, uri)
    assert told


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("page", ["", "/activity"])
def test_a_lists_timemap_has_the_days_of_what_the_viewer_may_see_and_none_else(
    generated: tuple[World, list[Life]], viewer: str, page: str
) -> None:
    world, lives = generated
    client = world.client(viewer)
    answer = client.simulate_get(f"/timemap/link/photos/ada{page}")
    mementos = _mementos(answer.text)
    assert [*mementos.values()] == days(viewer, lives)
    uris = list(mementos)
    for number, uri in enumerate(uris):
        memento = get(client, uri)
        assert memento.status_code == 200
        said = memento.headers["link"]
        assert related(said, "first") == uris[0]
        assert related(said, "last") == uris[-1]
        assert number == 0 or related(said, "prev") == uris[number - 1]
        assert number + 1 == len(uris) or related(said, "next") == uris[number + 1]


@pytest.mark.parametrize("viewer", VIEWERS)
def test_faves_and_albums_change_only_by_what_the_viewer_may_see(
    generated: tuple[World, list[Life]], viewer: str
) -> None:
    world, lives = generated
    kept = tuple(life.id for life in lives[:5])
    if not world.facts(f"fave:{BOB}:{kept[0]}"):
        world.backup(BOB)
        for number, photo in enumerate(kept):
            world.fave(BOB, photo, at=day(310 + number))
            world.album("721", kept[: number + 1], at=day(320 + number))
    client = world.client(viewer)
    # The first photo of an album counts as there from the album's own beginning.
    for path, first, since in (("/photos/bob/faves", 310, 310), (ALBUM, 320, 321)):
        answer = client.simulate_get(f"/timemap/link{path}")
        listed = _mementos(answer.text).values() if answer.status_code == 200 else []
        seen = [
            day(first + number + 1) - 1
            for number, life in enumerate(lives[:5])
            if sees(viewer, life, day(first + number))
        ]
        assert [at for at in listed if at >= day(since)] == [at for at in seen if at >= day(since)]


def _mementos(text: str) -> dict[str, int]:
    return {
        uri: int(uri.rpartition("as_of=@")[2])
        for uri, link in linked(text).items()
        if "memento" in link["rel"]
    }
