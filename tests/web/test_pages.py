"""What the pages have on them, their addresses, and the same as data."""

from pathlib import Path
from typing import Any

import pytest

from tests.web.world import ADA, BOB, World, circle, day

ID = "53000000001"


def data(world: World, path: str, viewer: str = "", **params: str) -> Any:
    answer = world.client(viewer).simulate_get(path, params={"format": "json", **params})
    assert answer.status_code == 200, answer.text
    return answer.json


def test_an_empty_archive_says_what_to_do_next(empty: World) -> None:
    page = empty.client().simulate_get("/").text
    assert "Nothing is here yet" in page
    assert "Sign in with Flickr" in page


def test_before_the_first_backup_the_front_page_says_what_is_awaited(empty: World) -> None:
    empty.member(ADA, "Ada")
    assert "The first backup has not finished" in empty.client().simulate_get("/").text


def test_a_member_is_found_by_number_and_by_alias_and_an_old_alias_redirects(
    world: World,
) -> None:
    world.person(ADA, "Ada Lovelace", "countess", at=day(50))
    world.photo(ID, at=day(1))
    client = world.client()
    for address in (ADA, "countess"):
        assert client.simulate_get(f"/photos/{address}").status_code == 200
        assert client.simulate_get(f"/photos/{address}/{ID}/").status_code == 200
    for rest, more in (("", ""), (f"{ID}/", "?format=json"), ("faves/", ""), (f"{ID}/exif/", "")):
        answer = client.simulate_get(f"/photos/ada/{rest}{more}")
        assert answer.status_code == 302
        assert answer.headers["location"] == f"/photos/countess/{rest}{more}"


def test_a_long_photostream_is_read_page_by_page_and_back(world: World) -> None:
    for number in range(130):
        world.photo(str(53_000_000_000 + number), at=day(1), posted=str(day(-number)))
    seen: list[str] = []
    path = "/photos/ada"
    client = world.client()
    while path:
        page = client.simulate_get(path, headers={"Accept": "application/json"}).json
        seen += [photo["id"] for photo in page["photos"]]
        last, path = page, page["pager"]["older_path"]
    assert seen == [str(53_000_000_000 + number) for number in range(130)]
    back = client.simulate_get(
        last["pager"]["newer_path"], headers={"Accept": "application/json"}
    ).json
    assert [photo["id"] for photo in back["photos"]] == seen[60:120]


def test_a_photo_page_shows_what_is_known_of_it(world: World) -> None:
    from tests.web.world import DateTaken, Tag

    world.photo(
        ID,
        at=day(1),
        title="Ἵππος",
        license="4",
        tags=(Tag(raw="horse"),),
        date_taken=DateTaken(taken="2012-06-01 17:45:10", granularity="0"),
    )
    world.file(ID)
    world.fave(BOB, ID, at=day(2))
    world.album("721", (ID,), title="Horses")
    page = world.client().simulate_get(f"/photos/ada/{ID}").text
    for text in ("Ἵππος", "CC BY 2.0", "horse", "1 June 2012, 17:45", "Horses", "Bob", "Public"):
        assert text in page
    assert 'href="https://creativecommons.org/licenses/by/2.0/"' in page


def test_a_public_photo_of_somebody_who_is_no_member_is_called_public(world: World) -> None:
    """Nobody but an owner is told the permission; that it is public everybody is."""
    world.photo("53000000777", "99@N01", by=BOB, public=True)
    world.fave(BOB, "53000000777", at=day(2))
    [card] = data(world, "/photos/bob/faves")["photos"]
    assert card["permission_words"] == "Public"


def test_faves_are_listed_latest_first_and_by_owner(world: World) -> None:
    world.backup(BOB)
    for number in (1, 2):
        world.photo(f"5300000000{number}", at=day(1))
        world.fave(BOB, f"5300000000{number}", at=day(number))
    listed = data(world, "/photos/bob/faves")
    assert [photo["id"] for photo in listed["photos"]] == ["53000000002", "53000000001"]
    assert len(data(world, f"/photos/bob/faves/{ADA}")["photos"]) == 2
    assert data(world, "/photos/bob/faves/bob")["photos"] == []


