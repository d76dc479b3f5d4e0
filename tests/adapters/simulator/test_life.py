"""Life goes on by the back door and by the API, at the simulated now, and is remembered."""

import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.adapters.simulator.pictures import jpeg
from tests.adapters.simulator.running import Flickr, Simulator, running, shared_simulator

__all__ = ["shared_simulator"]

NOW = 1_500_000_000


@pytest.fixture(scope="module")
def ada(shared_simulator: Simulator) -> str:
    return shared_simulator.person("ada")


@pytest.fixture(scope="module")
def me(shared_simulator: Simulator, ada: str) -> Flickr:
    return shared_simulator.member(ada)


@pytest.fixture
def photo(shared_simulator: Simulator, ada: str) -> str:
    """A photo of an hour ago."""
    shared_simulator.clock(NOW - 3600)
    made = shared_simulator.photo(ada, title="Boat", tags="one two", lat=52.37, lon=4.89)
    shared_simulator.clock(NOW)
    return made


def _info(me: Flickr, photo: str) -> dict[str, object]:
    info: dict[str, object] = me.call("flickr.photos.getInfo", photo_id=photo)["photo"]
    return info


CHANGES = [
    {"title": "Ship"},
    {"description": "<i>big</i>"},
    {"tags": "one three"},
    {"perms": "private"},
    {"geoperms": "friends"},
    {"lat": 35.01, "lon": 135.77, "accuracy": 12},
    {"lat": None},
    {"license": 4},
    {"date_taken": "2001-02-03 04:05:06"},
    {"rotation": 90},
    {"exif": {"Model": "Box"}},
    {"notes": [{"x": 1, "y": 2, "w": 3, "h": 4, "text": "look"}]},
    {"views": 7},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: "-".join(change))
def test_every_change_moves_the_last_update_on(
    shared_simulator: Simulator, me: Flickr, photo: str, change: dict[str, object]
) -> None:
    def changed() -> list[str]:
        rows = me.call("flickr.photos.recentlyUpdated", min_date=NOW, extras="last_update")
        return [row["id"] for row in rows["photos"]["photo"]]

    assert photo not in changed()
    shared_simulator.change_photo(photo, **change)
    assert photo in changed()
    assert shared_simulator.kept(photo)["last_update"] == NOW
    shared_simulator.clock(NOW + 60)
    shared_simulator.change_photo(photo, **change)
    assert shared_simulator.kept(photo)["last_update"] == NOW, "nothing changed the second time"


def test_comments_and_replacements_move_it_too(
    shared_simulator: Simulator, ada: str, photo: str
) -> None:
    shared_simulator.comment(photo, ada, "Nice")
    assert shared_simulator.kept(photo)["last_update"] == NOW
    shared_simulator.clock(NOW + 60)
    shared_simulator.replace_photo(photo)
    assert shared_simulator.kept(photo)["last_update"] == NOW + 60


def test_recent_changes_come_newest_first(
    shared_simulator: Simulator, ada: str, me: Flickr
) -> None:
    shared_simulator.clock(NOW + 1_000_000)
    photos = [shared_simulator.photo(ada) for _ in range(3)]
    for later, photo in enumerate((photos[1], photos[0], photos[2])):
        shared_simulator.clock(NOW + 1_000_010 + later)
        shared_simulator.change_photo(photo, title="Changed")
    rows = me.call("flickr.photos.recentlyUpdated", min_date=NOW + 1_000_010)["photos"]["photo"]
    assert [row["id"] for row in rows] == [photos[2], photos[0], photos[1]]


def test_licences_have_a_dated_history(shared_simulator: Simulator, me: Flickr, photo: str) -> None:
    shared_simulator.change_photo(photo, license=4)
    shared_simulator.clock(NOW + 500)
    me.post("flickr.photos.licenses.setLicense", photo_id=photo, license_id=9)
    history = me.call("flickr.photos.licenses.getLicenseHistory", photo_id=photo)
    told = [
        (row["date_change"], row["old_license"], row["new_license"])
        for row in history["license_history"]
    ]
    assert told == [
        (NOW, "All Rights Reserved", "CC BY 2.0"),
        (NOW + 500, "CC BY 2.0", "Public Domain Dedication (CC0)"),
    ]


