"""The pages of those who look after the archive: for them alone, and what the forms do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import falcon.testing
import pytest

from domain import account, streams
from domain.account import AccountDeleted
from domain.topics import TOPICS
from tests.adapters.flickr.push.news import entry, feed
from tests.web.test_receiver import Post
from tests.web.world import ADA, BOB, NOW, World, circle, day, look

PAGES = ("/god", "/god/users", "/god/push/subscriptions", "/god/push/subscriptions/s1")
GOD = {
    "auth_enable_poormans_god_auth": True,
    "auth_poormans_god_auth": {ADA: ["admin"], BOB: ["friend"], "99@N01": ["admin"]},
    "enable_feature_flickr_push": True,
    # Nobody answers there: what asks Flickr fails, and says so.
    "flickr_endpoint": "http://127.0.0.1:9",
}


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[World]:
    """An archive that Ada looks after."""
    world = World(tmp_path, GOD)
    circle(world)
    yield world
    world.close()


def send(world: World, viewer: str, **form: str) -> falcon.testing.Result:
    form.setdefault("crumb", world.crumb(viewer))
    return world.client(viewer).simulate_post(
        "/god/push/subscriptions",
        body="&".join(f"{key}={value}" for key, value in form.items()),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("viewer", "status"), [(ADA, 200), (BOB, 403), ("", 403), ("99@N01", 403)])
def test_the_pages_are_for_admins_who_are_members(
    archive: World, path: str, viewer: str, status: int
) -> None:
    archive.subscription("s1", ADA)
    assert archive.client(viewer).simulate_get(path).status_code == status


@pytest.mark.parametrize("path", PAGES)
def test_nobody_is_admin_by_settings_that_are_switched_off(tmp_path: Path, path: str) -> None:
    world = World(tmp_path, {**GOD, "auth_enable_poormans_god_auth": False})
    circle(world)
    world.subscription("s1", ADA)
    assert world.client(ADA).simulate_get(path).status_code == 403
    world.close()


def test_a_recorded_role_counts_and_who_has_left_has_none(archive: World) -> None:
    archive.roles(BOB, "admin")
    assert archive.client(BOB).simulate_get("/god").status_code == 200
    past = account.account_history(archive.facts(streams.account(BOB)))
    left = account.decide(past, AccountDeleted(), look(NOW, BOB, "member"))
    archive.tell(streams.account(BOB), left)
    assert archive.client(BOB).simulate_get("/god").status_code == 403


def test_the_account_page_leads_admins_there_and_nobody_else(archive: World) -> None:
    assert 'href="/god/"' in archive.client(ADA).simulate_get("/account").text
    assert 'href="/god/"' not in archive.client(BOB).simulate_get("/account").text


def test_the_archive_at_a_glance(archive: World) -> None:
    post = Post(archive)
    post.deliver(b"<html/>")
    told = archive.client(ADA).simulate_get("/god?format=json").json
    assert (told["members"], told["subscriptions"], told["behind"]) == (6, 1, 0)
    assert told["refused"] == {"not Atom": 1}


def test_members_are_listed_with_how_their_backups_go(archive: World) -> None:
    told = archive.client(ADA).simulate_get("/god/users?format=json").json
    ada = next(each for each in told["members"] if each["person"]["nsid"] == ADA)
    assert (ada["roles"], ada["backups"], ada["perms"]) == (["admin"], ["photos", "faves"], "read")
    assert ada["last_backup"] == day(0)


def test_subscriptions_are_listed_with_what_came_to_them(archive: World) -> None:
    post = Post(archive)
    archive.photo("1", at=day(1), permission="private")
    post.deliver(feed(entry("1", author=ADA), entry("2", types=("geo", "tags"), author=ADA)))
    told = archive.client(ADA).simulate_get("/god/push/subscriptions?format=json").json
    [line] = told["subscriptions"]
    assert (line["topic"], line["pings"], line["last_delivered"]) == ("my_photos", 2, NOW)
    one = archive.client(ADA).simulate_get(line["path"], params={"format": "json"}).json
    newest, oldest = one["pings"]
    assert newest == {"at": NOW, "photo": None, "updates": ["geo", "tags"]}
    assert (oldest["photo"]["id"], oldest["photo"]["permission"]) == ("1", 5)


def test_an_admin_is_told_nothing_of_photos_that_are_not_theirs_to_see(archive: World) -> None:
    post = Post(archive, owner=BOB)
    archive.photo("1", BOB, at=day(1), permission="private", title="Nobody else's")
    post.deliver(feed(entry("1", author=BOB)))
    path = f"/god/push/subscriptions/{post.callback.subscription}"
    page = archive.client(ADA).simulate_get(path).text
    assert "that you may not see" in page
    assert "Nobody else" not in page


def test_no_secret_of_a_subscription_is_on_a_page(archive: World) -> None:
    post = Post(archive)
    for path in (*PAGES[:3], f"/god/push/subscriptions/{post.callback.subscription}"):
        page = archive.client(ADA).simulate_get(path).text
        assert post.callback.secret not in page
        assert post.callback.verify_token not in page


def test_every_topic_and_every_argument_can_be_chosen(archive: World) -> None:
    told = archive.client(ADA).simulate_get("/god/push/subscriptions?format=json").json
    page = archive.client(ADA).simulate_get("/god/push/subscriptions").text
    assert {each["name"] for each in told["topics"]} == set(TOPICS)
    for each in told["topics"]:
        assert f'<option value="{each["name"]}"' in page
        for argument in each["arguments"]:
            assert f'name="{argument}"' in page


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"topic": "dreams"}, "There is no topic &#39;dreams&#39;"),
        ({"topic": "tags"}, "Tags needs tags"),
        ({"topic": "my_photos", "tags": "boat"}, "My_photos takes no &#39;tags&#39;"),
        ({"topic": "geo", "lat": "52"}, "Geo needs woe_ids or place_ids or lat and lon"),
        ({"topic": "geo", "lat": "152", "lon": "4"}, "Lat cannot be &#39;152&#39;"),
        ({"topic": "commons", "nsids": "me"}, "Nsids cannot be &#39;me&#39;"),
        ({"topic": "my_faves", "account": "77@N01"}, "Choose whose news it is to be"),
        ({"topic": "my_photos"}, "is subscribed to that already"),
        ({"end": "s9"}, "there is no subscription &#39;s9&#39;"),
        ({"renew": "s9"}, "there is no subscription &#39;s9&#39;"),
    ],
)
def test_what_cannot_be_is_said_on_the_page_and_nothing_is_lost(
    archive: World, form: dict[str, str], said: str
) -> None:
    archive.subscription("s1", ADA)
    before = archive.archive.log.head()
    answer = send(archive, ADA, **{"account": ADA, **form})
    assert answer.status_code == 400
    assert said.lower() in answer.text.lower()
    for name in form.keys() - {"topic", "account", "end", "renew"}:
        assert f'value="{form[name]}"' in answer.text
    assert archive.archive.log.head() == before


def test_a_form_without_a_good_crumb_or_by_somebody_else_does_nothing(archive: World) -> None:
    before = archive.archive.log.head()
    asked = {"account": ADA, "topic": "my_photos"}
    for crumb in ("", "forged", archive.crumb(BOB)):
        assert send(archive, ADA, crumb=crumb, **asked).status_code == 403
    assert send(archive, BOB, **asked).status_code == 403
    assert send(archive, "", **asked).status_code == 403
    assert archive.archive.log.head() == before


def test_without_the_feature_the_page_says_how_to_turn_it_on(tmp_path: Path) -> None:
    world = World(tmp_path, {**GOD, "enable_feature_flickr_push": False})
    circle(world)
    assert "enable_feature_flickr_push" in world.client(ADA).simulate_get(PAGES[2]).text
    answer = send(world, ADA, account=ADA, topic="my_photos")
    assert answer.status_code == 400
    assert "PuSH is off" in answer.text
    world.close()
