"""The past by RFC 7089: TimeGates, mementos, TimeMaps, and what others got wrong in them."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import falcon.testing
import pytest
from memento_client import MementoClient

from domain.clock import between
from domain.fact import Fact
from domain.photo.events import PhotoTitleChanged
from tests.end_to_end.serving import served
from tests.web.world import ADA, BOB, DAY, NOW, Location, World, circle, day

ID = "53000000001"
PHOTO = f"/photos/ada/{ID}"
ROOT = "http://falconframework.org"
PAGES = (
    "/",
    "/photos/ada",
    PHOTO,
    f"{PHOTO}/exif",
    f"{PHOTO}/history",
    "/photos/ada/activity",
    "/photos/ada/albums",
    "/photos/ada/albums/721",
    "/photos/ada/sets",
    "/photos/bob/faves",
    "/photos/bob/faves/ada",
    "/photos/ada/tags",
    "/search",
)
OWN_PAGES = ("/photos/ada/contacts", "/photos/friends")


def date(instant: int) -> str:
    return datetime.fromtimestamp(instant, UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")


def get(client: falcon.testing.TestClient, address: str, **headers: str) -> falcon.testing.Result:
    parts = urlsplit(address)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.simulate_get(parts.path, query_string=parts.query, headers=sent)


def linked(text: str) -> dict[str, dict[str, list[str]]]:
    """Return links by address, as the Memento client's own parser reads them."""
    found: dict[str, dict[str, list[str]]] = MementoClient.parse_link_header(text)
    return found


def related(text: str, word: str) -> str:
    return next(uri for uri, link in linked(text).items() if word in link["rel"])


def timemap(client: falcon.testing.TestClient, path: str) -> list[str]:
    """Return the addresses of the mementos of a page, in order."""
    answer = client.simulate_get(f"/timemap/link{path}")
    assert answer.status_code == 200, (path, answer.text)
    return [uri for uri, link in linked(answer.text).items() if "memento" in link["rel"]]


@pytest.fixture
def lived(world: World) -> World:
    """A photo with three versions, faved, and in an album."""
    world.photo(ID, at=day(1), title="First")
    world.photo(ID, at=day(10), after=day(8), title="Second")
    world.photo(ID, at=day(30.2), after=day(29), title="Third")
    world.backup(BOB)
    world.fave(BOB, ID, at=day(2))
    world.album("721", (ID,), at=day(3))
    return world


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_its_own_timegate_and_leads_to_the_memento_that_held(
    lived: World, path: str
) -> None:
    client = lived.client()
    wanted = day(15)
    gate = get(client, path, Accept_Datetime=date(wanted))
    assert gate.status_code == 302
    assert "accept-datetime" in gate.headers["vary"]
    assert "memento-datetime" not in gate.headers
    assert related(gate.headers["link"], "original") == ROOT + path
    assert related(gate.headers["link"], "timegate") == ROOT + path
    memento = get(client, gate.headers["location"])
    assert memento.status_code == 200
    shown = datetime.strptime(memento.headers["memento-datetime"], "%a, %d %b %Y %H:%M:%S GMT")
    assert shown.replace(tzinfo=UTC).timestamp() <= wanted
    assert related(memento.headers["link"], "original") == ROOT + path
    listed = timemap(client, path)
    at = listed.index(gate.headers["location"])
    assert at == len(listed) - 1 or _instant(listed[at + 1]) > wanted
    for link in (gate.headers["link"], memento.headers["link"]):
        assert related(link, "first") == listed[0]
        assert related(link, "last") == listed[-1]
        if at:
            assert related(link, "prev") == listed[at - 1]
        if at + 1 < len(listed):
            assert related(link, "next") == listed[at + 1]


@pytest.mark.parametrize("path", [*PAGES, *OWN_PAGES])
def test_every_memento_that_a_timemap_lists_is_there_and_says_its_time(
    lived: World, path: str
) -> None:
    client = lived.client(ADA)
    answer = client.simulate_get(f"/timemap/link{path}")
    for uri, link in linked(answer.text).items():
        if "memento" in link["rel"]:
            memento = get(client, uri)
            assert memento.status_code == 200, uri
            assert [memento.headers["memento-datetime"]] == link["datetime"]
            assert link["datetime"] == linked(memento.headers["link"])[uri]["datetime"]


def test_a_page_as_it_is_now_names_its_timegate_and_its_timemaps(lived: World) -> None:
    answer = lived.client().simulate_get(PHOTO)
    assert answer.status_code == 200
    assert "accept-datetime" in answer.headers["vary"]
    assert "memento-datetime" not in answer.headers
    links = linked(answer.headers["link"])
    assert links[ROOT + PHOTO]["rel"] == ["original", "timegate"]
    assert links[f"{ROOT}/timemap/link{PHOTO}"]["type"] == ["application/link-format"]
    assert links[f"{ROOT}/timemap/json{PHOTO}"]["type"] == ["application/json"]


