"""Answers that are kept are given again to whom they were given, and only while they are true."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import falcon
import falcon.inspect
import pytest

from adapters.assembly import Standing
from adapters.forgetting.asking import purge_photos
from domain import streams
from projections.rebuilding import rebuild
from projections.writing import remove_streams
from tests.web.world import ADA, BOB, DAY, NOW, World, circle, day
from web.answering.kept import SECONDS, Answers, Asked, keeping
from web.app import create_app
from web.asking.session import CRUMB_SECONDS

ID = "53000000001"
OTHER = "53000000002"
STREAM = "/photos/ada"
PHOTO = f"{STREAM}/{ID}"


@pytest.fixture
def photos(world: World) -> World:
    """Ada's archive with a photo for everybody and one for friends."""
    world.photo(ID, title="harbour", at=day(1), posted=str(day(1)))
    world.photo(OTHER, title="only friends", at=day(1), posted=str(day(1)), permission="friends")
    return world


def made_at(world: World, nsid: str, path: str = STREAM) -> int:
    """Return when the answer was made that somebody is given: pages as data tell it."""
    answer = world.client(nsid).simulate_get(path, params={"format": "json"})
    assert answer.status_code == 200, answer.text
    made: int = answer.json["time"]["at"]
    return made


def text(world: World, nsid: str, path: str = STREAM) -> str:
    return str(world.client(nsid).simulate_get(path).text)


@pytest.mark.parametrize("path", [STREAM, PHOTO, f"{PHOTO}/history", f"{STREAM}/archives", "/"])
def test_an_answer_is_given_again_while_nothing_changed(photos: World, path: str) -> None:
    for nsid in (ADA, ""):
        photos.now = NOW
        assert made_at(photos, nsid, path) == NOW
        photos.now = NOW + 5
        assert made_at(photos, nsid, path) == NOW
        assert made_at(photos, BOB, path) == NOW + 5


