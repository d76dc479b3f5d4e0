"""Trouble comes as it does on the real wire: when ordered, as often as ordered, and no longer."""

import time

import pytest
import requests

from tests.adapters.simulator.running import Flickr, Simulator, shared_simulator

__all__ = ["shared_simulator"]

LOGIN = "flickr.test.login"
LIST = "flickr.people.getPhotos"


@pytest.fixture(scope="module")
def me(shared_simulator: Simulator) -> Flickr:
    ada = shared_simulator.person("ada")
    shared_simulator.photos(ada, [{"title": str(n), "date_upload": n} for n in range(1, 10)])
    return shared_simulator.member(ada)


@pytest.fixture(autouse=True)
def _calm(shared_simulator: Simulator) -> None:
    shared_simulator.no_faults()
    shared_simulator.forget_calls()


@pytest.mark.parametrize(("kind", "code"), [("error_105", 105), ("error_201", 201)])
def test_flickr_says_it_is_not_available(
    shared_simulator: Simulator, me: Flickr, kind: str, code: int
) -> None:
    shared_simulator.fault(LOGIN, kind)
    answer = me.call(LOGIN)
    assert (answer["stat"], answer["code"]) == ("fail", code)
    assert me.call(LOGIN)["stat"] == "ok"


@pytest.mark.parametrize(("kind", "status"), [("http_500", 500), ("http_429", 429), ("html", 200)])
def test_a_page_in_html_comes_instead(
    shared_simulator: Simulator, me: Flickr, kind: str, status: int
) -> None:
    shared_simulator.fault(LOGIN, kind)
    answer = me.get(LOGIN)
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.text.startswith("<!DOCTYPE html>")


def test_an_answer_is_cut_short(shared_simulator: Simulator, me: Flickr) -> None:
    shared_simulator.fault(LOGIN, "truncate")
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
        me.get(LOGIN)
    assert me.get(LOGIN).status_code == 200


def test_a_connection_is_reset(shared_simulator: Simulator, me: Flickr) -> None:
    shared_simulator.fault(LOGIN, "reset")
    with pytest.raises(requests.exceptions.ConnectionError):
        me.get(LOGIN)
    assert me.get(LOGIN).status_code == 200
    assert [call["status"] for call in shared_simulator.calls()] == [0, 200]


def test_an_answer_comes_late(shared_simulator: Simulator, me: Flickr) -> None:
    shared_simulator.fault(LOGIN, "slow", seconds=0.4)
    began = time.monotonic()
    assert me.call(LOGIN)["stat"] == "ok"
    assert time.monotonic() - began >= 0.4


def test_a_good_signature_is_refused(shared_simulator: Simulator, me: Flickr) -> None:
    shared_simulator.fault(LOGIN, "bad_signature")
    answer = me.get(LOGIN)
    assert answer.status_code == 401
    assert answer.text.startswith("oauth_problem=signature_invalid")


def _titles(me: Flickr, page: int) -> list[str]:
    listed = me.call(LIST, user_id="me", per_page=3, page=page)["photos"]
    assert listed["page"] == page
    return [row["title"] for row in listed["photo"]]


def test_a_list_that_shifts_misses_a_row_or_repeats_one(
    shared_simulator: Simulator, me: Flickr
) -> None:
    assert _titles(me, 2) == ["6", "5", "4"]
    shared_simulator.fault(LIST, "shifted_page")
    assert _titles(me, 2) == ["5", "4", "3"]
    shared_simulator.fault(LIST, "shifted_page", rows=-1)
    assert _titles(me, 2) == ["7", "6", "5"]


def test_a_stale_page_repeats_the_one_before(shared_simulator: Simulator, me: Flickr) -> None:
    shared_simulator.fault(LIST, "stale_page", times=2)
    assert _titles(me, 2) == ["9", "8", "7"]
    assert _titles(me, 1) == ["8", "7", "6"]
    assert _titles(me, 1) == ["9", "8", "7"]


def test_trouble_strikes_as_often_as_ordered(shared_simulator: Simulator, me: Flickr) -> None:
    shared_simulator.fault(LOGIN, "http_500", times=2)
    assert [me.get(LOGIN).status_code for _ in range(4)] == [500, 500, 200, 200]
    shared_simulator.fault(LOGIN, "http_500", times=0)
    assert [me.get(LOGIN).status_code for _ in range(4)] == [500] * 4


def test_trouble_strikes_a_share_of_the_calls(shared_simulator: Simulator, me: Flickr) -> None:
    shared_simulator.fault(LOGIN, "http_500", times=0, rate=0.5)
    struck = [me.get(LOGIN).status_code for _ in range(60)].count(500)
    assert 10 < struck < 50


def test_trouble_strikes_what_it_was_ordered_for(shared_simulator: Simulator, me: Flickr) -> None:
    shared_simulator.fault("flickr.photos.*", "http_500", times=0)
    shared_simulator.fault("/services/upload/", "http_429", times=0)
    assert me.get(LOGIN).status_code == 200
    assert me.get("flickr.photos.search").status_code == 500
    url = f"{shared_simulator.root}/services/upload/"
    assert requests.post(url, timeout=30).status_code == 429


def test_the_back_door_stays_open_in_all_trouble(shared_simulator: Simulator) -> None:
    shared_simulator.fault("*", "reset", times=0)
    assert shared_simulator.ask("GET", "health") == {"status": "ready"}
    assert shared_simulator.ask("GET", "faults")[0]["kind"] == "reset"


@pytest.mark.parametrize("kind", ["truncate", "http_429", "html", "http_500", "reset"])
def test_downloads_have_their_troubles_too(
    shared_simulator: Simulator, me: Flickr, kind: str
) -> None:
    listed = me.call(LIST, user_id="me", extras="url_m")["photos"]["photo"]
    shared_simulator.fault("/static/", kind)
    if kind in ("truncate", "reset"):
        with pytest.raises(requests.exceptions.RequestException):
            requests.get(listed[0]["url_m"], timeout=30)
    else:
        answer = requests.get(listed[0]["url_m"], timeout=30)
        assert answer.headers["Content-Type"].startswith("text/html")
    whole = requests.get(listed[0]["url_m"], timeout=30)
    assert whole.headers["Content-Type"] == "image/jpeg"
    assert len(whole.content) == int(whole.headers["Content-Length"])


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"match": "x"}, "missing: kind"),
        ({"match": "x", "kind": "flood"}, "kind 'flood' is none of"),
        ({"match": "x", "kind": "html", "rate": 2}, "rate from 0 to 1"),
        ({"match": "x", "kind": "html", "often": 2}, "no such field: often"),
    ],
)
def test_trouble_that_makes_no_sense_is_refused(
    shared_simulator: Simulator, wish: dict[str, object], said: str
) -> None:
    answer = requests.post(f"{shared_simulator.root}/_simulator/faults", json=wish, timeout=30)
    assert answer.status_code == 400
    assert said in answer.json()["error"]
