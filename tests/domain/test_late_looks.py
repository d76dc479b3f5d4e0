"""Looks that arrive late or out of order make the history that they make in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.album import Album, album_history
from domain.clock import Happened, exactly
from domain.contact import ContactDropped, Relation, contact_history
from domain.fact import UNSAID, Covered, Fact
from domain.fave import fave_history
from domain.history import History
from domain.person import Person, person_history
from domain.photo import Photo, photo_history
from domain.photo import events as e
from domain.photo.values import Comment, Note, Permission, PersonTag, Tag
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
    empty = {f: UNSAID for f in ("comments", "notes", "people") if not getattr(state, f)}
    return msgspec.structs.replace(state, sights=UNSAID, **empty)


def assert_same_in_any_order(
    observing: Observe, sightings: list[Sighting], shuffled: list[Sighting]
) -> None:
    fold = FOLD[observing]
    in_order = sorted(sightings, key=lambda s: s.at)
    expected = plain(fold(made_in_order(observing, in_order)))
    assert plain(fold(made_in_order(observing, shuffled))) == expected


# Worlds: what was so at each of a few looks -----------------------------------------------

INSTANTS = st.lists(st.integers(10, 60), min_size=1, max_size=6, unique=True).map(sorted)


@st.composite
def retold_photos(draw: st.DrawFn) -> tuple[list[Sighting], list[Sighting]]:
    """Photos whose facets change, seen in part or whole, in order and shuffled."""
    sightings = []
    for at in draw(INSTANTS):
        said: dict[str, Any] = {}
        if draw(st.booleans()):
            said["title"] = draw(st.sampled_from("ABC"))
        if draw(st.booleans()):
            tags = draw(st.permutations(["x", "y"]))[: draw(st.integers(0, 2))]
            said["tags"] = tuple(Tag(raw=raw) for raw in tags)
        if draw(st.booleans()):
            public = draw(st.sampled_from("01"))
            said["permission"] = Permission(ispublic=public, isfriend="0", isfamily="0")
        sightings.append(photo_seen(at, **said))
    return sightings, draw(st.permutations(sightings))


@given(retold_photos())
@settings(max_examples=400, deadline=None)
def test_facets_seen_in_any_order_make_one_history(
    world: tuple[list[Sighting], list[Sighting]],
) -> None:
    in_order, shuffled = world
    expected = _with_tags_sorted(photo_history(made_in_order(of_photo, in_order)))
    assert _with_tags_sorted(photo_history(made_in_order(of_photo, shuffled))) == expected


def _with_tags_sorted(history: History[Photo]) -> list[Any]:
    return [
        (state.title, state.permission, sorted(t.raw for t in state.tags or ()), *rest)
        for state, *rest in told(history)
    ]


NOTE = Note(id="n", author=OTHER, x="1", y="1", w="1", h="1", text="")
SHOWN = PersonTag(nsid=OTHER)


@st.composite
def marked_photos(draw: st.DrawFn) -> tuple[list[Sighting], list[Sighting]]:
    """Photos whose notes and people come and go."""
    sightings = []
    for at in draw(INSTANTS):
        said: dict[str, Any] = {"title": "A"}
        if draw(st.booleans()):
            text = draw(st.sampled_from(["", "h", "i"]))
            said["notes"] = {"n": msgspec.structs.replace(NOTE, text=text)} if text else {}
        if draw(st.booleans()):
            said["people"] = {OTHER: SHOWN} if draw(st.booleans()) else {}
        sightings.append(photo_seen(at, **said))
    return sightings, draw(st.permutations(sightings))


@given(marked_photos())
@settings(max_examples=400, deadline=None)
def test_notes_and_people_seen_in_any_order_make_one_history(
    world: tuple[list[Sighting], list[Sighting]],
) -> None:
    assert_same_in_any_order(of_photo, *world)


@st.composite
def talked_of_photos(draw: st.DrawFn) -> tuple[list[Sighting], list[Sighting]]:
    """Comments made, reworded and removed at instants that Flickr keeps."""
    instants = draw(INSTANTS)
    lives = {}
    for key in ("c", "d"):
        made = draw(st.integers(6, 60))
        edited, removed = made + draw(st.integers(1, 40)), made + draw(st.integers(1, 60))
        lives[key] = (made, edited, removed)
    sightings = []
    for at in instants:
        shown = {
            key: Comment(
                id=key,
                author=OTHER,
                authorname="o",
                datecreate=str(made),
                text="first" if at < edited else "edited",
            )
            for key, (made, edited, removed) in lives.items()
            if made <= at < removed
        }
        sightings.append(photo_seen(at, title="A", comments=shown))
    return sightings, draw(st.permutations(sightings))


@given(talked_of_photos())
@settings(max_examples=400, deadline=None)
def test_comments_seen_in_any_order_make_one_history(
    world: tuple[list[Sighting], list[Sighting]],
) -> None:
    assert_same_in_any_order(of_photo, *world)


@st.composite
def vanishing_photos(draw: st.DrawFn) -> tuple[list[Sighting], list[Sighting]]:
    """Photos that their owner deletes and that come back: the first look made is a sight."""
    first, *more = draw(INSTANTS)
    sightings = [photo_seen(first, title="A")]
    sightings += [
        photo_seen(at, title="A") if draw(st.booleans()) else Sighting(at, None) for at in more
    ]
    seen = [s for s in sightings if s.seen is not None]
    earliest = draw(st.sampled_from(seen))
    rest = [s for s in sightings if s is not earliest]
    return sightings, [earliest, *draw(st.permutations(rest))]


@given(vanishing_photos())
@settings(max_examples=400, deadline=None)
def test_presence_seen_in_any_order_makes_one_history(
    world: tuple[list[Sighting], list[Sighting]],
) -> None:
    assert_same_in_any_order(of_photo, *world)


@st.composite
def relations(draw: st.DrawFn) -> tuple[list[Sighting], list[Sighting]]:
    """A contact who is called friend, family or nothing any more."""
    kinds = [None, Relation("0", "0"), Relation("1", "0"), Relation("1", "1")]
    sightings = [Sighting(at, draw(st.sampled_from(kinds))) for at in draw(INSTANTS)]
    return sightings, draw(st.permutations(sightings))


@given(relations())
@settings(max_examples=400, deadline=None)
def test_relations_seen_in_any_order_make_one_history(
    world: tuple[list[Sighting], list[Sighting]],
) -> None:
    assert_same_in_any_order(of_contact, *world)


@st.composite
def favourites(draw: st.DrawFn) -> tuple[list[Sighting], list[Sighting]]:
    """A favourite added and dropped, and perhaps added and dropped again, as lists show it."""
    edges = sorted(draw(st.lists(st.integers(6, 60), min_size=2, max_size=5, unique=True)))

    def faved(at: int) -> str | None:
        passed = [edge for edge in edges if edge <= at]
        return str(passed[-1]) if len(passed) % 2 else None

    sightings = [Sighting(at, faved(at)) for at in draw(INSTANTS)]
    return sightings, draw(st.permutations(sightings))


@given(favourites())
@settings(max_examples=400, deadline=None)
def test_favourites_seen_in_any_order_make_one_history(
    world: tuple[list[Sighting], list[Sighting]],
) -> None:
    assert_same_in_any_order(of_fave, *world)


@st.composite
def albums(draw: st.DrawFn) -> tuple[list[Sighting], list[Sighting]]:
    """An album retitled and reordered; now and then it is not on the list."""
    sightings = []
    for at in draw(INSTANTS):
        title, photos = draw(st.sampled_from("AB")), tuple(draw(st.permutations("12")))
        seen = Album(owner=OWNER, created="5", title=title, photos=photos, deleted=False)
        sightings.append(Sighting(at, seen))
    return sightings, draw(st.permutations(sightings))


@given(albums())
@settings(max_examples=200, deadline=None)
def test_albums_seen_in_any_order_make_one_history(
    world: tuple[list[Sighting], list[Sighting]],
) -> None:
    assert_same_in_any_order(of_album, *world)


@st.composite
def people(draw: st.DrawFn) -> tuple[list[Sighting], list[Sighting]]:
    sightings = []
    for at in draw(INSTANTS):
        username = draw(st.sampled_from(["a", "b"]))
        realname = draw(st.sampled_from(["", "A"]))
        gone = draw(st.booleans())
        seen = Person(nsid=OWNER, username=username, realname=realname, gone=gone)
        sightings.append(Sighting(at, seen))
    return sightings, draw(st.permutations(sightings))


@given(people())
@settings(max_examples=200, deadline=None)
def test_people_seen_in_any_order_make_one_history(
    world: tuple[list[Sighting], list[Sighting]],
) -> None:
    assert_same_in_any_order(of_person, *world)


# Licence history: Flickr itself gives the instants of the changes --------------------------


@st.composite
def licensed_photos(draw: st.DrawFn) -> tuple[list[Sighting], list[Sighting]]:
    """A licence that changes at known instants, and looks that see it, in any order."""
    edges = sorted(draw(st.lists(st.integers(11, 60), max_size=3, unique=True)))

    def licence(at: int) -> str:
        return str(sum(edge <= at for edge in edges))

    instants = {10, *draw(INSTANTS)} - set(edges)
    looks = [photo_seen(at, license=licence(at)) for at in instants]
    dated = [
        Sighting(edge, Photo(license=licence(edge)), exact=True, facets=frozenset({"license"}))
        for edge in edges
    ]
    in_order = sorted([*looks, *dated], key=lambda s: (s.at, not s.exact))
    return in_order, draw(st.permutations(in_order))


@given(licensed_photos())
@settings(max_examples=400, deadline=None)
def test_exact_licence_changes_in_any_order_make_one_history(
    world: tuple[list[Sighting], list[Sighting]],
) -> None:
    assert_same_in_any_order(of_photo, *world)


# `lastupdate`: an unchanged look keeps none, so a value that came back is known less well ---


@st.composite
def updated_photos(draw: st.DrawFn, *, returning: bool) -> tuple[list[Sighting], list[Sighting]]:
    """Photos whose title and licence change, with Flickr's date of the last change."""
    titles = sorted(draw(st.lists(st.integers(6, 60), max_size=4, unique=True)))
    licences = sorted(draw(st.lists(st.integers(6, 60), max_size=2, unique=True)))

    def word(edges: list[int], at: int) -> str:
        passed = sum(edge <= at for edge in edges)
        return str(passed % 2 if returning else passed)

    sightings = []
    for at in draw(INSTANTS):
        last = max((edge for edge in (*titles, *licences) if edge <= at), default=5)
        seen = Photo(owner=OWNER, posted="5", title=word(titles, at), license=word(licences, at))
        sightings.append(Sighting(at, seen, lastupdate=last))
    return sightings, draw(st.permutations(sightings))


@given(updated_photos(returning=False))
@settings(max_examples=400, deadline=None)
def test_values_that_never_return_make_one_history_with_lastupdate(
    world: tuple[list[Sighting], list[Sighting]],
) -> None:
    assert_same_in_any_order(of_photo, *world)


@given(updated_photos(returning=True))
@settings(max_examples=400, deadline=None)
def test_values_that_return_are_known_at_every_look_whatever_the_order(
    world: tuple[list[Sighting], list[Sighting]],
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
    world: tuple[list[Sighting], list[Sighting]], data: st.DataObject
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