def test_a_photos_mementos_are_its_versions(lived: World) -> None:
    assert [_instant(uri) for uri in timemap(lived.client(), PHOTO)] == [
        day(-10),
        day(10),
        int(day(30.2)),
    ]


def test_a_lists_mementos_are_the_days_on_which_something_changed(lived: World) -> None:
    last = {n: day(n + 1) - 1 for n in (0, 10, 30)}
    assert [_instant(uri) for uri in timemap(lived.client(), "/photos/ada")] == [*last.values()]


def test_several_changes_on_one_day_are_one_memento_and_that_of_today_is_its_last_change(
    world: World,
) -> None:
    for hour in (1, 5, 9):
        world.photo(ID, at=day(20) + hour * 3600, after=day(20), title=f"At {hour}")
        world.photo(ID, at=NOW - hour, after=NOW - 20, title=f"Just now {hour}")
    world.now = NOW - NOW % DAY + DAY - 1
    listed = [_instant(uri) for uri in timemap(world.client(), "/photos/ada")]
    assert listed == [day(1) - 1, day(21) - 1, NOW - 1]
    assert (
        "last"
        in world.client()
        .simulate_get("/photos/ada", params={"as_of": f"@{NOW - 1}"})
        .headers["link"]
    )


def test_before_the_first_memento_the_first_is_given_and_after_the_last_the_last(
    lived: World,
) -> None:
    client = lived.client()
    for path in PAGES:
        listed = timemap(client, path)
        before = get(client, path, Accept_Datetime="Thu, 01 Jan 1998 00:00:00 GMT")
        assert (before.status_code, before.headers["location"]) == (302, listed[0])
        after = get(client, path, Accept_Datetime="Wed, 01 Jan 2098 00:00:00 GMT")
        assert (after.status_code, after.headers["location"]) == (302, listed[-1])


@pytest.mark.parametrize("path", ["/", "/photos/ada", PHOTO, "/photos/ada/albums"])
def test_no_memento_is_made_up_for_a_time_before_the_record(lived: World, path: str) -> None:
    answer = lived.client().simulate_get(path, params={"as_of": "1998-01-01"})
    assert answer.status_code == 404
    assert "memento-datetime" not in answer.headers


@pytest.mark.parametrize(
    "value",
    [
        "yesterday",
        "",
        "2019-05-04",
        "2019-05-04T00:00:00Z",
        "@1556971380",
        "Sat, 04 May 2019 12:03:00",
        "Sat, 04 May 2019 12:03:00 UTC",
        "Sat, 04 May 2019 12:03:00 +0000",
        "sat, 04 may 2019 12:03:00 GMT",
        "Sat, 4 May 2019 12:03:00 GMT",
        "Saturday, 04-May-19 12:03:00 GMT",
        "Sat May  4 12:03:00 2019",
        "Sat, 31 Feb 2019 12:03:00 GMT",
        "Sat, 04 May 2019 25:03:00 GMT",
        "Sat, 04 May 2019 12:03:00 GMT, Sun, 05 May 2019 12:03:00 GMT",
    ],
)
def test_what_is_no_rfc_1123_date_is_refused(lived: World, value: str) -> None:
    for path in ("/photos/ada", PHOTO):
        answer = get(lived.client(), path, Accept_Datetime=value)
        assert answer.status_code == 400
        assert "Sat, 04 May 2019 12:03:00 GMT" in answer.text


def test_mementos_do_not_negotiate(lived: World) -> None:
    client = lived.client()
    path = f"{PHOTO}?as_of=@{day(12)}"
    plain = get(client, path)
    asked = get(client, path, Accept_Datetime=date(day(40)))
    assert asked.status_code == 200
    assert asked.headers["memento-datetime"] == plain.headers["memento-datetime"] == date(day(12))
    assert "accept-datetime" in plain.headers["vary"]
    assert get(client, path, Accept_Datetime="nonsense").status_code == 200


@pytest.mark.parametrize("form", ["link", "json"])
def test_timemaps_do_not_negotiate(lived: World, form: str) -> None:
    client = lived.client()
    path = f"/timemap/{form}{PHOTO}"
    plain = client.simulate_get(path)
    for value in (date(day(12)), "nonsense"):
        asked = get(client, path, Accept_Datetime=value)
        assert (asked.status_code, asked.content) == (200, plain.content)
    assert "accept-datetime" not in plain.headers["vary"].lower()
    assert "memento-datetime" not in plain.headers


