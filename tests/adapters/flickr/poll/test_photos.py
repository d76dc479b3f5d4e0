"""The poller of own photos, against a simulated Flickr over HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from threading import Lock

import pytest

from adapters.flickr.errors import InvalidSignature, InvalidToken
from adapters.flickr.poll.photos import backup_photos
from adapters.flickr.poll.ports import Keeper, Kept, Report
from domain.clock import Happened
from domain.photo.events import PhotoLicenseChanged, PhotoTitleChanged
from tests.adapters.flickr.poll.visited import DAY, START, Visited
from tests.adapters.simulator.pictures import jpeg
from tests.adapters.simulator.running import Token

PHOTOS = ["photos"]


@dataclass(frozen=True)
class Slow:
    """A keeper to whom the first file comes a day late, after the photo was retitled."""

    keeper: Keeper
    world: Visited
    photo_id: str
    begun: Lock = field(default_factory=Lock)

    def raw(self, answer: bytes) -> None:
        self.keeper.raw(answer)

    def picture(self, address: str, key: str) -> Kept:
        if self.begun.acquire(blocking=False):
            self.world.days_pass(0.5)
            self.world.flickr.change_photo(self.photo_id, title="After")
            self.world.days_pass(0.5)
        return self.keeper.picture(address, key)


@pytest.fixture
def ada(world: Visited) -> str:
    return world.join("ada")


def test_a_first_visit_archives_photos_of_every_visibility_with_their_originals(
    world: Visited, ada: str
) -> None:
    perms = ("public", "friends", "family", "friends_family", "private")
    original = jpeg()
    ids = [
        world.flickr.photo(ada, title=f"日本 {perm} <b>", perms=perm, file=original)
        for perm in perms
    ]
    report = world.visit(ada)
    assert report.counts["new"] == len(ids)
    for photo_id, perm in zip(ids, perms, strict=True):
        assert world.photo(photo_id).title == f"日本 {perm} <b>"
        assert world.files(photo_id)["o"].best
        key = world.files(photo_id)["o"].key
        with world.archive.storage.open(key) as kept:
            assert kept.read() == original


def test_raw_answers_are_kept_under_the_digest_that_the_fact_names(
    world: Visited, ada: str
) -> None:
    photo_id = world.flickr.photo(ada, title="Boat")
    world.visit(ada, PHOTOS)
    digest = world.facts(photo_id)[0].raw
    assert digest is not None
    with world.archive.storage.open(f"raw/{digest[:2]}/{digest[2:4]}/{digest}.json") as kept:
        assert b'"Boat"' in kept.read()


def test_an_unchanged_account_adds_nothing_and_costs_few_calls(world: Visited, ada: str) -> None:
    for number in range(30):
        world.flickr.photo(ada, title=str(number))
    world.visit(ada)
    world.days_pass()
    head = world.head()
    world.visit(ada)
    assert world.news(head) == []
    assert world.calls.total() <= 10


def test_a_retitled_photo_changed_between_the_last_visit_that_saw_it_and_its_last_update(
    world: Visited, ada: str
) -> None:
    """Polled daily and retitled on the third day: the third day it is."""
    photo_id = world.flickr.photo(ada, title="Before")
    world.visit(ada, PHOTOS)
    world.days_pass()
    world.visit(ada, PHOTOS)
    world.days_pass(0.5)
    world.flickr.change_photo(photo_id, title="After")
    world.days_pass(0.5)
    head = world.head()
    world.visit(ada, PHOTOS)
    assert world.news(head) == ["photo-title-changed"]
    fact = world.facts(photo_id)[-1]
    assert fact.event == PhotoTitleChanged(title="After")
    assert fact.happened == Happened(START + DAY, START + DAY + DAY // 2)


@pytest.mark.parametrize(
    ("change", "recorded"),
    [
        ({"title": "B"}, "photo-title-changed"),
        ({"description": "<i>B</i>"}, "photo-description-changed"),
        ({"tags": "sea camera:make=canon"}, "photo-tags-changed"),
        ({"perms": "private"}, "photo-permission-changed"),
        ({"lat": 52.4, "lon": 4.9}, "photo-location-changed"),
        ({"date_taken": "2001-02-03 04:05:06"}, "photo-date-taken-changed"),
        ({"license": "4"}, "photo-license-changed"),
    ],
)
def test_each_change_is_a_fact_of_its_own(
    world: Visited, ada: str, change: dict[str, object], recorded: str
) -> None:
    photo_id = world.flickr.photo(ada, title="A")
    world.visit(ada, PHOTOS)
    world.days_pass()
    world.flickr.change_photo(photo_id, **change)
    world.days_pass()
    head = world.head()
    world.visit(ada, PHOTOS)
    assert recorded in world.news(head)
    assert "photo-seen" not in world.news(head)


def test_a_changed_licence_has_the_very_date_that_flickr_keeps(world: Visited, ada: str) -> None:
    photo_id = world.flickr.photo(ada, license="0")
    world.visit(ada, PHOTOS)
    changed = world.days_pass()
    world.flickr.change_photo(photo_id, license="4")
    world.days_pass(3)
    world.visit(ada, PHOTOS)
    assert world.photo(photo_id).license == "4"
    [fact] = [f for f in world.facts(photo_id) if isinstance(f.event, PhotoLicenseChanged)]
    assert fact.happened == Happened(changed, changed)


def test_a_replaced_picture_keeps_its_predecessors_files(world: Visited, ada: str) -> None:
    photo_id = world.flickr.photo(ada, title="A")
    world.visit(ada, PHOTOS)
    before = world.files(photo_id)["o"]
    world.days_pass()
    world.flickr.replace_photo(photo_id)
    world.days_pass()
    head = world.head()
    world.visit(ada, PHOTOS)
    assert "photo-replaced" in world.news(head)
    files = world.photo(photo_id).files
    assert files
    assert before.key in files
    assert len([file for file in files.values() if file.size == "o"]) == 2


def test_a_deleted_photo_is_deleted_and_its_files_stay(world: Visited, ada: str) -> None:
    photo_id, other = (world.flickr.photo(ada, title=title) for title in "AB")
    world.visit(ada, PHOTOS)
    world.days_pass()
    world.flickr.delete_photo(photo_id)
    world.days_pass()
    head = world.head()
    world.visit(ada, PHOTOS)
    assert world.news(head) == ["photo-deleted"]
    assert world.photo(photo_id).deleted
    assert world.files(photo_id)
    assert not world.photo(other).deleted


@pytest.mark.parametrize("kind", ["shifted_page", "stale_page"])
def test_a_list_that_shifts_while_it_is_read_deletes_nothing(
    world: Visited, ada: str, kind: str
) -> None:
    for number in range(5):
        world.flickr.photo(ada, title=str(number))
    world.visit(ada, PHOTOS)
    world.days_pass()
    world.flickr.photo(ada, title="new")
    world.flickr.fault("flickr.people.getPhotos", kind, times=2)
    head = world.head()
    world.visit(ada, PHOTOS, full=True)
    assert "photo-deleted" not in world.news(head)


def test_comments_notes_and_people_are_read_where_there_are_any(world: Visited, ada: str) -> None:
    bob = world.flickr.person("bob")
    photo_id = world.flickr.photo(ada, title="A")
    made = world.days_pass()
    world.flickr.comment(photo_id, bob, "Lovely")
    world.flickr.change_photo(photo_id, people=[{"nsid": bob}])
    world.days_pass()
    world.visit(ada, PHOTOS)
    photo = world.photo(photo_id)
    assert photo.comments
    assert [c.text for c in photo.comments.values()] == ["Lovely"]
    assert photo.people
    assert list(photo.people) == [bob]
    [comment] = [f for f in world.facts(photo_id) if "Comment" in type(f.event).__name__]
    assert comment.happened == Happened(made, made)


def test_one_file_that_fails_stops_nothing_and_is_tried_again(world: Visited, ada: str) -> None:
    ids = [world.flickr.photo(ada, title=title) for title in "ABC"]
    world.flickr.fault(f"/static/*/{ids[1]}_*_z.jpg", "truncate", times=0)
    report = world.visit(ada, PHOTOS)
    assert list(report.missing) == [ids[1]]
    assert "z" not in world.files(ids[1])
    assert all("o" in world.files(photo_id) for photo_id in ids)
    world.flickr.no_faults()
    world.days_pass()
    assert not world.visit(ada, PHOTOS).missing
    assert "z" in world.files(ids[1])


def test_a_change_while_the_files_were_fetched_is_found_by_the_next_run(
    world: Visited, ada: str
) -> None:
    """The files take a day to come, and in the middle of it the photo is retitled."""
    photo_id = world.flickr.photo(ada, title="Before")
    poll = world.archive.poll(ada, Report())
    slow = replace(poll, keeper=Slow(poll.keeper, world, photo_id))
    backup_photos(slow)
    assert world.photo(photo_id).title == "Before"
    world.days_pass()
    world.visit(ada, PHOTOS)
    assert world.photo(photo_id).title == "After"


@pytest.mark.parametrize("kind", ["http_500", "error_105", "error_201", "html", "reset"])
def test_trouble_that_passes_is_sat_out(world: Visited, ada: str, kind: str) -> None:
    photo_id = world.flickr.photo(ada, title="A")
    world.flickr.fault("flickr.photos.getInfo", kind, times=2)
    world.visit(ada, PHOTOS)
    assert world.photo(photo_id).title == "A"


def test_a_withdrawn_token_ends_the_run_in_one_clear_line(world: Visited, ada: str) -> None:
    world.flickr.photo(ada, title="A")
    world.visit(ada, PHOTOS)
    head = world.head()
    token = world.archive.tokens.of(ada)
    assert token is not None
    world.flickr.withdraw(Token(token.oauth_token, token.oauth_token_secret))
    with pytest.raises(InvalidToken, match="Sign in with Flickr again") as raised:
        world.visit(ada, PHOTOS)
    assert token.oauth_token not in str(raised.value)
    assert world.news(head) == []


def test_a_run_that_broke_off_is_taken_up_where_it_was(world: Visited, ada: str) -> None:
    """The second run looks only at what the first did not reach."""
    for number in range(8):
        world.flickr.photo(ada, title=str(number))
    world.flickr.fault("flickr.photos.getExif", "bad_signature", times=1)
    with pytest.raises(InvalidSignature):
        world.visit(ada, PHOTOS)
    world.flickr.fault("flickr.photos.getInfo", "bad_signature", times=1)
    before = world.head()
    with pytest.raises(InvalidSignature):
        world.visit(ada, PHOTOS)
    assert world.head() >= before
    report = world.visit(ada, PHOTOS)
    assert report.counts["new"] + report.counts["unchanged"] == 8
    assert world.calls["flickr.photos.getInfo"] == report.counts["new"]
    head = world.head()
    world.visit(ada, PHOTOS, full=True)
    assert world.news(head) == []
