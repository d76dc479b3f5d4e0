"""What places are called that Flickr does not name: on the photo's page, in search, to whom."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
import pytest

from adapters.gazetteer.towns import Town, Towns
from adapters.members.correcting import correct_place
from adapters.members.naming import Namers
from adapters.recording import record
from domain import streams
from domain.photo.events import PhotoPlaceNamed
from projections.reactions.naming import Naming
from tests.web.world import ADA, BOB, FAY, Location, World, day

PHOTO = "53000000001"
HERE = Location(latitude="52.371000", longitude="4.899000", accuracy="16")
PARIS = Location(latitude="48.856600", longitude="2.352200", accuracy="16")
TOWNS = Towns(
    (
        Town(1, "Amsterdam", "North Holland", "Netherlands", 52.374, 4.890, 741_000),
        Town(2, "Paris", "Île-de-France", "France", 48.853, 2.349, 2_100_000),
    ),
    "GeoNames, a few towns of it",
)


def naming(world: World) -> Naming:
    archive = world.archive
    namers = Namers(lambda _nsid: None, TOWNS, archive.keeper(), archive.clock)
    return Naming(archive.log, archive.operations, namers, partial(record, archive.log))


@pytest.fixture
def name_all(world: World) -> Callable[[], None]:
    """Take the steps of the reaction until nothing is new."""

    def go() -> None:
        reaction = naming(world)
        while reaction.step():
            pass
        world.follow()

    return go


def named(world: World) -> int:
    return sum(isinstance(f.event, PhotoPlaceNamed) for f in world.facts(streams.photo(PHOTO)))


def place(world: World, viewer: str = "", **params: str) -> Any:
    answer = world.client(viewer).simulate_get(
        f"/photos/ada/{PHOTO}", params={"format": "json", **params}
    )
    assert answer.status_code == 200, answer.text
    return answer.json["place"]


def found(world: World, viewer: str, query: str) -> int:
    answer = world.client(viewer).simulate_get("/search", params={"q": query, "format": "json"})
    assert answer.status_code == 200, answer.text
    total: int = answer.json["total"]
    return total


def test_a_place_without_names_gets_them_on_its_page_and_in_search(
    world: World, name_all: Callable[[], None]
) -> None:
    world.photo(PHOTO, at=day(1), location=HERE, geo_permission="public")
    name_all()
    assert place(world)["names"] == ["Amsterdam", "North Holland", "Netherlands"]
    assert found(world, "", "place:amsterdam") == 1
    # the place is the same on every day, so it is called so on every day
    assert place(world, as_of=f"@{day(2)}")["names"][0] == "Amsterdam"


def test_a_point_is_known_again_by_its_numbers_however_they_are_written(
    world: World, name_all: Callable[[], None]
) -> None:
    world.photo(PHOTO, at=day(1), location=HERE, geo_permission="public")
    name_all()
    longer = msgspec.structs.replace(HERE, latitude=f"{float(HERE.latitude):.7f}", accuracy="12")
    assert longer.latitude != HERE.latitude
    world.photo(PHOTO, at=day(20), after=day(19), location=longer)
    name_all()
    assert place(world)["names"][0] == "Amsterdam"
    assert named(world) == 1


def test_geonames_is_credited_where_its_names_are_shown(
    world: World, name_all: Callable[[], None]
) -> None:
    world.photo(PHOTO, at=day(1), location=HERE, geo_permission="public")
    name_all()
    for path in (f"/photos/ada/{PHOTO}/", "/search?q=place:amsterdam", "/photos/ada/places/",
                 "/search/suggestions?q=amst"):  # fmt: skip
        shown = world.client().simulate_get(path).text
        assert "Amsterdam" in shown, path
        assert 'href="https://www.geonames.org/"' in shown, path
        assert 'href="https://creativecommons.org/licenses/by/4.0/"' in shown, path


def test_who_may_not_see_the_place_sees_no_name_of_it(
    world: World, name_all: Callable[[], None]
) -> None:
    world.photo(PHOTO, at=day(1), location=HERE, geo_permission="private")
    name_all()
    assert found(world, ADA, "place:amsterdam") == 1
    for viewer in ("", BOB, FAY):
        assert place(world, viewer) is None
        assert found(world, viewer, "place:amsterdam") == 0
        answer = world.client(viewer).simulate_get("/search/suggestions", params={"q": "amst"})
        assert "Amsterdam" not in answer.text


def test_a_correction_gets_its_names_and_wins(world: World, name_all: Callable[[], None]) -> None:
    world.photo(PHOTO, at=day(1), location=HERE, geo_permission="public")
    name_all()
    correct_place(world.archive.log, ADA, PHOTO, PARIS, world.now)
    name_all()
    assert place(world)["names"] == ["Paris", "Île-de-France", "France"]
    assert found(world, "", "place:paris") == 1
    assert found(world, "", "place:amsterdam") == 0
    correct_place(world.archive.log, ADA, PHOTO, None, world.now + 60)
    world.now += 120
    name_all()
    assert place(world)["names"][0] == "Amsterdam"
    assert named(world) == 2  # each point once


def test_names_that_flickr_gives_are_left_as_they_are(
    world: World, name_all: Callable[[], None]
) -> None:
    told = Location(latitude="52.371", longitude="4.899", accuracy="16", locality="Mokum")
    world.photo(PHOTO, at=day(1), location=told, geo_permission="public")
    name_all()
    assert place(world)["names"] == ["Mokum"]
    assert named(world) == 0


@pytest.mark.parametrize(
    ("accuracy", "names"),
    [("3", ["Netherlands"]), ("6", ["North Holland", "Netherlands"])],
)
def test_a_place_that_is_roughly_known_is_called_by_nothing_finer(
    world: World, name_all: Callable[[], None], accuracy: str, names: list[str]
) -> None:
    rough = Location(latitude="52.371", longitude="4.899", accuracy=accuracy)
    world.photo(PHOTO, at=day(1), location=rough, geo_permission="public")
    name_all()
    assert place(world)["names"] == names


def test_what_tells_of_no_place_is_not_decoded(world: World) -> None:
    world.photo(PHOTO, at=day(1), location=HERE, geo_permission="public")
    log = world.archive.log
    head = log.head()
    log.insert_stored([(head + 1, "photo:1", 1, "of-another-time/1", b"")], after=head)
    while naming(world).step():
        pass
    assert named(world) == 1


def test_a_place_is_named_once_whoever_takes_the_step_and_however_often(world: World) -> None:
    world.photo(PHOTO, at=day(1), location=HERE, geo_permission="public")
    stream = streams.photo(PHOTO)
    for _ in range(2):  # a worker died before its position moved
        naming(world).name_all([stream])
    assert naming(world).step()
    assert named(world) == 1


def test_flickr_is_never_asked_for_a_place_that_it_was_not_told(world: World) -> None:
    world.photo(PHOTO, at=day(1), location=HERE, geo_permission="public")
    correct_place(world.archive.log, ADA, PHOTO, PARIS, world.now)
    asked: list[tuple[str, bool]] = []

    def note(owner: str, place: Location, *, ask: bool) -> None:
        assert owner == ADA
        asked.append((place.latitude, ask))

    archive = world.archive
    Naming(archive.log, archive.operations, note, lambda _stream, _decide: None).name_all(
        [streams.photo(PHOTO)]
    )
    assert sorted(asked) == [(PARIS.latitude, False), (HERE.latitude, True)]
