"""Who may see a photo, now and in the past."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import visibility
from domain.clock import Happened
from domain.fact import Fact
from domain.permission import admitted, legacy_number, may_see, sort_of
from domain.photo import events as e
from domain.photo import photo_history
from tests.domain.looks import OTHER, OWNER
from tests.domain.worlds import (
    ADMITS,
    NOW,
    PERMISSIONS,
    PLACES,
    RELATIONS,
    THIRD,
    Told,
    World,
)
from tests.domain.worlds import may_see as oracle
from tests.domain.worlds import may_see_place as place_oracle


def sees(world: World, at: int) -> bool:
    return visibility.may_see_at(world.history(), at, world.looking(), NOW)


def assert_agrees(world: World, instants: Any = range(NOW + 1)) -> None:
    past, viewer = world.history(), world.looking()
    for at in instants:
        assert visibility.may_see_at(past, at, viewer, NOW) == oracle(world, at), at
        assert visibility.may_see_place_at(past, at, viewer, NOW) == place_oracle(world, at), at


# Every relation, every permission -------------------------------------------------------------


@pytest.mark.parametrize(("permission", "relation"), list(product(PERMISSIONS, RELATIONS)))
def test_a_permission_admits_whom_it_names(permission: str, relation: str) -> None:
    admits = may_see(admitted(PERMISSIONS[permission]), sort_of(RELATIONS[relation]))
    assert admits == (relation in ADMITS[permission])


def test_permissions_keep_the_numbers_of_the_original() -> None:
    numbers = {name: legacy_number(permission) for name, permission in PERMISSIONS.items()}
    assert numbers == {"public": 0, "friends": 2, "family": 3, "both": 4, "private": 5}


@pytest.mark.parametrize(("then", "today"), list(product(PERMISSIONS, PERMISSIONS)))
def test_every_relation_then_and_now_meets_every_permission(then: str, today: str) -> None:
    """The permission changed between 10 and 20; the relation between 15 and 30."""
    for was, is_now in product(RELATIONS, RELATIONS):
        world = World(
            permission=[(1, 2, then), (10, 20, today)],
            relation=[(1, 2, was), (15, 30, is_now)],
        )
        assert_agrees(world, (1, 10, 11, 15, 16, 19, 20, 29, 30, NOW))


@pytest.mark.parametrize(("then", "today"), list(product(PLACES, PLACES)))
def test_every_relation_then_and_now_meets_every_permission_of_place(then: str, today: str) -> None:
    for was, is_now in product(RELATIONS, RELATIONS):
        world = World(
            permission=[(1, 2, "public")],
            place=[(1, 2, then), (10, 20, today)],
            relation=[(1, 2, was), (15, 30, is_now)],
        )
        assert_agrees(world, (1, 10, 11, 15, 16, 19, 20, 29, 30, NOW))


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_the_owner_sees_all_of_their_own(permission: str) -> None:
    world = World(permission=[(1, 2, permission)], deleted=[(5, 6, True)], viewer=OWNER)
    assert all(sees(world, at) for at in range(NOW + 1))


@pytest.mark.parametrize("permission", PERMISSIONS)
@pytest.mark.parametrize("viewer", ["", OTHER])
def test_the_anonymous_and_the_unknown_see_what_is_public(permission: str, viewer: str) -> None:
    world = World(permission=[(1, 2, permission)], viewer=viewer, listed=None)
    assert sees(world, NOW) == (permission == "public")
    assert_agrees(world)


# Worlds at random -------------------------------------------------------------------------------


@st.composite
def telling(draw: st.DrawFn, values: list[Any], most: int = 4) -> Told:
    untils = sorted(draw(st.lists(st.integers(2, 45), max_size=most, unique=True)))
    return [(draw(st.integers(0, until)), until, draw(st.sampled_from(values))) for until in untils]


LATE = st.none() | st.integers(1, 45)
MEMBERS_WORLDS = st.builds(
    World,
    permission=telling(list(PERMISSIONS)).filter(bool),
    place=telling(list(PLACES)),
    deleted=telling([True, False]),
    sights=st.fixed_dictionaries({OTHER: telling([True, False])}),
    relation=telling(list(RELATIONS)),
    listed=st.none() | st.integers(1, 45),
    viewer=st.sampled_from(["", OWNER, OTHER, THIRD]),
    faved=st.booleans(),
    described=LATE,
    placed=LATE,
)
OTHERS_WORLDS = st.builds(
    World,
    public=telling([True, False]),
    deleted=telling([True, False], most=1),
    sights=st.dictionaries(st.sampled_from([OTHER, THIRD]), telling([True, False]).filter(bool)),
    listed=st.none(),
    viewer=st.sampled_from(["", OTHER, THIRD, "4@N01"]),
    faved=st.booleans(),
    described=LATE,
    placed=LATE,
)


@given(MEMBERS_WORLDS | OTHERS_WORLDS)
@settings(max_examples=600, deadline=None)
def test_every_instant_is_judged_as_the_rules_in_prose_judge_it(world: World) -> None:
    assert_agrees(world)


@given(MEMBERS_WORLDS | OTHERS_WORLDS)
@settings(max_examples=400, deadline=None)
def test_a_version_is_seen_by_those_who_may_see_it_at_some_instant(world: World) -> None:
    past, viewer = world.history(), world.looking()
    for version in past.versions:
        shown = range(version.shown_from, min(version.shown_until, NOW + 1))
        seen = visibility.may_see_version(past, version, viewer, NOW)
        assert seen == any(visibility.may_see_at(past, at, viewer, NOW) for at in shown)


@given(MEMBERS_WORLDS | OTHERS_WORLDS)
@settings(max_examples=200, deadline=None)
def test_nobody_but_the_owner_sees_a_past_they_could_not_see_today_unless_they_faved_it(
    world: World,
) -> None:
    past, viewer = world.history(), world.looking()
    today = visibility.may_see_at(past, NOW, viewer, NOW)
    if not today and not world.faved:
        assert not any(visibility.may_see_at(past, at, viewer, NOW) for at in range(NOW + 1))


@given(MEMBERS_WORLDS | OTHERS_WORLDS, st.integers(0, 45))
@settings(max_examples=100, deadline=None)
def test_a_purged_photo_is_visible_to_nobody(world: World, at: int) -> None:
    facts = world.history().facts
    purged = Fact(
        event=e.PhotoPurged(member=OWNER), happened=Happened(46, 46), observed=46, via="member"
    )
    assert not visibility.may_see_at(photo_history([*facts, purged]), at, world.looking(), NOW)


# Sentences --------------------------------------------------------------------------------------


def test_inside_a_change_of_permission_both_ends_must_give_leave() -> None:
    world = World(permission=[(1, 2, "private"), (10, 20, "public")])
    assert [sees(world, at) for at in (10, 11, 19, 20)] == [False, False, False, True]
    world = World(permission=[(1, 2, "public"), (10, 20, "private"), (30, 30, "public")])
    assert [sees(world, at) for at in (10, 11, 20, 29, 30)] == [True, False, False, False, True]


def test_before_first_sight_the_first_seen_permission_counts() -> None:
    assert sees(World(permission=[(0, 20, "public")]), 3)
    assert not sees(World(permission=[(0, 20, "private"), (30, 31, "public")]), 3)


def test_what_was_first_told_while_a_photo_was_private_stands_on_no_earlier_public_day() -> None:
    permission = [(1, 2, "public"), (10, 20, "private"), (30, 30, "public")]
    world = World(permission=permission, described=25)
    assert [sees(world, at) for at in (5, 25, 29, 30, NOW)] == [False, False, False, True, True]
    assert sees(World(permission=permission), 5)
    assert sees(World(permission=permission, described=30), 5)
    friends = World(
        permission=[(1, 2, "public"), (10, 20, "friends"), (30, 30, "public")],
        relation=[(0, 1, "friend")],
        described=25,
    )
    assert sees(friends, 5)


def test_a_place_first_told_while_it_was_private_stands_on_no_earlier_day() -> None:
    world = World(
        permission=[(1, 2, "public")],
        place=[(1, 2, "public"), (10, 20, "private"), (30, 30, "public")],
        placed=25,
    )
    seen = [
        visibility.may_see_place_at(world.history(), at, world.looking(), NOW) for at in (5, 30)
    ]
    assert sees(world, 5)
    assert seen == [False, True]


def test_a_reader_is_not_shown_what_was_first_told_after_they_could_read() -> None:
    told: dict[str, Any] = {"public": [(0, 5, False)], "faved": True, "viewer": OTHER}
    hidden: dict[str, Told] = {OTHER: [(0, 5, True), (20, 21, False)], THIRD: [(0, 5, True)]}
    assert sees(World(**told, sights=hidden), 10)
    assert sees(World(**told, sights=hidden, described=15), 10)
    assert not sees(World(**told, sights=hidden, described=30), 10)


def test_before_the_first_list_of_contacts_a_friend_is_unknown() -> None:
    world = World(permission=[(1, 2, "friends")], relation=[(0, 20, "friend")], listed=20)
    assert [sees(world, at) for at in (19, 20, NOW)] == [False, True, True]


def test_who_became_a_friend_does_not_see_what_was_for_friends_before() -> None:
    world = World(permission=[(1, 2, "friends")], relation=[(20, 30, "friend")])
    assert [sees(world, at) for at in (10, 20, 29, 30)] == [False, False, False, True]


def test_a_deleted_photo_is_its_owners_alone() -> None:
    world = World(permission=[(1, 2, "public")], deleted=[(20, 30, True)])
    assert not any(sees(world, at) for at in range(NOW + 1))


def test_a_faver_keeps_the_versions_of_a_deleted_photo_that_they_saw() -> None:
    world = World(
        permission=[(1, 2, "public")],
        deleted=[(20, 30, True)],
        sights={OTHER: [(0, 5, True), (20, 30, False)]},
        faved=True,
    )
    assert [sees(world, at) for at in (4, 5, 20, 21)] == [False, True, True, False]


def test_a_faver_keeps_nothing_that_was_private_when_it_was_last_seen() -> None:
    world = World(
        permission=[(1, 2, "public"), (10, 15, "private")],
        deleted=[(20, 30, True)],
        sights={OTHER: [(0, 5, True), (20, 30, False)]},
        faved=True,
    )
    assert not any(sees(world, at) for at in range(NOW + 1))


def test_one_who_is_no_member_shows_what_is_public_while_a_member_reads_it() -> None:
    public = World(public=[(0, 5, True)], sights={OTHER: [(0, 5, True)]}, viewer="")
    assert sees(public, 5)
    hidden = World(
        public=[(0, 5, True)], sights={OTHER: [(0, 5, True), (20, 30, False)]}, viewer=""
    )
    assert not any(sees(hidden, at) for at in range(NOW + 1))


def test_one_who_is_no_member_shows_the_rest_to_its_readers_alone() -> None:
    told: dict[str, Any] = {"public": [(0, 5, False)], "sights": {OTHER: [(0, 5, True)]}}
    assert sees(World(**told, viewer=OTHER), 5)
    assert not sees(World(**told, viewer=THIRD), 5)
    assert not sees(World(**told, viewer=""), 5)


def test_a_photo_hidden_from_one_member_is_still_what_its_owner_says() -> None:
    world = World(
        permission=[(1, 2, "public")],
        sights={OTHER: [(0, 5, True), (20, 30, False)]},
        viewer=THIRD,
    )
    assert sees(world, NOW)


def test_a_version_that_is_shown_at_no_time_is_seen_by_nobody() -> None:
    def fact(until: int, event: Any) -> Fact:
        return Fact(event=event, happened=Happened(0, until), observed=until, via="poll")

    past = photo_history(
        [
            fact(20, e.PhotoSeen(photo=e.Facets(owner=OWNER, title="A", posted="30"))),
            fact(25, e.PhotoPermissionChanged(permission=PERMISSIONS["public"])),
            fact(26, e.PhotoTitleChanged(title="B")),
        ]
    )
    empty = [v for v in past.versions if v.shown_from >= v.shown_until]
    viewer = World(viewer="").looking()
    assert not any(visibility.may_see_version(past, v, viewer, NOW) for v in empty)
    ahead = past.versions[-1]
    assert not visibility.may_see_version(past, ahead, viewer, ahead.shown_from - 1)
