"""What a look adds: nothing that is known, nothing about what it did not carry."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import account, album, fave
from domain.account import ACCOUNT, Account, AccountJoined, account_history, decide
from domain.album import Album, AlbumSeen, album_history
from domain.clock import Happened, exactly
from domain.contact import Relation
from domain.fact import UNSAID, Covered, Event, Fact, Look
from domain.person import Person, PersonIconStored, person_history
from domain.photo import Photo, observe, observe_absence, observe_stored, photo_history
from domain.photo import events as e
from domain.photo.state import PLAIN
from domain.photo.values import Comment, StoredFile
from tests.domain.looks import (
    OTHER,
    OWNER,
    Sighting,
    of_album,
    of_contact,
    of_fave,
    of_person,
    of_photo,
)
from tests.domain.samples import FULL, MANY, OTHERWISE

SIGHTS = st.builds(
    lambda names, others: Photo(
        **{
            f: OTHERWISE[f] if f in others and f in OTHERWISE else {**FULL, **MANY}[f]
            for f in names
        }
    ),
    st.sets(st.sampled_from([*PLAIN, *MANY]), min_size=1),
    st.sets(st.sampled_from(list(OTHERWISE))),
)
LOOKS = st.builds(
    Sighting,
    at=st.integers(10, 60),
    seen=SIGHTS,
    account=st.sampled_from([OWNER, OTHER, ""]),
    lastupdate=st.none() | st.integers(1, 60),
)
COVERED = st.builds(
    lambda before, after: {"": Covered(before, after)}, st.integers(0, 60), st.none()
)


def look(at: int, account: str = OWNER, **more: Any) -> Look:
    return Look(at=at, observed=at, via="poll", account=account, **more)


def test_the_samples_tell_of_every_facet() -> None:
    assert set(FULL) == set(PLAIN)
    assert set(OTHERWISE) == set(PLAIN) - {"owner"}


# The same twice ---------------------------------------------------------------------------------


@given(st.lists(LOOKS, max_size=3), LOOKS, COVERED)
@settings(max_examples=300, deadline=None)
def test_seeing_the_same_photo_twice_adds_nothing(
    before: list[Sighting], again: Sighting, covered: dict[str, Covered]
) -> None:
    facts: tuple[Fact, ...] = ()
    for sighting in (*before, again):
        facts += of_photo(facts, sighting, covered)
    assert of_photo(facts, again, covered) == ()


@pytest.mark.parametrize(
    ("observing", "seen"),
    [
        (of_contact, Relation("1", "0")),
        (of_contact, None),
        (of_fave, "12"),
        (of_fave, None),
        (of_album, Album(owner=OWNER, title="A", photos=("1", "2"), created="5", deleted=False)),
        (of_album, Album(deleted=True)),
        (of_person, Person(nsid=OWNER, username="a", realname="", iconserver="0", gone=False)),
        (of_person, Person(icon_key="k")),
        (of_person, Person()),
    ],
)
@pytest.mark.parametrize("later", [0, 10])
def test_seeing_the_same_of_any_kind_twice_adds_nothing(
    observing: Any, seen: Any, later: int
) -> None:
    facts = observing((), Sighting(20, seen), {})
    again = Sighting(20 + later, seen)
    assert observing(facts, again, {"": Covered(before=20)}) == ()


@pytest.mark.parametrize("account", [OWNER, OTHER])
def test_a_second_refusal_adds_nothing(account: str) -> None:
    facts = observe(photo_history(()), Photo(**FULL), look(10))
    facts += observe_absence(photo_history(facts), look(20, account), "1: Photo not found")
    assert observe_absence(photo_history(facts), look(20, account), "1: Photo not found") == ()
    assert observe_absence(photo_history(facts), look(30, account), "1: Photo not found") == ()


def test_storing_the_same_file_twice_adds_nothing() -> None:
    file = StoredFile(key="k", size="o", secret="b", sha256="0" * 64, bytes=1)
    facts = observe_stored(photo_history(()), file, look(10))
    assert len(facts) == 1
    assert observe_stored(photo_history(facts), file, look(20)) == ()


def test_joining_twice_adds_nothing_and_joining_after_leaving_does() -> None:
    joined = AccountJoined(nsid=OWNER, username="a")
    facts = decide(account_history(()), joined, look(10))
    assert decide(account_history(facts), joined, look(20)) == ()
    facts += decide(account_history(facts), account.AccountDeleted(), look(30))
    assert decide(account_history(facts), account.AccountDeleted(), look(40)) == ()
    facts += decide(account_history(facts), joined, look(50))
    now = account_history(facts).now
    assert now is not None
    assert now.state == Account(nsid=OWNER, username="a", deleted=False)


# Partial looks ----------------------------------------------------------------------------------


@given(st.lists(LOOKS, min_size=1, max_size=3), LOOKS)
@settings(max_examples=300, deadline=None)
def test_a_look_touches_only_what_it_carries(before: list[Sighting], partial: Sighting) -> None:
    facts: tuple[Fact, ...] = ()
    for sighting in before:
        facts += of_photo(facts, sighting, {})
    old = photo_history(facts)
    new = photo_history(facts + of_photo(facts, partial, {}))
    for facet in (*PLAIN, *MANY):
        if getattr(partial.seen, facet) is UNSAID:
            for at in range(0, 62, 7):
                was, now = old.at(at), new.at(at)
                if was is not None:
                    assert now is not None
                    assert getattr(now.state, facet) == getattr(was.state, facet)


def test_a_list_row_without_a_title_does_not_empty_it() -> None:
    facts = observe(photo_history(()), Photo(**FULL), look(10))
    assert observe(photo_history(facts), Photo(owner=OWNER, license="4"), look(20)) == ()


def test_an_emptied_description_is_a_change() -> None:
    facts = observe(photo_history(()), Photo(**FULL), look(10))
    (fact,) = observe(photo_history(facts), Photo(description=""), look(20))
    assert fact.event == e.PhotoDescriptionChanged(description="")


@pytest.mark.parametrize("facet", OTHERWISE)
def test_every_facet_can_change_by_an_event_of_its_own(facet: str) -> None:
    facts = observe(photo_history(()), Photo(**FULL), look(10))
    seen = Photo(**{facet: OTHERWISE[facet]})
    more = observe(photo_history(facts), seen, look(20), {"": Covered(10)})
    now = photo_history(facts + more).now
    assert [fact.happened for fact in more] == [Happened(10, 20)]
    assert now is not None
    assert getattr(now.state, facet) == OTHERWISE[facet]


def test_a_photo_of_which_only_a_glimpse_was_known_is_seen_whole_later() -> None:
    facts = observe(photo_history(()), Photo(comments=MANY["comments"]), look(10))
    (fact,) = observe(photo_history(facts), Photo(**FULL), look(20))
    assert isinstance(fact.event, e.PhotoSeen)


def test_the_owner_can_be_learned_after_the_title() -> None:
    facts = observe(photo_history(()), Photo(title="A"), look(10, OTHER))
    facts += observe(photo_history(facts), Photo(owner=OWNER), look(20, OTHER))
    now = photo_history(facts).now
    assert now is not None
    assert (now.state.owner, now.state.title) == (OWNER, "A")


def test_the_owner_of_a_photo_and_of_an_album_never_changes() -> None:
    facts = observe(photo_history(()), Photo(owner=OWNER), look(10))
    assert observe(photo_history(facts), Photo(owner=OTHER), look(20, "")) == ()
    known = album.observe(album_history(()), Album(owner=OWNER, title="A"), look(10))
    assert album.observe(album_history(known), Album(owner=OTHER), look(20)) == ()


def test_the_owner_of_an_album_can_be_learned_after_its_title() -> None:
    facts = album.observe(album_history(()), Album(title="A"), look(10))
    (fact,) = album.observe(album_history(facts), Album(owner=OWNER, created="5"), look(20))
    assert fact.event == AlbumSeen(album=Album(owner=OWNER, created="5"))


def test_a_deleted_album_was_not_deleted_before() -> None:
    facts = album.observe(album_history(()), Album(owner=OWNER, title="A"), look(10))
    facts += album.observe(album_history(facts), Album(deleted=True), look(20), {"": Covered(10)})
    assert [v.state.deleted for v in album_history(facts).versions] == [UNSAID, True]


def test_a_buddy_icon_that_was_stored_is_no_change_of_the_person() -> None:
    facts = of_person((), Sighting(10, Person(nsid=OWNER, username="a")), {})
    (fact,) = of_person(facts, Sighting(20, Person(icon_key="k")), {})
    assert fact.event == PersonIconStored(icon_key="k")
    (version,) = person_history((*facts, fact)).versions
    assert version.state.icon_key == "k"


# Two pairs of eyes ------------------------------------------------------------------------------


def test_a_further_member_is_one_who_sights_it() -> None:
    facts = observe(photo_history(()), Photo(**FULL), look(10))
    (fact,) = observe(photo_history(facts), Photo(title="Puppy"), look(20, OTHER))
    assert fact.event == e.PhotoSighted(member=OTHER)


def test_what_another_member_cannot_read_is_hidden_and_not_deleted() -> None:
    facts = observe(photo_history(()), Photo(**FULL), look(10))
    facts += observe(photo_history(facts), Photo(title="Puppy"), look(15, OTHER))
    (fact,) = observe_absence(
        photo_history(facts), look(20, OTHER), "2: Denied", "permission-denied", {"": Covered(15)}
    )
    assert fact.event == e.PhotoHidden(member=OTHER, why="permission-denied", answer="2: Denied")
    assert fact.happened == Happened(15, 20)
    (back,) = observe(photo_history((*facts, fact)), Photo(title="Puppy"), look(30, OTHER))
    assert back.event == e.PhotoReturned(member=OTHER)


def test_what_its_owner_cannot_find_is_deleted_and_may_return() -> None:
    facts = observe(photo_history(()), Photo(**FULL), look(10))
    facts += observe_absence(photo_history(facts), look(20), "1: Photo not found")
    facts += observe(photo_history(facts), Photo(title="Puppy"), look(30), {"": Covered(20)})
    assert [v.state.deleted for v in photo_history(facts).versions] == [False, True, False]


# Clocks -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lastupdate", "happened"),
    [(9, (10, 20)), (10, (10, 20)), (15, (10, 15)), (20, (10, 20)), (25, (10, 20))],
)
def test_lastupdate_narrows_a_change_only_where_it_falls_inside(
    lastupdate: int, happened: tuple[int, int]
) -> None:
    facts = observe(photo_history(()), Photo(**FULL), look(10))
    seen = look(20, lastupdate=lastupdate)
    (fact,) = observe(photo_history(facts), Photo(title="B"), seen, {"": Covered(10)})
    assert fact.happened == Happened(*happened)


def test_polled_daily_and_retitled_on_day_100_it_changed_between_99_and_100() -> None:
    facts = observe(photo_history(()), Photo(**FULL), look(1))
    (fact,) = observe(photo_history(facts), Photo(title="B"), look(100), {"title": Covered(99)})
    assert fact.happened == Happened(99, 100)


def test_a_comment_and_a_favourite_happened_when_flickr_says() -> None:
    facts = observe(photo_history(()), Photo(**FULL), look(10))
    late = Comment(id="d", author=OTHER, authorname="o", datecreate="15", text="!")
    (fact,) = observe(photo_history(facts), Photo(comments={"d": late}), look(20))
    assert fact.happened == exactly(15)
    (faved,) = fave.observe(fave.fave_history(()), "12", look(20))
    assert faved.happened == exactly(12)


# Purging ----------------------------------------------------------------------------------------


def purged(*facts: Fact, event: Event, at: int) -> tuple[Fact, ...]:
    return (*facts, Fact(event=event, happened=exactly(at), observed=at, via="member"))


def test_a_purged_photo_adds_nothing_and_remembers_nothing() -> None:
    facts = observe(photo_history(()), Photo(**FULL), look(10))
    facts = purged(*facts, event=e.PhotoPurged(member=OWNER), at=30)
    past = photo_history(facts)
    file = StoredFile(key="k", size="o", secret="b", sha256="0" * 64, bytes=1)
    assert observe(past, Photo(**{**FULL, **MANY}), look(40)) == ()
    assert observe(past, Photo(title="late"), look(20)) == ()
    assert observe_absence(past, look(40), "1: Photo not found") == ()
    assert observe_stored(past, file, look(40)) == ()
    assert [v.state for v in past.versions] == [Photo(purged=True)]
    assert photo_history(facts, known_at=20).versions == ()


def test_a_readmitted_photo_is_seen_as_if_for_the_first_time() -> None:
    facts = observe(photo_history(()), Photo(**FULL), look(10))
    facts = purged(*facts, event=e.PhotoPurged(member=OWNER), at=30)
    facts = purged(*facts, event=e.PhotoReadmitted(member=OWNER), at=40)
    more = observe(photo_history(facts), Photo(**FULL), look(50))
    assert [type(fact.event) for fact in more] == [e.PhotoSeen]
    now = photo_history(facts + more).now
    assert now is not None
    assert now.state.title == "Puppy"
    assert not now.state.purged


def test_an_account_tells_of_what_its_member_did_exactly() -> None:
    (fact,) = decide(account_history(()), account.AccountBackupsPaused(paused=True), look(10))
    assert fact.happened == exactly(10)
    assert ACCOUNT.stated(fact.event) == {"paused": True}
