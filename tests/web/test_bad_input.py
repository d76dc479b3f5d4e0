"""Addresses that make no sense: a page with the right status, and never a trace."""

import pytest

from tests.web.world import ADA, World, day

ID = "53000000001"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nowhere", 404),
        ("/photos/nobody", 404),
        ("/photos/12@N99", 404),
        ("/photos/ada%00", 400),
        ("/photos/" + "x" * 100, 404),
        ("/photos/" + "x" * 600, 414),
        ("/photos/ada/abc", 404),
        ("/photos/ada/1", 404),
        ("/photos/bob/" + ID, 404),
        ("/photos/ada/99999999999999999999999", 404),
        ("/photos/ada/albums/x", 404),
        ("/photos/ada/albums/1", 404),
        ("/photos/ada/faves/nobody", 404),
        ("/photo.gne", 400),
        ("/photo.gne?id=x", 404),
        ("/photo.gne?short=0O", 400),
        ("/photos/ada?as_of=yesterday", 400),
        ("/photos/ada?as_of=2019-02-30", 400),
        ("/photos/ada?as_of=@99999999999999999", 400),
        ("/photos/ada?as_of=-1", 400),
        ("/photos/ada?known_at=x", 400),
        ("/photos/ada?older=x", 400),
        ("/photos/ada?newer=1.x", 400),
        ("/photos/ada/activity?older=x", 400),
        ("/photos/ada?format=xml", 400),
        ("/photos/ada?older=" + "9" * 3000, 414),
        ("/photos/ada?x=%00", 400),
        ("/photos/ada?path=/x&self=1&as_of=2019-06-01", 200),
        ("/photos/ada?as_of=2019-06-01&as_of=2019-06-02", 200),
        ("/buddyicon/%2e%2e.jpg", 404),
        ("/assets/x/y.css", 404),
        ("/people/nobody", 404),
    ],
)
@pytest.mark.parametrize("viewer", ["", ADA])
def test_every_address_has_its_answer(world: World, path: str, status: int, viewer: str) -> None:
    world.photo(ID, at=day(1))
    answer = world.client(viewer).simulate_get(path)
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    if status >= 400:
        assert answer.headers["x-request-id"] in answer.text


def test_a_bad_time_is_told_what_is_accepted(world: World) -> None:
    answer = world.client().simulate_get("/photos/ada", params={"as_of": "<b>"})
    assert "a day such as 2019-05-04" in answer.text
    assert "<b>" not in answer.text


def test_errors_are_data_for_those_who_ask_for_data(world: World) -> None:
    answer = world.client().simulate_get("/photos/nobody", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.json["title"] == "Not found"
    assert answer.json["request_id"] == answer.headers["x-request-id"]


def test_a_fault_of_the_program_is_a_page_without_a_trace(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = world.client(ADA)
    broken = world.archive.generations

    def fail() -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr(type(broken), "live_name", lambda _: fail())
    answer = client.simulate_get("/")
    assert answer.status_code == 500
    assert "secret of the inside" not in answer.text
    assert answer.headers["x-request-id"] in answer.text
    assert "/photos/friends/" in answer.text


def test_who_is_lost_has_the_head_of_every_page_to_go_on_from(world: World) -> None:
    lost = world.client().simulate_get("/nowhere").text
    assert 'role="search"' in lost
    assert 'href="/signin"' in lost
    member = world.client(ADA)
    lost = member.simulate_get("/nowhere").text
    assert 'href="/signin"' not in lost
    assert 'href="/photos/me/"' in lost
    assert member.simulate_get("/photos/me/").headers["location"].endswith("/photos/ada/")


def test_a_database_that_does_not_answer_takes_nobody_the_head_of_the_page(world: World) -> None:
    client = world.client(ADA)
    with world.archive.operations.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE stored_events RENAME TO away")
    answer = client.simulate_get("/account/")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "stored_events" not in answer.text
    assert 'role="search"' in answer.text
    assert 'href="/photos/me/"' in answer.text


def test_another_method_is_refused(world: World) -> None:
    assert world.client().simulate_delete("/photos/ada").status_code == 405
    assert world.client().simulate_post("/").status_code == 405
