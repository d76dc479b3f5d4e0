"""What is asked to be forgotten, and what is left of it."""

from __future__ import annotations

from domain.account import AccountDeleted, AccountJoined, AccountRolesChanged, account_history
from domain.clock import exactly
from domain.fact import UNSAID, Event, Fact, Look
from domain.forgetting import forgotten, has_left, purge, readmit
from domain.photo import Photo, observe, photo_history
from domain.photo.events import PhotoPurged, PhotoReadmitted
from tests.domain.looks import OWNER

LOOK = Look(at=500, observed=500, via="member", account=OWNER)
SEEN = observe(photo_history(()), Photo(owner=OWNER, title="A"), LOOK)


def told(event: Event, at: int) -> Fact:
    return Fact(event=event, happened=exactly(at), observed=at, via="member", account=OWNER)


def test_a_photo_is_purged_once_and_comes_back_when_it_is_asked_for() -> None:
    [purged] = purge(SEEN, LOOK)
    assert purged.event == PhotoPurged(member=OWNER)
    facts = (*SEEN, purged)
    assert purge(facts, LOOK) == ()
    assert observe(photo_history(facts), Photo(owner=OWNER, title="B"), LOOK) == ()
    [back] = readmit(facts, LOOK)
    assert back.event == PhotoReadmitted(member=OWNER)
    assert readmit((*facts, back), LOOK) == ()
    again = observe(photo_history((*facts, back)), Photo(owner=OWNER, title="B"), LOOK)
    held = photo_history((*facts, back, *again)).now
    assert held is not None
    assert held.state.title == "B"


def test_an_unknown_photo_is_neither_purged_nor_readmitted() -> None:
    assert purge((), LOOK) == ()
    assert readmit((), LOOK) == ()
    assert readmit(SEEN, LOOK) == ()


def test_tombstones_and_what_they_stand_for_fold_alike() -> None:
    [purged] = purge(SEEN, LOOK)
    stones = tuple(forgotten(bytes(32)) for _ in SEEN)
    assert photo_history((*SEEN, purged)) == photo_history((*stones, purged))
    joined, left = told(AccountJoined(nsid=OWNER, username="a"), 1), told(AccountDeleted(), 2)
    assert account_history((joined, left)) == account_history((forgotten(bytes(32)), left))


def test_who_left_has_no_name_and_no_role_and_may_join_again() -> None:
    facts = (
        told(AccountJoined(nsid=OWNER, username="a"), 1),
        told(AccountRolesChanged(roles=("admin",)), 2),
        told(AccountDeleted(), 3),
    )
    assert has_left(facts)
    held = account_history(facts).now
    assert held is not None
    assert (held.state.username, held.state.roles) == (UNSAID, UNSAID)
    back = (*facts, told(AccountJoined(nsid=OWNER, username="b"), 4))
    assert not has_left(back)
    held = account_history(back).now
    assert held is not None
    assert (held.state.username, held.state.roles) == ("b", UNSAID)