def test_the_client_has_it_already_whether_it_is_kept_or_not(photos: World) -> None:
    client = photos.client()
    first, second = client.simulate_get(STREAM), client.simulate_get(STREAM)
    assert first.headers["etag"] == second.headers["etag"]
    assert first.headers["vary"] == second.headers["vary"]
    again = client.simulate_get(STREAM, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = client.simulate_head(STREAM)
    assert (head.headers["etag"], head.content) == (first.headers["etag"], b"")


def test_each_time_and_each_form_has_an_answer_of_its_own(photos: World) -> None:
    client, then = photos.client(), f"@{day(2)}"
    html, data = (client.simulate_get(STREAM, params={"format": f}) for f in ("html", "json"))
    assert html.headers["content-type"] != data.headers["content-type"]
    past = client.simulate_get(STREAM, params={"as_of": then})
    assert "memento-datetime" in past.headers
    again = client.simulate_get(STREAM, params={"as_of": then})
    assert again.headers["memento-datetime"] == past.headers["memento-datetime"]
    assert again.headers["link"] == past.headers["link"]
    assert "memento-datetime" not in client.simulate_get(STREAM).headers
    gate = client.simulate_get(STREAM, headers={"Accept-Datetime": "Fri, 03 May 2019 12:00:00 GMT"})
    assert gate.status_code == 302


def test_a_time_that_was_still_to_come_is_not_taken_for_now_when_it_is_over(photos: World) -> None:
    client, soon = photos.client(), {"as_of": f"@{NOW + 3}"}
    assert "memento-datetime" not in client.simulate_get(STREAM, params=soon).headers
    photos.now = NOW + 60
    assert "memento-datetime" in client.simulate_get(STREAM, params=soon).headers


def closed(world: World) -> None:
    world.photo(ID, permission="private", at=day(390), after=day(389))


def purged(world: World) -> None:
    purge_photos(world.archive.log, world.archive.clock, [ID], ADA)


@pytest.mark.parametrize("happens", [closed, purged])
def test_a_file_that_many_had_is_closed_at_once(
    photos: World, happens: Callable[[World], None]
) -> None:
    path = f"/static/{photos.file(ID).key}"
    client = photos.client()
    for _ in range(2):
        answer = client.simulate_get(path)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=3600"
    happens(photos)
    assert client.simulate_get(path).status_code == 404


def test_that_a_member_had_a_file_opens_it_to_nobody_else(photos: World) -> None:
    path = f"/static/{photos.file(OTHER).key}"
    for nsid, status in ((BOB, 200), ("", 404), (ADA, 200), ("", 404)):
        assert photos.client(nsid).simulate_get(path).status_code == status


@pytest.mark.parametrize("happens", [closed, purged])
def test_what_was_open_and_is_so_no_more_is_gone_at_once(
    photos: World, happens: Callable[[World], None]
) -> None:
    client = photos.client()
    for path in (PHOTO, f"{PHOTO}/history", STREAM, "/"):
        assert "harbour" in client.simulate_get(path).text
    happens(photos)
    for path in (PHOTO, f"{PHOTO}/history"):  # before the views have followed
        assert client.simulate_get(path).status_code == 404
    photos.follow()
    for path in (PHOTO, f"{PHOTO}/history", STREAM, "/"):
        assert "harbour" not in client.simulate_get(path).text


def test_a_contact_who_was_dropped_sees_no_kept_answer(photos: World) -> None:
    assert "only friends" in text(photos, BOB)
    photos.no_contact(ADA, BOB, at=day(390))
    assert "only friends" not in text(photos, BOB)


def test_who_signs_out_or_is_another_sees_no_answer_of_before(photos: World) -> None:
    client = photos.client(BOB)
    assert "only friends" in client.simulate_get(STREAM).text
    assert "only friends" not in client.simulate_get(STREAM, headers={"Cookie": ""}).text
    forged = client.simulate_get(STREAM, headers={"Cookie": "parallel-flickr=forged"})
    assert "only friends" not in forged.text


def test_what_is_removed_without_an_event_is_shown_no_more(photos: World) -> None:
    assert "Bob" in text(photos, ADA, f"{STREAM}/contacts")
    with photos.archive.generations.live().begin() as connection:
        remove_streams(connection, [streams.contact(ADA, BOB)])
    assert "Bob" not in text(photos, ADA, f"{STREAM}/contacts")


def test_views_that_were_swapped_are_read_anew(photos: World) -> None:
    assert made_at(photos, "") == NOW
    photos.now = NOW + 5
    rebuild(photos.archive.log, photos.archive.generations)
    assert made_at(photos, "") == NOW + 5


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland"])
def test_an_answer_ends_with_the_day_of_the_archive(tmp_path: Path, zone: str) -> None:
    midnight = NOW - NOW % DAY + (12 * 3_600 if zone != "UTC" else DAY)
    world = World(tmp_path, {"timezone": zone}, now=midnight - 10)
    circle(world)
    assert made_at(world, ADA) == midnight - 10
    world.now = midnight - 1
    assert made_at(world, ADA) == midnight - 10
    world.now = midnight
    assert made_at(world, ADA) == midnight
    world.close()


def test_the_crumb_in_a_kept_answer_holds_for_much_longer_than_that() -> None:
    assert SECONDS * 10 < CRUMB_SECONDS


def test_a_site_that_is_to_keep_nothing_keeps_nothing(tmp_path: Path) -> None:
    world = World(tmp_path, {"answers_kept_megabytes": 0})
    circle(world)
    assert made_at(world, "") == NOW
    world.now = NOW + 5
    assert made_at(world, "") == NOW + 5
    world.close()


@pytest.mark.parametrize("beginning", ["/account", "/god", "/signin", "/auth", "/static", "/push"])
def test_what_is_for_one_moment_or_one_member_alone_is_never_kept(
    empty: World, beginning: str
) -> None:
    routes = [route.path for route in falcon.inspect.inspect_routes(create_app(empty.archive))]
    found = [path for path in routes if path.startswith(beginning)]
    assert found
    assert not any(keeping(path) for path in found)


def test_only_so_many_bytes_are_kept_and_the_oldest_go_first() -> None:
    answers = Answers(100_000)
    stands = Standing(1, "views", ())

    def asked(number: int) -> Asked:
        return Asked(f"/{number}", (), "html", "", "", "", "2020-01-01", "2020-01", stands, 1)

    def keep(number: int, size: int) -> None:
        answers.keep(asked(number), falcon.Response(), b"x" * size, "html")

    for number in range(20):
        keep(number, 8_000)
    held: list[Any] = [number for number in range(20) if answers.find(asked(number))]
    assert held == list(range(10, 20))
    keep(20, 50_000)
    assert answers.find(asked(20)) is None  # one alone must not take the place of many