def test_the_page_and_the_data_are_the_same(world: World) -> None:
    world.photo(ID, at=day(1), title="Only one")
    client = world.client()
    html = client.simulate_get("/photos/ada")
    told = client.simulate_get("/photos/ada", headers={"Accept": "application/json"})
    assert told.headers["content-type"] == "application/json"
    assert html.headers["content-type"].startswith("text/html")
    assert told.json["photos"][0]["title"] == "Only one"
    assert "Only one" in html.text
    assert "Accept" in html.headers["vary"]


def test_pages_of_strangers_may_be_cached_for_a_while_and_pages_of_members_never(
    world: World,
) -> None:
    stranger = world.client().simulate_get("/photos/ada")
    assert stranger.headers["cache-control"] == "public, max-age=60"
    etag = {"If-None-Match": stranger.headers["etag"]}
    assert world.client().simulate_get("/photos/ada", headers=etag).status_code == 304
    member = world.client(ADA).simulate_get("/photos/ada")
    assert member.headers["cache-control"] == "private, no-store"
    assert "Cookie" in member.headers["vary"]


def test_head_is_answered_as_get_without_the_page(world: World) -> None:
    answer = world.client().simulate_head("/photos/ada")
    assert (answer.status_code, answer.content) == (200, b"")


def test_addresses_of_flickr_lead_to_the_archives_own(world: World) -> None:
    world.photo("2345678", at=day(1))
    client = world.client(ADA)
    assert client.simulate_get("/photo.gne?short=d2hJ").headers["location"].endswith("/2345678/")
    assert client.simulate_get("/photos/me").headers["location"] == "/photos/ada/"
    assert client.simulate_get("/people/ada/").headers["location"] == "/photos/ada/"
    sets = client.simulate_get("/photos/ada/sets/721").headers["location"]
    assert sets == "/photos/ada/albums/721/"


CREDITED = ("https://www.geonames.org/", "https://creativecommons.org/licenses/by/4.0/")


def test_the_site_works_under_a_path(tmp_path: Path) -> None:
    world = World(tmp_path, {"root_url": "https://example.org/ours/"})
    circle(world)
    world.photo(ID, at=day(1))
    key = world.file(ID).key
    client = world.client()
    page = client.simulate_get("/ours/photos/ada/").text
    for link in page.split('href="')[1:]:
        address = link.partition('"')[0]
        ours = address.startswith(("/ours/", "?", "#"))
        assert ours or address in CREDITED, address
    assert client.simulate_get(f"/ours/static/{key}").status_code == 200
    assert client.simulate_get("/ours").status_code == 200
    assert "max-age" in client.simulate_get("/ours").headers["strict-transport-security"]
    world.close()


def test_machines_are_told_that_the_site_is_alive_and_ready(world: World) -> None:
    assert world.client().simulate_get("/healthz").status_code == 200
    assert world.client().simulate_get("/readyz").status_code == 200
    assert "Disallow: /*as_of=" in world.client().simulate_get("/robots.txt").text


def test_the_sites_own_files_are_cached_for_ever_under_their_digest(world: World) -> None:
    page = world.client().simulate_get("/").text
    path = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer = world.client().simulate_get(path)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert b".r150{--r:1.5}" in answer.content


@pytest.mark.parametrize("path", ["/", "/photos/ada", f"/photos/ada/{ID}"])
def test_a_page_is_light(world: World, path: str) -> None:
    for number in range(60):
        world.photo(str(int(ID) + number), at=day(1))
        world.file(str(int(ID) + number), shape=(64, 48))
    client = world.client()
    page = client.simulate_get(path)
    sizes = [len(page.content)]
    for mark in ('rel="stylesheet" href="', '<script type="module" src="'):
        address = page.text.partition(mark)[2].partition('"')[0]
        sizes.append(len(client.simulate_get(address).content))
    assert sum(sizes) < 150_000
