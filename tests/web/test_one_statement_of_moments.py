"""The time bar of a list steps through what its TimeMap lists: one statement makes both.

A TimeMap has one memento for a day, at its end; the bar steps to the change itself. So each
step is on the day of a memento, and each memento has a step on its day; the first memento is
the day on which the record begins, whether something changed on it or not.
"""

from __future__ import annotations

import pytest

from tests.web.test_moving_through_time import shown
from tests.web.world import ADA, BOB, DAY, EVE, FAY, NOW, START, World, day

VIEWERS = ("", FAY, BOB, ADA)
PHOTOS = tuple(f"5300000000{number}" for number in range(1, 6))
OF_A_PERSON = ("", "/activity", "/albums", "/albums/721", "/calendar", "/difference", "/map",
               "/tags", "/cameras", "/places", "/faves", "/faves/ada")  # fmt: skip
ALBUMS = ("/photos/ada/albums", "/photos/ada/albums/721")


@pytest.fixture
def lived(world: World) -> World:
    """Photos for all sorts of viewers, changed, faved, and in an album that changes."""
    for number, permission in enumerate(("public", "friends", "family", "both", "private")):
        photo, at = PHOTOS[number], 4 * number
        world.photo(photo, at=day(1), permission=permission, posted=str(day(1)))
        world.photo(photo, at=day(20 + at), after=day(19 + at), title="Another title")
        world.fave(BOB, photo, at=day(100 + number))
    world.photo(PHOTOS[3], at=day(50), after=day(49), permission="public")
    world.photo(PHOTOS[0], at=day(60), after=day(59), permission="private")
    world.no_fave(BOB, PHOTOS[1], at=day(120))
    for at, photos in enumerate((PHOTOS[:1], PHOTOS[:3], PHOTOS[:5], PHOTOS[4::-1], PHOTOS[1:4])):
        world.album("721", photos, at=day(130 + 10 * at))
    world.album("721", PHOTOS[1:4], at=day(190), title="Another name")
    world.album("722", PHOTOS[4:], at=day(200))
    world.no_contact(ADA, EVE, at=day(300))
    world.contact(ADA, FAY, friend=True, family=False, at=day(310))
    world.contact(BOB, ADA, friend=True, family=False)
    world.backup(BOB)
    return world


@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda nsid: nsid or "stranger")
def test_the_steps_of_the_time_bar_are_those_of_the_timemap(lived: World, viewer: str) -> None:
    pages = [f"/photos/ada{rest}" for rest in OF_A_PERSON]
    pages += ["/", "/map", "/search", "/photos/bob/faves", "/photos/bob/faves/ada"]
    if viewer == ADA:
        pages += ["/photos/ada/contacts"]
    if viewer in (ADA, BOB):
        pages += ["/photos/friends", "/photos/friends/activity", "/photos/friends/faves"]
    told = 0
    for path in pages:
        if not there(lived, viewer, path):
            assert path == "/photos/ada/albums/721"
            continue
        mementos = timemap(lived, viewer, path)
        steps = stepped(lived, viewer, path)
        begun = START if mementos[0] == end_of(START) else mementos[0]
        days = {end_of(at) for at in (*steps, begun)}
        assert [*mementos] == sorted(days), (path, steps)
        told += len(steps)
    assert told > 10


def there(world: World, viewer: str, path: str) -> bool:
    return world.client(viewer).simulate_get(path).status_code == 200


def timemap(world: World, viewer: str, path: str) -> list[int]:
    """Return the mementos of a page, the oldest first."""
    answer = world.client(viewer).simulate_get(f"/timemap/json{path}")
    assert answer.status_code == 200, (path, answer.text)
    return [int(one["uri"].rpartition("as_of=@")[2]) for one in answer.json["mementos"]["list"]]


def stepped(world: World, viewer: str, path: str) -> list[int]:
    """Return the times that the time bar leads to, back from now, and forth again."""
    back, at = list[int](), NOW
    while at > START:
        times = {"as_of": f"@{at}"} if at < NOW else {}
        way = shown(world, path, viewer, **times)["time"]["earlier_path"]
        if not way or (at := instant_of(way)) < START:
            break
        back.append(at)
    forth, at = list[int](), back[-1] if back else NOW
    while at < NOW and (way := shown(world, path, viewer, as_of=f"@{at}")["time"]["later_path"]):
        at = instant_of(way)
        forth.append(at)
    assert back[-2::-1] == forth, path
    return back


def instant_of(way: str) -> int:
    return int(way.rpartition("as_of=@")[2].partition("&")[0])


def end_of(instant: int) -> int:
    return instant - instant % DAY + DAY - 1
