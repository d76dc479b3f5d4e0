"""Looks that arrive late or out of order make the history that they make in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.album import album_history
from domain.clock import Happened, exactly
from domain.contact import ContactDropped, Relation, contact_history
from domain.fact import UNSAID, Covered, Fact
from domain.fave import fave_history
from domain.history import History
from domain.person import person_history
from domain.photo import Photo, photo_history
from domain.photo import events as e
from domain.photo.values import Comment
from tests.domain.looks import (
    OTHER,
    OWNER,
    Observe,
    Sighting,
    around,
    carried,
    made_in_order,
    of_album,
    of_contact,
    of_fave,
    of_person,
    of_photo,
    photo_seen,
    told,
)
from tests.domain.retellings import (
    Told,
    albums,
    favourites,
    licensed_photos,
    marked_photos,
    people,
    relations,
    retold_photos,
    talked_of_photos,
    updated_photos,
    vanishing_photos,
)

FOLD: dict[Observe, Callable[[tuple[Fact, ...]], History[Any]]] = {
    of_photo: photo_history,
    of_contact: contact_history,
    of_fave: fave_history,
    of_album: album_history,
    of_person: person_history,
}


def plain(history: History[Any]) -> list[Any]:
    """Return versions with tags and comments in a form that can be compared."""
    return [(_settled(state), *rest) for state, *rest in told(history)]


def _settled(state: Any) -> Any:
    if not isinstance(state, Photo):
        normal = {"deleted": False, "relation": None, "date_faved": None, "gone": False}
        return {
            f: normal.get(f, UNSAID) if (v := getattr(state, f)) is UNSAID else v
            for f in state.__struct_fields__
        }
    empty = {
        f: UNSAID
        for f in ("comments", "notes", "people", "groups", "galleries")
        if not getattr(state, f)
    }
    return msgspec.structs.replace(state, sights=UNSAID, **empty)


def assert_same_in_any_order(
    observing: Observe, sightings: list[Sighting], shuffled: list[Sighting]
) -> None:
    fold = FOLD[observing]
    in_order = sorted(sightings, key=lambda s: s.at)
    expected = plain(fold(made_in_order(observing, in_order)))
    assert plain(fold(made_in_order(observing, shuffled))) == expected


@given(retold_photos())
@settings(max_examples=400, deadline=None)
def test_facets_seen_in_any_order_make_one_history(
    world: Told,
) -> None:
    in_order, shuffled = world
    expected = _with_tags_sorted(photo_history(made_in_order(of_photo, in_order)))
    assert _with_tags_sorted(photo_history(made_in_order(of_photo, shuffled))) == expected


def _with_tags_sorted(history: History[Photo]) -> list[Any]:
    return [
        (state.title, state.permission, sorted(t.raw for t in state.tags or ()), *rest)
        for state, *rest in told(history)
    ]


@given(marked_photos())
@settings(max_examples=400, deadline=None)
def test_notes_and_people_seen_in_any_order_make_one_history(
    world: Told,
) -> None:
    assert_same_in_any_order(of_photo, *world)


@given(talked_of_photos())
@settings(max_examples=400, deadline=None)
def test_comments_seen_in_any_order_make_one_history(
    world: Told,
) -> None:
    assert_same_in_any_order(of_photo, *world)


@given(vanishing_photos())
@settings(max_examples=400, deadline=None)
def test_presence_seen_in_any_order_makes_one_history(
    world: Told,
) -> None:
    assert_same_in_any_order(of_photo, *world)


@given(relations())
@settings(max_examples=400, deadline=None)
def test_relations_seen_in_any_order_make_one_history(
    world: Told,
) -> None:
    assert_same_in_any_order(of_contact, *world)


@given(favourites())
@settings(max_examples=400, deadline=None)
def test_favourites_seen_in_any_order_make_one_history(
    world: Told,
) -> None:
    assert_same_in_any_order(of_fave, *world)


@given(albums())
@settings(max_examples=200, deadline=None)
def test_albums_seen_in_any_order_make_one_history(
    world: Told,
) -> None:
    assert_same_in_any_order(of_album, *world)


@given(people())
@settings(max_examples=200, deadline=None)
def test_people_seen_in_any_order_make_one_history(
    world: Told,
) -> None:
    assert_same_in_any_order(of_person, *world)


# Licence history: Flickr itself gives the instants of the changes --------------------------


@given(licensed_photos())
@settings(max_examples=400, deadline=None)
def test_exact_licence_changes_in_any_order_make_one_history(
    world: Told,
) -> None:
    assert_same_in_any_order(of_photo, *world)


# `lastupdate`: an unchanged look keeps none, so a value that came back is known less well ---


@given(updated_photos(returning=False))
@settings(max_examples=400, deadline=None)
def test_values_that_never_return_make_one_history_with_lastupdate(
    world: Told,
) -> None:
    assert_same_in_any_order(of_photo, *world)


@given(updated_photos(returning=True))
@settings(max_examples=400, deadline=None)
def test_values_that_return_are_known_at_every_look_whatever_the_order(
    world: Told,
) -> None:
    """Not strictly the same: a look that found nothing new left its `lastupdate` nowhere.

    When a late look then shows that the value had been another one in between, its coming
    back is bounded by that look and no more by the date it told. Every look is still
    answered by what it saw.
    """
    in_order, shuffled = world
    history = photo_history(made_in_order(of_photo, shuffled))
    for sighting in in_order:
        version = history.at(sighting.at)
        assert version is not None
        assert version.state.title == sighting.seen.title
        assert version.state.license == sighting.seen.license


def test_a_returned_value_forgets_the_lastupdate_of_the_look_that_found_nothing_new() -> None:
    def look(at: int, title: str, lastupdate: int) -> Sighting:
        return Sighting(at, Photo(owner=OWNER, title=title), lastupdate=lastupdate)

    first, middle, last = look(10, "A", 5), look(30, "C", 25), look(50, "A", 45)
    in_order = photo_history(made_in_order(of_photo, [first, middle, last]))
    late = photo_history(made_in_order(of_photo, [first, last, middle]))
    assert [v.came for v in in_order.versions][1:] == [Happened(10, 25), Happened(30, 45)]
    assert [v.came for v in late.versions][1:] == [Happened(10, 25), Happened(30, 50)]


# A late look never changes later times ------------------------------------------------------


def assert_later_times_stay(observing: Observe, shuffled: list[Sighting]) -> None:
    fold = FOLD[observing]
    *earlier, late = shuffled
    facts = made_in_order(observing, earlier)
    more = observing(facts, late, around(late, earlier))
    before, after = fold(facts), fold(facts + more)
    photo = observing is of_photo
    facets = Photo.__struct_fields__ if photo else ("",)
    for facet in facets:
        covering = "existence" if facet in ("deleted", "") else facet
        looks = [s.at for s in earlier if s.at > late.at and covering in carried(s)]
        for look in looks:
            for instant in (look, look + 1, 1000):
                was, now = before.at(instant), after.at(instant)
                if was is not None:
                    assert now is not None
                    old, new = _settled(was.state), _settled(now.state)
                    assert (getattr(new, facet) == getattr(old, facet)) if photo else new == old


@given(
    st.one_of(
        marked_photos().map(lambda world: (of_photo, world[1])),
        talked_of_photos().map(lambda world: (of_photo, world[1])),
        vanishing_photos().map(lambda world: (of_photo, world[1])),
        licensed_photos().map(lambda world: (of_photo, world[1])),
        updated_photos(returning=True).map(lambda world: (of_photo, world[1])),
        relations().map(lambda world: (of_contact, world[1])),
        favourites().map(lambda world: (of_fave, world[1])),
        albums().map(lambda world: (of_album, world[1])),
        people().map(lambda world: (of_person, world[1])),
    )
)
@settings(max_examples=1000, deadline=None)
def test_a_late_look_never_changes_later_times(case: tuple[Observe, list[Sighting]]) -> None:
    assert_later_times_stay(*case)


# Facts ----------------------------------------------------------------------------------------


@given(
    st.one_of(retold_photos(), marked_photos(), talked_of_photos(), vanishing_photos()), st.data()
)
@settings(max_examples=300, deadline=None)
def test_facts_in_any_order_of_position_fold_to_one_history(
    world: Told, data: st.DataObject
) -> None:
    facts = made_in_order(of_photo, world[0])
    shuffled = data.draw(st.permutations(facts))
    assert plain(photo_history(shuffled)) == plain(photo_history(facts))


# Sentences --------------------------------------------------------------------------------------


def titles(history: History[Photo]) -> list[tuple[Any, Happened]]:
    return [(v.state.title, v.came) for v in history.versions]


def test_c_last_may_splits_the_time_in_which_it_was_a() -> None:
    looks = [photo_seen(10, title="A"), photo_seen(50, title="A"), photo_seen(30, title="C")]
    facts = made_in_order(of_photo, looks)
    assert [type(f.event) for f in facts[1:]] == [e.PhotoTitleChanged, e.PhotoTitleChanged]
    assert titles(photo_history(facts)) == [
        ("A", Happened(5, 10)),
        ("C", Happened(10, 30)),
        ("A", Happened(30, 50)),
    ]


def test_an_unchanged_late_look_narrows_the_change_after_it() -> None:
    looks = [photo_seen(10, title="A"), photo_seen(50, title="B"), photo_seen(30, title="A")]
    history = photo_history(made_in_order(of_photo, looks))
    assert titles(history)[1] == ("B", Happened(30, 50))


def test_an_unchanged_late_look_narrows_by_its_own_time_and_not_by_its_lastupdate() -> None:
    late = Sighting(30, Photo(owner=OWNER, title="A"), lastupdate=20)
    looks = [photo_seen(10, title="A"), photo_seen(50, title="B"), late]
    assert titles(photo_history(made_in_order(of_photo, looks)))[1] == ("B", Happened(30, 50))


def test_a_late_look_before_the_first_sight_is_one_fact() -> None:
    facts = made_in_order(
        of_photo, [photo_seen(50, title="B", license="1"), photo_seen(10, title="A", license="1")]
    )
    assert [type(f.event) for f in facts] == [e.PhotoSeen, e.PhotoSeen]
    assert titles(photo_history(facts)) == [("A", Happened(5, 10)), ("B", Happened(10, 50))]


def test_a_late_comment_that_the_next_look_did_not_show_was_removed_by_then() -> None:
    comment = Comment(id="c", author=OTHER, authorname="o", datecreate="20", text="!")
    looks = [photo_seen(50, comments={}), photo_seen(30, comments={"c": comment})]
    history = photo_history(made_in_order(of_photo, looks))
    assert history.now is not None
    assert not history.now.state.comments
    assert history.timeline("comment:c")[0].fact.happened == exactly(20)
    assert history.timeline("comment:c")[1].fact.happened == Happened(30, 50)


def test_a_late_list_without_a_contact_says_that_they_were_none_yet() -> None:
    facts = made_in_order(of_contact, [Sighting(50, Relation("1", "0")), Sighting(30, None)])
    assert isinstance(facts[1].event, ContactDropped)
    (version,) = contact_history(facts).versions
    assert version.came == Happened(30, 50)


def test_a_late_list_with_a_contact_whom_the_next_did_not_have_drops_them_again() -> None:
    facts = made_in_order(of_contact, [Sighting(50, None), Sighting(30, Relation("1", "0"))])
    now = contact_history(facts).now
    assert now is not None
    assert now.state.relation is None


def test_a_favourite_that_left_the_list_and_came_back_under_its_old_date_is_one_again() -> None:
    looks = [Sighting(20, "10"), Sighting(30, None), Sighting(40, "10")]
    history = fave_history(made_in_order(of_fave, looks))
    assert [v.state.date_faved for v in history.versions] == ["10", None, "10"]
    assert history.versions[-1].came == Happened(30, 40)


def test_an_absence_before_anything_was_seen_adds_nothing() -> None:
    """So presence folds to one history only where the first look made is a sight."""
    assert made_in_order(of_photo, [Sighting(30, None)]) == ()


def test_without_coverage_a_late_value_ends_at_the_next_known_look() -> None:
    facts = made_in_order(of_photo, [photo_seen(10, title="A"), photo_seen(50, title="B")])
    late = of_photo(facts, photo_seen(30, title="C"), {"": Covered()})
    assert [v.state.title for v in photo_history(facts + late).versions] == ["A", "C", "B"]
