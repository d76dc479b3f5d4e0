"""A photo's history as people would read it."""

from typing import Any

from tests.web.world import ADA, BOB, Comment, Location, Picture, Tag, World, day

ID = "53000000001"
PHOTO = f"/photos/ada/{ID}"


def steps(world: World, viewer: str = "") -> Any:
    answer = world.client(viewer).simulate_get(f"{PHOTO}/history", params={"format": "json"})
    assert answer.status_code == 200
    return answer.json["steps"]


def test_steps_are_told_latest_first_with_when_and_who_saw_them(world: World) -> None:
    world.photo(ID, at=day(1), title="First words")
    world.photo(ID, at=day(5), after=day(3), title="First of all words")
    latest, first = steps(world)
    assert latest["when"]["words"] == "between 4 and 6 May 2019"
    assert latest["changes"][0]["headline"] == "Title changed"
    assert "6 May 2019 at 00:00 by a backup, through Ada Lovelace’s account" in latest["seen"]
    assert first["first"] is True
    assert first["when"]["words"] == "on 21 April 2019 at 00:00"


def test_texts_are_compared_word_by_word(world: World) -> None:
    world.photo(ID, at=day(1), description="a long walk home")
    world.photo(ID, at=day(5), after=day(4), description="a short walk home")
    (change,) = steps(world)[0]["changes"]
    assert [(p["kind"], p["text"]) for p in change["words"]] == [
        ("same", "a "),
        ("dropped", "long"),
        ("added", "short"),
        ("same", " walk home"),
    ]


def test_tags_are_told_as_added_and_dropped(world: World) -> None:
    world.photo(ID, at=day(1), tags=(Tag(raw="one"), Tag(raw="two")))
    world.photo(ID, at=day(5), after=day(4), tags=(Tag(raw="two"), Tag(raw="three")))
    (change,) = steps(world)[0]["changes"]
    assert (change["added"], change["dropped"]) == (["three"], ["one"])


def test_a_change_of_permission_is_told_in_words_to_those_who_saw_both(world: World) -> None:
    world.photo(ID, at=day(1), permission="public")
    world.photo(ID, at=day(5), after=day(4), permission="friends")
    (change,) = steps(world, BOB)[0]["changes"]
    assert (change["before"], change["after"]) == ("Public", "Friends")


def test_a_replaced_picture_is_shown_before_and_after(world: World) -> None:
    world.photo(ID, at=day(1))
    before = world.file(ID)
    world.photo(ID, at=day(5), after=day(4), picture=Picture(server="1", secret="other"))
    after = world.file(ID, secret="other", colour="tomato")
    step = steps(world)[0]
    assert step["picture_before"]["path"] == f"/static/{before.key}"
    assert step["picture_after"]["path"] == f"/static/{after.key}"


def test_comments_come_and_go(world: World) -> None:
    comment = Comment(id="c1", author=BOB, authorname="Bob", datecreate=str(day(2)), text="Lovely")
    world.photo(ID, at=day(1), comments={})
    world.photo(ID, at=day(3), comments={"c1": comment})
    world.photo(ID, at=day(9), after=day(8), comments={})
    removed, added, _ = steps(world)
    assert removed["changes"][0]["dropped"] == ["Lovely"]
    assert added["changes"][0]["by"] == "Bob"
    assert added["when"]["words"] == "on 3 May 2019 at 00:00"


def test_each_step_leads_to_the_photo_as_of_then(world: World) -> None:
    world.photo(ID, at=day(1), title="First")
    world.photo(ID, at=day(5), after=day(3), title="Second")
    client = world.client(ADA)
    names = [
        client.simulate_get(step["path"], headers={"Accept": "application/json"}).json["name"]
        for step in steps(world)
    ]
    assert names == ["Second", "First"]


def test_a_file_that_was_stored_is_no_news(world: World) -> None:
    world.photo(ID, at=day(1))
    world.file(ID)
    assert len(steps(world)) == 1


def test_a_place_before_and_after_stands_on_one_small_map(world: World) -> None:
    london = Location(latitude="51.5", longitude="-0.12", accuracy="16")
    paris = Location(latitude="48.8566", longitude="2.3522", accuracy="16")
    world.photo(ID, at=day(1), location=london, geo_permission="public")
    world.photo(ID, at=day(5), after=day(4), location=paris, geo_permission="public")
    (change,) = steps(world)[0]["changes"]
    assert change["map"]["words"] == "343 km apart"
    assert change["map"]["before"] == [-0.12, -51.5]
    assert change["map"]["after"] == [2.352, -48.857]
    page = world.client().simulate_get(f"{PHOTO}/history").text
    assert "The place before and after on a map, 343 km apart" in page
