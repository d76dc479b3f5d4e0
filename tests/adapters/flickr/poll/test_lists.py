"""The pollers of faves, contacts and albums, against a simulated Flickr over HTTP."""

from __future__ import annotations

import pytest

from domain import streams
from domain.clock import Happened
from domain.contact import contact_history
from domain.fave import fave_history
from tests.adapters.flickr.poll.visited import START, Visited


@pytest.fixture
def ada(world: Visited) -> str:
    return world.join("ada")


@pytest.fixture
def bob(world: Visited) -> str:
    return world.flickr.person("bob")


def test_a_fave_of_anothers_photo_is_kept_with_its_date_and_its_files(
    world: Visited, ada: str, bob: str
) -> None:
    photo_id = world.flickr.photo(bob, title="Theirs")
    faved = world.days_pass()
    world.flickr.fave(ada, photo_id)
    world.days_pass(5)
    world.visit(ada, ["faves"])
    [fact] = [e.fact for e in world.archive.log.read(streams.fave(ada, photo_id))]
    assert fact.happened == Happened(faved, faved)
    assert world.photo(photo_id).title == "Theirs"
    assert world.photo(photo_id).public is True
    assert "z" in world.files(photo_id)


def test_a_dropped_fave_is_dropped_and_the_photo_stays(world: Visited, ada: str, bob: str) -> None:
    kept, dropped = (world.flickr.photo(bob, title=title) for title in "AB")
    for photo_id in (kept, dropped):
        world.flickr.fave(ada, photo_id)
    world.visit(ada, ["faves"])
    world.days_pass()
    world.flickr.unfave(ada, dropped)
    world.days_pass()
    head = world.head()
    world.visit(ada, ["faves"])
    assert world.news(head) == ["fave-dropped"]
    past = fave_history(e.fact for e in world.archive.log.read(streams.fave(ada, dropped)))
    assert past.now is not None
    assert past.now.state.date_faved is None


@pytest.mark.parametrize("how", ["private", "deleted"])
def test_a_faved_photo_that_can_no_longer_be_read_is_hidden_and_stays_a_fave(
    world: Visited, ada: str, bob: str, how: str
) -> None:
    photo_id = world.flickr.photo(bob, title="A")
    world.flickr.fave(ada, photo_id)
    world.visit(ada, ["faves"])
    world.days_pass()
    if how == "private":
        world.flickr.change_photo(photo_id, perms="private")
    else:
        world.flickr.delete_photo(photo_id)
    world.days_pass()
    head = world.head()
    world.visit(ada, ["faves"])
    assert world.news(head) == ["photo-hidden"]
    world.days_pass()
    head = world.head()
    world.visit(ada, ["faves"])
    assert world.news(head) == []
    assert world.calls.total() <= 3


def test_a_photo_that_was_hidden_and_is_back_has_returned(
    world: Visited, ada: str, bob: str
) -> None:
    photo_id = world.flickr.photo(bob, title="A")
    world.flickr.fave(ada, photo_id)
    world.visit(ada, ["faves"])
    for perms in ("private", "public"):
        world.days_pass()
        world.flickr.change_photo(photo_id, perms=perms)
        world.days_pass()
        head = world.head()
        world.visit(ada, ["faves"])
    assert "photo-returned" in world.news(head)


def test_contacts_come_change_and_go(world: Visited, ada: str, bob: str) -> None:
    cleo = world.flickr.person("cleo")
    world.flickr.contact(ada, bob, friend=True)
    world.flickr.contact(ada, cleo)
    world.visit(ada, ["contacts"])
    world.days_pass()
    world.flickr.contact(ada, bob, family=True)
    world.flickr.drop_contact(ada, cleo)
    seen = world.days_pass()
    head = world.head()
    world.visit(ada, ["contacts"])
    assert world.news(head) == ["contact-dropped", "contact-relation-changed"]
    past = contact_history(e.fact for e in world.archive.log.read(streams.contact(ada, cleo)))
    assert [(v.state.relation is None, v.came) for v in past.versions] == [
        (False, Happened(0, START)),
        (True, Happened(START, seen)),
    ]


def test_albums_keep_their_order_and_are_told_when_they_go(world: Visited, ada: str) -> None:
    first, second = (world.flickr.photo(ada, title=title) for title in "AB")
    album = world.flickr.album(ada, "Trip", [first, second])
    world.visit(ada, ["albums"])
    world.days_pass()
    world.flickr.change_album(album, photos=[second, first])
    world.days_pass()
    head = world.head()
    world.visit(ada, ["albums"])
    assert world.news(head) == ["album-photos-changed"]
    world.flickr.delete_album(album)
    world.days_pass()
    head = world.head()
    world.visit(ada, ["albums"])
    assert world.news(head) == ["album-deleted"]


def test_buddy_icons_are_fetched_and_old_ones_stay(world: Visited, ada: str) -> None:
    bob = world.flickr.person("bob", icon="teal")
    world.flickr.contact(ada, bob)
    world.visit(ada, ["contacts"])
    before = list(world.archive.storage.keys("buddyicons/"))
    world.days_pass()
    world.flickr.change_person(bob, icon="crimson")
    world.visit(ada, ["contacts"])
    after = list(world.archive.storage.keys("buddyicons/"))
    assert len(before) == 1
    assert set(before) < set(after)
