"""Photographs: every size as announced, originals as sent, and what is gone is gone."""

import pytest
import requests

from tests.adapters.simulator.pictures import jpeg, png, size_of
from tests.adapters.simulator.running import Flickr, Simulator, shared_simulator

__all__ = ["shared_simulator"]

TIMEOUT = 30


@pytest.fixture(scope="module")
def ada(shared_simulator: Simulator) -> str:
    return shared_simulator.person("ada", icon="tomato")


@pytest.fixture(scope="module")
def me(shared_simulator: Simulator, ada: str) -> Flickr:
    return shared_simulator.member(ada)


def _sizes(me: Flickr, photo: str) -> dict[str, dict[str, object]]:
    rows = me.call("flickr.photos.getSizes", photo_id=photo)["sizes"]["size"]
    return {row["label"]: row for row in rows}


def _get(address: object) -> requests.Response:
    return requests.get(str(address), timeout=TIMEOUT, allow_redirects=False)


@pytest.mark.parametrize("kind", ["made up", "sent", "rotated"])
def test_every_size_is_as_large_as_announced(
    shared_simulator: Simulator, me: Flickr, ada: str, kind: str
) -> None:
    sent = None if kind == "made up" else jpeg(3000, 1700)
    photo = shared_simulator.photo(ada, sent, color="steelblue")
    if kind == "rotated":
        shared_simulator.change_photo(photo, rotation=90)
    sizes = _sizes(me, photo)
    assert len(sizes) >= 12
    for label, row in sizes.items():
        answer = _get(row["source"])
        assert answer.status_code == 200, label
        assert size_of(answer.content) == (row["width"], row["height"]), label
        assert int(answer.headers["Content-Length"]) == len(answer.content)
    tall = sizes["Medium"]["height"] > sizes["Medium"]["width"]  # type: ignore[operator]
    assert tall is (kind == "rotated")


@pytest.mark.parametrize(("content", "ending"), [(jpeg(), "jpg"), (png(), "png")])
def test_an_original_is_what_was_sent(
    shared_simulator: Simulator, me: Flickr, ada: str, content: bytes, ending: str
) -> None:
    photo = shared_simulator.photo(ada, content)
    original = _sizes(me, photo)["Original"]
    assert str(original["source"]).endswith(f"_o.{ending}")
    assert _get(original["source"]).content == content


def test_a_replaced_photo_has_new_addresses_and_the_old_ones_are_gone(
    shared_simulator: Simulator, me: Flickr, ada: str
) -> None:
    photo = shared_simulator.photo(ada, jpeg(colour="navy"), title="Same")
    before = _sizes(me, photo)
    _get(before["Medium"]["source"])
    shared_simulator.replace_photo(photo, jpeg(900, 900, colour="gold"))
    after = _sizes(me, photo)
    assert size_of(_get(after["Original"]["source"]).content) == (900, 900)
    for label, row in before.items():
        gone = _get(row["source"])
        assert gone.status_code == 302, label
        assert "photo_unavailable" in gone.headers["Location"]
    assert me.call("flickr.photos.getInfo", photo_id=photo)["photo"]["title"]["_content"] == "Same"


def test_a_rotated_photo_keeps_its_original(
    shared_simulator: Simulator, me: Flickr, ada: str
) -> None:
    photo = shared_simulator.photo(ada, jpeg())
    before = _sizes(me, photo)
    shared_simulator.change_photo(photo, rotation=180)
    after = _sizes(me, photo)
    assert after["Original"]["source"] == before["Original"]["source"]
    assert after["Medium"]["source"] != before["Medium"]["source"]


def test_what_is_gone_redirects_to_a_placeholder(
    shared_simulator: Simulator, me: Flickr, ada: str
) -> None:
    photo = shared_simulator.photo(ada)
    address = str(_sizes(me, photo)["Medium"]["source"])
    wrong = address.replace(address.rpartition("_")[2], "0123456789.jpg")
    assert _get(wrong).status_code == 302
    shared_simulator.delete_photo(photo)
    placeholder = requests.get(address, timeout=TIMEOUT)
    assert "photo_unavailable" in placeholder.url
    assert placeholder.headers["Content-Type"] == "image/png"


def test_sizes_above_1024_have_secrets_of_their_own(
    shared_simulator: Simulator, me: Flickr, ada: str
) -> None:
    photo = shared_simulator.photo(ada, width=5000, height=4000)
    secrets = {
        label: str(row["source"]).rpartition("/")[2].split("_")[1].partition(".")[0]
        for label, row in _sizes(me, photo).items()
    }
    assert secrets["Large"] == secrets["Medium"] == secrets["Square"]
    large = [secrets[label] for label in ("Large", "Large 1600", "Large 2048", "X-Large 5K")]
    assert len({*large, secrets["Original"]}) == 5


def test_buddy_icons_are_those_of_their_members(
    shared_simulator: Simulator, me: Flickr, ada: str
) -> None:
    def icon(nsid: str) -> str:
        person = me.call("flickr.people.getInfo", user_id=nsid)["person"]
        return f"{shared_simulator.root}/static/{person['iconserver']}/buddyicons/{nsid}.jpg"

    first = _get(icon(ada))
    assert size_of(first.content) == (48, 48)
    shared_simulator.change_person(ada, icon="navy")
    assert _get(icon(ada)).content != first.content
    shared_simulator.change_person(ada, icon=None)
    assert icon(ada).startswith(f"{shared_simulator.root}/static/0/")
    default = requests.get(icon(ada), timeout=TIMEOUT)
    assert default.url.endswith("/images/buddyicon.gif")
    assert default.headers["Content-Type"] == "image/gif"


def test_a_video_has_stills_and_a_moving_picture(
    shared_simulator: Simulator, me: Flickr, ada: str
) -> None:
    video = {"duration": 12, "width": 1280, "height": 720}
    photo = shared_simulator.photo(ada, b"not really a film", video=str(video).replace("'", '"'))
    sizes = _sizes(me, photo)
    assert size_of(_get(sizes["Medium 640"]["source"]).content) == (640, 360)
    assert _get(sizes["Video Original"]["source"]).content == b"not really a film"
    info = me.call("flickr.photos.getInfo", photo_id=photo)["photo"]
    assert (info["media"], info["video"]["duration"]) == ("video", "12")


def test_what_is_no_picture_is_refused(shared_simulator: Simulator, ada: str) -> None:
    url = f"{shared_simulator.root}/_simulator/photos"
    files = {"photo": ("a.jpg", b"<html>")}
    answer = requests.post(url, data={"owner": ada}, files=files, timeout=TIMEOUT)
    assert answer.status_code == 400
    assert "no JPEG, PNG or GIF" in answer.json()["error"]