def test_a_page_without_a_past_cannot_be_had_at_another_time(world: World) -> None:
    world.person("99@N02", "Mary")
    world.photo(ID, "99@N02", by=BOB, at=day(1), public=True)
    client = world.client()
    assert client.simulate_get("/photos/99@N02").status_code == 200
    assert get(client, "/photos/99@N02", Accept_Datetime=date(day(2))).status_code == 406
    assert client.simulate_get("/timemap/link/photos/99@N02").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/photos/nobody",
        f"/photos/bob/{ID}",
        "/photos/ada/1",
        "/photos/ada/abc",
        "/photos/ada/albums/9",
        "/photos/ada/albums/x",
        "/nowhere",
        "/healthz",
    ],
)
def test_what_is_not_there_has_no_timemap_and_no_memento(lived: World, path: str) -> None:
    client = lived.client()
    assert client.simulate_get(f"/timemap/link{path}").status_code == 404
    if path != "/healthz":
        assert get(client, path, Accept_Datetime=date(day(2))).status_code == 404


def test_what_leads_elsewhere_and_ones_account_have_no_other_time(lived: World) -> None:
    client = lived.client(ADA)
    for path in ("/account", "/photos/me", "/people/ada", "/photo.gne", "/static/x"):
        assert client.simulate_get(f"/timemap/link{path}").status_code == 404
    answer = get(client, "/account", Accept_Datetime=date(day(2)))
    assert answer.status_code == 200
    assert "timegate" not in answer.headers.get("link", "")


def test_an_old_alias_leads_to_the_timemap_under_the_new_one(lived: World) -> None:
    lived.person(ADA, "Ada Lovelace", "countess", at=day(50))
    client = lived.client()
    for path in ("/photos/ada", PHOTO, "/photos/ada/albums/721"):
        answer = client.simulate_get(f"/timemap/json{path}")
        assert answer.status_code == 302
        new = answer.headers["location"]
        assert new == f"/timemap/json{path.replace('/ada', '/countess')}/"
        assert client.simulate_get(new).status_code == 200


def test_a_long_timemap_goes_on_in_others_and_misses_none(world: World) -> None:
    world.photo(ID, at=day(1))
    titles = [(day(2 + number), f"Title {number}") for number in range(1001)]
    facts = tuple(
        Fact(
            event=PhotoTitleChanged(title=title),
            happened=between(at - DAY, at),
            observed=at,
            via="poll",
            account=ADA,
        )
        for at, title in titles
    )
    world.tell(f"photo:{ID}", facts)
    world.now = day(2000)
    client = world.client()
    for path in (PHOTO, "/photos/ada"):
        met: list[str] = []
        for form in ("link", "json"):
            following: str | None = f"/timemap/{form}{path}"
            met, sizes = [], []
            while following:
                answer = get(client, following)
                listed = _listed(answer, form)
                met += listed
                sizes.append(len(listed))
                following = _following(answer, form)
            assert sizes == [1000, 2], path
            assert len(set(met)) == 1002, path
            assert [_instant(uri) for uri in met] == sorted(_instant(uri) for uri in met)


def test_a_timemap_as_data_says_the_same_as_one_of_links(lived: World) -> None:
    client = lived.client()
    told = client.simulate_get(f"/timemap/json{PHOTO}")
    assert told.headers["content-type"] == "application/json"
    data = told.json
    assert data["original_uri"] == data["timegate_uri"] == ROOT + PHOTO
    uris = [entry["uri"] for entry in data["mementos"]["list"]]
    assert uris == timemap(client, PHOTO)
    assert data["mementos"]["first"]["uri"] == uris[0]
    assert data["mementos"]["last"] == {
        "datetime": "2019-05-31T04:48:00Z",
        "uri": f"{ROOT}{PHOTO}?as_of=@{int(day(30.2))}",
    }
    link = client.simulate_get(f"/timemap/link{PHOTO}").text
    assert data["timemap_uri"]["link_format"] == related(link, "self")


def test_a_timemap_says_which_time_it_covers(lived: World) -> None:
    text = lived.client().simulate_get(f"/timemap/link{PHOTO}").text
    itself = linked(text)[f"{ROOT}/timemap/link{PHOTO}"]
    assert itself["from"] == [date(day(-10))]
    assert itself["until"] == [date(int(day(30.2)))]
    assert re.search(r'rel="first memento"; datetime="Sun, 21 Apr 2019 00:00:00 GMT"', text)