def test_what_is_set_by_the_api_is_told_by_the_api(me: Flickr, photo: str) -> None:
    me.post("flickr.photos.setTags", photo_id=photo, tags='sea "geh:maker=Atget, E" "two words"')
    me.post("flickr.photos.addTags", photo_id=photo, tags="SEA wind")
    me.post("flickr.photos.setPerms", photo_id=photo, is_public=0, is_friend=1, is_family=0)
    me.post("flickr.photos.geo.setLocation", photo_id=photo, lat=35.0116, lon=135.7681, accuracy=11)
    me.post("flickr.photos.geo.setContext", photo_id=photo, context=2)
    perms = {"is_public": 0, "is_contact": 1, "is_friend": 0, "is_family": 0}
    me.post("flickr.photos.geo.setPerms", photo_id=photo, **perms)
    info = me.call("flickr.photos.getInfo", photo_id=photo)["photo"]
    assert [(tag["raw"], tag["_content"], tag["machine_tag"]) for tag in info["tags"]["tag"]] == [
        ("sea", "sea", 0),
        ("geh:maker=Atget, E", "geh:maker=atgete", 1),
        ("two words", "twowords", 0),
        ("wind", "wind", 0),
    ]
    assert info["visibility"] == {"ispublic": 0, "isfriend": 1, "isfamily": 0}
    location = info["location"]
    assert (location["latitude"], location["accuracy"]) == ("35.011600", "11")
    assert (location["context"], location["locality"]["_content"]) == ("2", "Kyoto")
    assert location["locality"]["woeid"].isdigit()
    assert info["geoperms"] == {"ispublic": 0, "iscontact": 1, "isfriend": 0, "isfamily": 0}


def test_faves_are_added_and_dropped_by_the_api(
    shared_simulator: Simulator, me: Flickr, photo: str
) -> None:
    fan = shared_simulator.member(shared_simulator.person("fan"))
    assert fan.post("flickr.favorites.add", photo_id=photo).text.count('stat="ok"') == 1
    assert 'code="3"' in fan.post("flickr.favorites.add", photo_id=photo).text
    (row,) = fan.call("flickr.favorites.getList")["photos"]["photo"]
    assert (row["id"], row["date_faved"]) == (photo, str(NOW))
    assert _info(fan, photo)["isfavorite"] == 1
    fan.post("flickr.favorites.remove", photo_id=photo)
    assert fan.call("flickr.favorites.getList")["photos"]["photo"] == []
    assert 'code="2"' in me.post("flickr.favorites.add", photo_id=photo).text


def test_faves_are_found_by_their_date(shared_simulator: Simulator, ada: str) -> None:
    nsid = shared_simulator.person("collector")
    for day in range(5):
        shared_simulator.fave(nsid, shared_simulator.photo(ada), NOW + day)
    collector = shared_simulator.member(nsid)
    bounds = {"min_fave_date": NOW + 1, "max_fave_date": NOW + 3}
    rows = collector.call("flickr.favorites.getList", **bounds)["photos"]["photo"]
    assert [int(row["date_faved"]) for row in rows] == [NOW + 3, NOW + 2, NOW + 1]


def test_an_upload_reads_what_the_camera_wrote(shared_simulator: Simulator, me: Flickr) -> None:
    answer = me.session.post(
        f"{shared_simulator.root}/services/upload/",
        files={"photo": ("dawn.jpg", jpeg(taken="2012:03:04 05:06:07"))},
        timeout=30,
    )
    photo = answer.text.partition("</photoid>")[0].rpartition(">")[2]
    info = me.call("flickr.photos.getInfo", photo_id=photo)["photo"]
    assert info["title"] == {"_content": "dawn"}
    assert (info["dates"]["taken"], info["dates"]["takenunknown"]) == ("2012-03-04 05:06:07", "0")
    exif = me.call("flickr.photos.getExif", photo_id=photo)["photo"]
    assert exif["camera"] == "X100T"


def test_who_closes_their_account_is_gone_with_all_they_had(shared_simulator: Simulator) -> None:
    nsid = shared_simulator.person("leaver")
    photo = shared_simulator.photo(nsid)
    fan = shared_simulator.person("mourner")
    shared_simulator.fave(fan, photo)
    shared_simulator.contact(fan, nsid, friend=True)
    leaver, mourner = shared_simulator.member(nsid), shared_simulator.member(fan)
    shared_simulator.delete_person(nsid)
    assert mourner.call("flickr.people.getInfo", user_id=nsid)["code"] == 5
    assert mourner.call("flickr.photos.getInfo", photo_id=photo)["code"] == 1
    assert mourner.call("flickr.favorites.getList")["photos"]["photo"] == []
    assert mourner.call("flickr.contacts.getList")["contacts"]["contact"] == []
    assert leaver.call("flickr.test.login")["code"] == 98


