"""Versions in time: where they begin, where they end, how sure they are."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.clock import FOREVER, Happened, between
from domain.contact import ContactAdded, ContactDropped, Relation, contact_history
from domain.fact import Event, Fact
from domain.photo import Photo, photo_history
from domain.photo import events as e
from domain.photo.values import Comment, Note, Tag
from tests.domain.looks import OTHER, OWNER


def fact(after: int, until: int, event: Event, observed: int | None = None) -> Fact:
    seen = until if observed is None else observed
    return Fact(event=event, happened=Happened(after, until), observed=seen, via="poll")


def seen(until: int = 10, after: int = 0, **said: Any) -> Fact:
    photo = e.Facets(**{"owner": OWNER, "title": "A", "posted": "5", **said})
    return fact(after, until, e.PhotoSeen(photo=photo))


RETITLED = fact(20, 30, e.PhotoTitleChanged(title="B"))


def test_an_interval_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match=r"cannot end \(1\) before it begins \(2\)"):
        Happened(2, 1)
    assert between(5, 3) == Happened(3, 3)


def test_nothing_is_known_of_nothing() -> None:
    past = photo_history(())
    assert (past.now, past.at(10), past.versions) == (None, None, ())


def test_the_first_version_begins_at_the_upload_and_before_it_is_nothing() -> None:
    past = photo_history([seen()])
    (version,) = past.versions
    assert (version.shown_from, version.shown_until) == (5, FOREVER)
    assert past.at(4) is None
    assert past.at(5) is version


@pytest.mark.parametrize("posted", ["", "soon"])
def test_without_a_date_of_upload_it_begins_at_first_sight(posted: str) -> None:
    (version,) = photo_history([seen(posted=posted)]).versions
    assert version.shown_from == 10


def test_a_contact_was_none_before_they_were_added() -> None:
    past = contact_history([fact(10, 20, ContactAdded(relation=Relation("0", "0")))])
    assert past.at(19) is None
    assert past.at(20) is past.now


def test_inside_an_interval_the_earlier_value_is_shown_and_is_not_sure() -> None:
    past = photo_history([seen(), RETITLED])
    shown = {at: past.at(at) for at in (10, 20, 21, 29, 30)}
    titles = {at: v.state.title for at, v in shown.items() if v}
    assert titles == {10: "A", 20: "A", 21: "A", 29: "A", 30: "B"}
    assert {at: v.sure_at(at) for at, v in shown.items() if v} == {
        10: True,
        20: True,
        21: False,
        29: False,
        30: True,
    }
    assert past.doubts(20) == past.doubts(30) == frozenset()
    assert past.doubts(21) == past.doubts(29) == {"title"}


def test_before_first_sight_nothing_is_sure() -> None:
    past = photo_history([seen()])
    version = past.at(7)
    assert version is not None
    assert not version.sure_at(7)
    assert past.doubts(7) == {"owner", "title", "posted"}


def test_an_exact_change_ends_what_was_sure_before_it() -> None:
    past = photo_history([seen(license="0"), fact(20, 20, e.PhotoLicenseChanged(license="4"))])
    first, second = past.versions
    assert (first.sure_at(19), first.sure_at(20), second.sure_at(20)) == (True, False, True)
    assert past.doubts(19) == frozenset()


def test_a_version_inside_another_change_is_never_sure() -> None:
    tags = fact(15, 40, e.PhotoTagsChanged(tags=(Tag(raw="x"),)))
    past = photo_history([seen(tags=()), RETITLED, tags])
    version = past.versions[1]
    assert not any(version.sure_at(at) for at in range(version.shown_from, version.shown_until))
    assert past.doubts(30) == {"tags"}


def test_facts_with_one_upper_edge_make_one_version() -> None:
    tags = fact(25, 30, e.PhotoTagsChanged(tags=(Tag(raw="x"),)))
    past = photo_history([seen(tags=()), RETITLED, tags])
    assert [v.came for v in past.versions] == [Happened(5, 10), Happened(20, 30)]
    assert set(past.versions[1].facts) == {RETITLED, tags}


def test_known_at_leaves_out_what_was_learned_later() -> None:
    imported = fact(12, 15, e.PhotoTitleChanged(title="C"), observed=100)
    facts = [seen(), RETITLED, imported]
    assert [v.state.title for v in photo_history(facts, known_at=99).versions] == ["A", "B"]
    assert [v.state.title for v in photo_history(facts, known_at=100).versions] == ["A", "C", "B"]
    assert photo_history(facts, known_at=9).versions == ()


def test_facts_with_equal_clocks_keep_the_order_of_the_log() -> None:
    one, other = (fact(20, 30, e.PhotoTitleChanged(title=t)) for t in "BC")
    assert [v.state.title for v in photo_history([seen(), one, other]).versions] == ["A", "C"]
    assert [v.state.title for v in photo_history([seen(), other, one]).versions] == ["A", "B"]


def test_a_note_where_nobody_had_looked_was_there_from_the_beginning() -> None:
    note = Note(id="n", author=OTHER, x="1", y="1", w="1", h="1", text="")
    before = photo_history([seen(), fact(0, 30, e.PhotoNoteAdded(note=note))])
    assert [bool(v.state.notes) for v in before.versions] == [True]
    looked = photo_history([seen(), fact(20, 30, e.PhotoNoteAdded(note=note))])
    assert [bool(v.state.notes) for v in looked.versions] == [False, True]


def test_a_note_that_was_looked_for_before_was_not_there() -> None:
    note = Note(id="n", author=OTHER, x="1", y="1", w="1", h="1", text="")
    none = fact(5, 12, e.PhotoNoteRemoved(id="n"))
    past = photo_history([seen(), fact(0, 30, e.PhotoNoteAdded(note=note)), none])
    assert [bool(v.state.notes) for v in past.versions] == [False, True]
    assert past.versions[1].came == Happened(12, 30)


def test_the_first_sight_is_a_fact_of_the_first_version_where_comments_are_older() -> None:
    comment = Comment(id="c", author=OTHER, authorname="o", datecreate="7", text="!")
    first = seen()
    past = photo_history([first, fact(7, 7, e.PhotoCommentAdded(comment=comment))])
    assert [v.shown_from for v in past.versions] == [5, 7]
    assert past.versions[0].facts == (first,)


def test_files_and_sights_make_no_version() -> None:
    past = photo_history([seen(), fact(20, 20, e.PhotoSighted(member=OTHER))])
    (version,) = past.versions
    assert version.state.sights == {OTHER: True}


@st.composite
def told(draw: st.DrawFn) -> list[Fact]:
    """Facts with any clocks at all, as the log may hold them."""
    events: list[Event] = [
        e.PhotoSeen(photo=e.Facets(owner=OWNER, title="A", tags=(), posted="5"), member=OWNER),
        *[e.PhotoTitleChanged(title=title) for title in "ABC"],
        *[e.PhotoTagsChanged(tags=(Tag(raw=raw),)) for raw in "xy"],
        e.PhotoDeleted(answer=""),
        e.PhotoReturned(member=OWNER, owner=True),
    ]
    clocks = st.builds(lambda a, b: (min(a, b), max(a, b)), st.integers(0, 40), st.integers(0, 40))
    pairs = draw(st.lists(st.tuples(clocks, st.sampled_from(events)), max_size=8))
    return [fact(after, until, event) for (after, until), event in pairs]


@given(told())
@settings(max_examples=400, deadline=None)
def test_versions_follow_each_other_without_gaps(facts: list[Fact]) -> None:
    versions = photo_history(facts).versions
    for version, later in pairwise(versions):
        assert version.shown_from <= version.shown_until == later.shown_from
    assert not versions or versions[-1].shown_until == FOREVER


@given(told())
@settings(max_examples=400, deadline=None)
def test_where_a_version_is_sure_no_facet_that_was_told_is_in_doubt(facts: list[Fact]) -> None:
    past = photo_history(facts)
    for at in range(42):
        version = past.at(at)
        if version is not None and version.sure_at(at):
            known = {f for f, steps in past.timelines().items() if steps[0].until <= at}
            assert not past.doubts(at) & known


@given(told())
@settings(max_examples=200, deadline=None)
def test_the_newest_version_holds_what_was_last_stated(facts: list[Fact]) -> None:
    past = photo_history(facts)
    state = Photo() if past.now is None else past.now.state
    for facet in ("title", "tags"):
        steps = past.timeline(facet)
        assert not steps or getattr(state, facet) == steps[-1].value
        assert past.timelines().get(facet, ()) == steps


def test_a_dropped_contact_is_none_any_more() -> None:
    added = fact(0, 20, ContactAdded(relation=Relation("0", "0")))
    past = contact_history([added, fact(30, 40, ContactDropped())])
    assert [v.state.relation for v in past.versions] == [Relation("0", "0"), None]