def test_a_timemap_may_be_asked_for_by_the_whole_address(lived: World) -> None:
    client = lived.client()
    assert timemap(client, f"/{ROOT}{PHOTO}") == timemap(client, PHOTO)
    assert client.simulate_get(f"/timemap/link/http://elsewhere.example{PHOTO}").status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/timemap/cdxj{PHOTO}", 404),
        ("/timemap", 404),
        (f"/timemap/link{PHOTO}?mementos_from=x", 400),
        (f"/timemap/link{PHOTO}?mementos_from=@9999999999", 404),
    ],
)
def test_a_timemap_asked_for_wrongly_is_refused(lived: World, path: str, status: int) -> None:
    assert lived.client().simulate_get(path).status_code == status


def test_a_change_of_place_makes_no_memento_for_those_who_may_not_see_places(
    world: World,
) -> None:
    def place(latitude: str) -> Location:
        return Location(latitude=latitude, longitude="1", accuracy="15")

    world.photo(ID, at=day(1), location=place("10"), geo_permission="private")
    world.photo(ID, at=day(5), after=day(4), location=place("20"))
    for viewer, versions, days in (("", 1, 1), (BOB, 1, 1), (ADA, 2, 2)):
        client = world.client(viewer)
        assert len(timemap(client, PHOTO)) == versions, viewer
        assert len(timemap(client, "/photos/ada")) == days, viewer


def test_an_album_that_gains_what_one_may_not_see_has_not_changed(world: World) -> None:
    other = "53000000002"
    world.photo(ID, at=day(1))
    world.photo(other, at=day(1), permission="private")
    world.album("721", (ID,), at=day(2))
    world.album("721", (ID, other), at=day(9))
    world.album("721", (ID, other), at=day(12), title="Renamed")
    for viewer, changes in (("", 2), (ADA, 3)):
        client = world.client(viewer)
        assert len(timemap(client, "/photos/ada/albums/721")) == changes, viewer
        assert len(timemap(client, "/photos/ada/albums")) == changes, viewer


def test_a_private_timemap_is_not_kept_by_caches_and_a_public_one_is_for_a_while(
    lived: World,
) -> None:
    stranger = lived.client().simulate_get(f"/timemap/link{PHOTO}")
    assert stranger.headers["cache-control"] == "public, max-age=60"
    assert "Cookie" in stranger.headers["vary"]
    again = {"If-None-Match": stranger.headers["etag"]}
    unchanged = lived.client().simulate_get(f"/timemap/link{PHOTO}", headers=again)
    assert unchanged.status_code == 304
    member = lived.client(ADA).simulate_get(f"/timemap/link{PHOTO}")
    assert member.headers["cache-control"] == "private, no-store"
    assert lived.client().simulate_head(f"/timemap/link{PHOTO}").status_code == 200


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site under gunicorn, with a photo of three versions."""
    folder: Path = tmp_path_factory.mktemp("site")
    world = World(folder)
    circle(world)
    for number, title in ((1, "First"), (10, "Second"), (30, "Third")):
        world.photo(ID, at=day(number), after=day(number - 1), title=title)
    world.follow()
    world.close()
    with served(world.archive.settings, folder) as address:
        yield address


@pytest.mark.parametrize("path", [PHOTO, "/photos/ada"])
def test_the_memento_client_travels_through_the_site(site: str, path: str) -> None:
    with MementoClient(timegate_uri="", check_native_timegate=False) as client:
        wanted = datetime.fromtimestamp(day(15), UTC).replace(tzinfo=None)
        told: Any = client.get_memento_info(site + path, wanted)
        assert told["original_uri"] == told["timegate_uri"] == site + path
        found = told["mementos"]
        assert set(found) == {"closest", "first", "prev", "next", "last"}
        assert found["closest"]["http_status_code"] == 200
        instants = [
            found[word]["datetime"] for word in ("first", "prev", "closest", "next", "last")
        ]
        assert instants == sorted(instants)
        assert instants[2] <= wanted < instants[3]
        # A memento asked for leads back to its original by itself.
        again: Any = client.get_memento_info(found["closest"]["uri"][0], wanted)
        assert again["original_uri"] == site + path
        assert client.is_timegate(site + path, "Wed, 15 May 2019 00:00:00 GMT")
        assert client.is_memento(found["closest"]["uri"][0])
        assert not client.is_memento(site + path)


def _instant(uri: str) -> int:
    return int(uri.rpartition("as_of=@")[2])


def _listed(answer: falcon.testing.Result, form: str) -> list[str]:
    if form == "json":
        return [entry["uri"] for entry in answer.json["mementos"]["list"]]
    return [uri for uri, link in linked(answer.text).items() if "memento" in link["rel"]]


def _following(answer: falcon.testing.Result, form: str) -> str | None:
    if "link" not in answer.headers:
        return None
    following = related(answer.headers["link"], "next")
    if form == "json":
        assert answer.json["pages"]["next"]["uri"] == following
    else:
        assert related(answer.text, "timemap") == following
    return following