def test_a_world_outlives_its_process(tmp_path: Path) -> None:
    sent = jpeg()
    with running(tmp_path) as simulator:
        simulator.clock(NOW)
        ada = simulator.person("ada")
        key = simulator.key()
        token = simulator.token(ada, key)
        photo = simulator.photo(ada, sent, title="Kept", lat=1, lon=2, notes='[{"text": "x"}]')
        before = simulator.kept(photo)
    with running(tmp_path) as simulator:
        me = simulator.flickr(key, token)
        assert simulator.kept(photo) == before
        assert simulator.ask("GET", "clock") == {"now": NOW, "set": True}
        (row,) = me.call("flickr.people.getPhotos", user_id="me", extras="url_o")["photos"]["photo"]
        assert requests.get(row["url_o"], timeout=30).content == sent
        assert simulator.photo(ada) != photo


WRONG = [
    ("POST", "people", {}, 400, "missing: username"),
    ("POST", "people", {"username": "x", "shoe": 43}, 400, "no such field: shoe"),
    ("POST", "people", {"username": "Ada"}, 400, "is taken"),
    ("POST", "photos", {"owner": "nobody"}, 404, "there is no member"),
    ("POST", "photos", {"owner": "ADA", "perms": "secret"}, 400, "perms 'secret' is none of"),
    ("POST", "photos", {"owner": "ADA", "perms": "contacts"}, 400, "only those of a place"),
    ("POST", "photos", {"owner": "ADA", "lat": 91, "lon": 0}, 400, "lat is from -90 to 90"),
    ("POST", "photos", {"owner": "ADA", "lat": 1}, 400, "needs both lat and lon"),
    ("POST", "photos", {"owner": "ADA", "date_taken": "soon"}, 400, "Y-m-d H:M:S"),
    ("POST", "photos", {"owner": "ADA", "license": 99}, 400, "none of Flickr's"),
    ("POST", "photos", "text", 400, "no JSON object"),
    ("POST", "photos", {"owner": "ADA", "id": "../../x"}, 400, "1 to 20 digits"),
    ("POST", "people", {"username": "y", "nsid": "../x"}, 400, "of the form 12345@N01"),
    ("PATCH", "photos/1", {"title": "x"}, 404, "there is no photo '1'"),
    ("POST", "tokens", {"nsid": "ADA", "api_key": "x", "perms": "all"}, 400, "perms 'all'"),
    ("POST", "tokens", {"nsid": "ADA", "api_key": "x", "perms": "read"}, 404, "there is no key"),
    ("POST", "contacts", {"owner": "ADA", "nsid": "ADA"}, 400, "their own contact"),
    ("POST", "albums", {"owner": "ADA", "title": "x", "photos": []}, 400, "at least one"),
    ("POST", "clock", {}, 400, "missing: now"),
    ("DELETE", "faves", {"nsid": "ADA", "id": "1"}, 404, "has not faved"),
]


@pytest.mark.parametrize(("http_method", "path", "wish", "status", "said"), WRONG)
def test_a_wrong_wish_is_refused_in_one_clear_line(
    shared_simulator: Simulator,
    ada: str,
    http_method: str,
    path: str,
    wish: object,
    status: int,
    said: str,
) -> None:
    if isinstance(wish, dict):
        wish = {name: ada if value == "ADA" else value for name, value in wish.items()}
    url = f"{shared_simulator.root}/_simulator/{path}"
    answer = requests.request(http_method, url, json=wish, timeout=30)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert said in error
    assert "\n" not in error


@pytest.mark.parametrize(
    ("given", "flags"),
    [
        ("friends_family", (False, True, True)),
        (4, (False, True, True)),
        ("2", (False, True, False)),
        ({"is_family": 1}, (False, False, True)),
        ("public", (True, False, False)),
    ],
)
def test_permissions_may_be_said_in_many_ways(
    shared_simulator: Simulator, ada: str, given: object, flags: tuple[bool, ...]
) -> None:
    kept = shared_simulator.kept(shared_simulator.photo(ada, perms=given, title="t"))
    told = tuple(
        kept.get(name, name == "is_public") for name in ("is_public", "is_friend", "is_family")
    )
    assert told == flags


def test_a_taken_port_is_said_to_be_taken_in_one_line(
    shared_simulator: Simulator, tmp_path: Path
) -> None:
    port = shared_simulator.root.rpartition(":")[2]
    command = [sys.executable, "-m", "adapters.flickr.simulator", "--port", port]
    ended = subprocess.run(
        [*command, "--data", str(tmp_path)], capture_output=True, text=True, timeout=30, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert port in ended.stderr
