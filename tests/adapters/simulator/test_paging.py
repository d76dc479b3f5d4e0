"""Lists come in pages, and their oddities are Flickr's."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.simulator.running import Flickr, Simulator, running, shared_simulator

__all__ = ["shared_simulator"]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    with running(tmp_path_factory.mktemp("large"), world="large") as simulator:
        yield simulator


@pytest.fixture(scope="module")
def ada(large: Simulator) -> Flickr:
    (nsid,) = (
        person["nsid"] for person in large.ask("GET", "people") if person["username"] == "ada"
    )
    return large.member(nsid)


def test_an_account_of_12000_photos_is_listed_whole_and_fast(ada: Flickr) -> None:
    seen: list[str] = []
    slowest = 0.0
    for page in range(1, 25):
        began = time.monotonic()
        listed = ada.call(
            "flickr.people.getPhotos",
            user_id="me",
            per_page=500,
            page=page,
            extras="description,license,date_upload,date_taken,last_update,geo,tags,url_o,url_l",
        )["photos"]
        slowest = max(slowest, time.monotonic() - began)
        seen += [row["id"] for row in listed["photo"]]
        assert (listed["total"], listed["pages"], listed["page"]) == (12_000, 24, page)
    assert len(set(seen)) == 12_000
    assert slowest < 1


def test_faves_by_the_thousand_are_listed_fast_and_newest_first(ada: Flickr) -> None:
    began = time.monotonic()
    listed = ada.call("flickr.favorites.getList", per_page=500, page=10)["photos"]
    assert time.monotonic() - began < 1
    assert listed["total"] == "5000"
    dates = [int(row["date_faved"]) for row in listed["photo"]]
    assert len(dates) == 500
    assert dates == sorted(dates, reverse=True)


def test_search_repeats_itself_after_4000_results(ada: Flickr) -> None:
    def rows(page: int) -> list[str]:
        found = ada.call("flickr.photos.search", user_id="me", per_page=500, page=page)["photos"]
        assert (found["total"], found["pages"]) == (12_000, 24)
        return [row["id"] for row in found["photo"]]

    assert rows(9) == rows(1)
    assert rows(8) != rows(1)


def test_a_page_past_the_end_is_the_last_one_again(shared_simulator: Simulator) -> None:
    bo = shared_simulator.person("bo")
    shared_simulator.photos(bo, [{"title": str(number)} for number in range(7)])
    me = shared_simulator.member(bo)
    last = me.call("flickr.people.getPhotos", user_id="me", per_page=3, page=3)["photos"]
    past = me.call("flickr.people.getPhotos", user_id="me", per_page=3, page=9)["photos"]
    assert past == last
    assert (last["page"], last["pages"], last["total"], len(last["photo"])) == (3, 3, 7, 1)


@pytest.mark.parametrize(("asked", "given"), [(501, 500), (10_000, 500), (0, 100), ("x", 100)])
def test_a_page_has_500_rows_at_most(
    shared_simulator: Simulator, asked: object, given: int
) -> None:
    anyone = shared_simulator.flickr()
    listed = anyone.call("flickr.photos.search", per_page=asked)["photos"]
    assert listed["perpage"] == given


def test_contacts_come_a_thousand_a_page(shared_simulator: Simulator) -> None:
    mo = shared_simulator.person("mo")
    for number in range(3):
        shared_simulator.contact(mo, shared_simulator.person(f"pal{number}"), friend=number == 1)
    listed = shared_simulator.member(mo).call("flickr.contacts.getList", per_page=5000)["contacts"]
    assert (listed["perpage"], listed["total"]) == (1000, 3)
    assert [(row["username"], row["friend"]) for row in listed["contact"]] == [
        ("pal0", 0),
        ("pal1", 1),
        ("pal2", 0),
    ]


def test_an_empty_list_is_an_empty_array(shared_simulator: Simulator) -> None:
    alone = shared_simulator.member(shared_simulator.person("alone"))
    listed = alone.call("flickr.people.getPhotos", user_id="me")["photos"]
    assert (listed["photo"], listed["total"], listed["pages"]) == ([], 0, 0)


def test_the_privacy_filter_tells_the_permissions_apart(shared_simulator: Simulator) -> None:
    di = shared_simulator.person("di")
    perms = {"1": "public", "2": "friends", "3": "family", "4": "friends_family", "5": "private"}
    photos = {asked: shared_simulator.photo(di, perms=name) for asked, name in perms.items()}
    me = shared_simulator.member(di)
    for asked, photo in photos.items():
        listed = me.call("flickr.people.getPhotos", user_id="me", privacy_filter=asked)
        assert [row["id"] for row in listed["photos"]["photo"]] == [photo]


def test_counts_between_dates_are_the_callers_own(shared_simulator: Simulator) -> None:
    lu = shared_simulator.person("lu")
    for year_start in (1_262_304_000, 1_293_840_000, 1_293_840_001):
        shared_simulator.photo(lu, date_upload=year_start)
    dates = "1262304000,1293840000,1325376000"
    counted = shared_simulator.member(lu).call("flickr.photos.getCounts", dates=dates)
    rows = counted["photocounts"]["photocount"]
    assert [row["count"] for row in rows] == [1, 2]


def test_an_album_keeps_its_order(shared_simulator: Simulator) -> None:
    vi = shared_simulator.person("vi")
    photos = shared_simulator.photos(vi, [{"title": str(number)} for number in range(4)])
    order = [photos[2], photos[0], photos[3]]
    album = shared_simulator.album(vi, "Trip", order, primary=photos[0])
    me = shared_simulator.member(vi)
    listed = me.call("flickr.photosets.getPhotos", photoset_id=album)["photoset"]
    assert [row["id"] for row in listed["photo"]] == order
    assert [row["isprimary"] for row in listed["photo"]] == [0, 1, 0]
    (shown,) = me.call("flickr.photosets.getList")["photosets"]["photoset"]
    assert (shown["title"], shown["photos"], shown["primary"]) == (
        {"_content": "Trip"},
        3,
        photos[0],
    )


def test_a_world_of_12000_photos_starts_again_in_two_seconds(
    large: Simulator, tmp_path: Path
) -> None:
    del large
    with running(tmp_path, world="large"):
        pass
    began = time.monotonic()
    with running(tmp_path):
        assert time.monotonic() - began < 4
