"""What two archives saw of the same things becomes one history."""

from __future__ import annotations

import pytest

from domain.backup import BackupFinished, Covered
from domain.clock import Happened
from domain.contact import ContactAdded, ContactDropped, Relation, contact_history
from domain.fact import Event, Fact
from domain.fave import FaveAdded, FaveDropped, fave_history
from domain.merging import Looks, is_merged, looks_of, merge
from domain.photo import Photo, photo_history
from domain.photo import events as e
from domain.photo.values import Permission, StoredFile
from tests.domain.looks import OTHER, OWNER

STREAM = "photo:5"
NEVER = Looks()


def fact(event: Event, after: int, until: int, account: str = OWNER) -> Fact:
    return Fact(
        event=event, happened=Happened(after, until), observed=until, via="poll", account=account
    )


def seen(title: str, at: int) -> Fact:
    facets = e.Facets(owner=OWNER, title=title, posted="10", permission=Permission("1", "0", "0"))
    return fact(e.PhotoSeen(photo=facets, member=OWNER), 0, at)


def retitled(title: str, after: int, until: int) -> Fact:
    return fact(e.PhotoTitleChanged(title=title), after, until)


def runs(*at: int, missing: str = "") -> Looks:
    """Runs that covered everything of the owner's."""
    subjects = ("photos", "contacts", "faves")
    return looks_of(
        (
            OWNER,
            BackupFinished(
                kind="photos",
                begun=instant,
                covered=tuple(Covered(subject=s, at=instant) for s in subjects),
                missing=(missing,) if missing else (),
            ),
        )
        for instant in at
    )


def titles(facts: tuple[Fact, ...]) -> list[tuple[object, int]]:
    """Each title and from when it is shown."""
    shown: list[tuple[object, int]] = []
    for version in photo_history(facts).versions:
        if not shown or shown[-1][0] != version.state.title:
            shown.append((version.state.title, version.shown_from))
    return shown


def merged(
    ours: tuple[Fact, ...], theirs: tuple[Fact, ...], our: Looks, their: Looks
) -> list[tuple[object, int]]:
    added = merge(STREAM, ours, theirs, our, their)
    assert merge(STREAM, (*ours, *added), theirs, our, their) == ()
    return titles((*ours, *added))


def test_what_each_saw_stands_in_its_own_time() -> None:
    ours = (seen("A", 100), retitled("C", 100, 300))
    theirs = (seen("A", 50), retitled("B", 150, 200))
    assert merged(ours, theirs, NEVER, NEVER) == [("A", 10), ("B", 200), ("C", 300)]


def test_a_photo_that_only_they_saw_comes_whole() -> None:
    theirs = (seen("A", 50), retitled("B", 150, 200))
    assert merge(STREAM, (), theirs, NEVER, NEVER) == theirs


def test_the_same_log_adds_nothing() -> None:
    ours = (seen("A", 100), retitled("C", 100, 300))
    assert merge(STREAM, ours, ours, runs(200, 400), runs(200, 400)) == ()


def test_our_look_that_saw_nothing_new_outweighs_an_older_fact_of_theirs() -> None:
    """They saw B and looked no more; we looked later, and it was A as before."""
    ours, theirs = (seen("A", 50),), (seen("A", 40), retitled("B", 60, 90))
    assert merged(ours, theirs, runs(50, 200), NEVER) == [("A", 10), ("B", 90), ("A", 200)]


def test_their_look_that_saw_nothing_new_outweighs_an_older_fact_of_ours() -> None:
    ours, theirs = (seen("A", 40), retitled("B", 60, 90)), (seen("A", 50),)
    assert merged(ours, theirs, NEVER, runs(50, 200)) == [("A", 10), ("B", 90), ("A", 200)]


def test_a_run_that_missed_the_photo_says_nothing_of_it() -> None:
    ours, theirs = (seen("A", 50),), (seen("A", 40), retitled("B", 60, 90))
    looks = runs(200, missing="5 http-500")
    assert merged(ours, theirs, looks, NEVER) == [("A", 10), ("B", 90)]


def test_a_run_of_another_member_says_nothing_of_it() -> None:
    ours = (fact(e.PhotoSeen(photo=e.Facets(owner=OTHER, title="A"), member=OWNER), 0, 50),)
    theirs = (seen("B", 90),)
    assert titles((*ours, *merge(STREAM, ours, theirs, runs(200), NEVER)))[-1][0] == "B"


def test_a_photo_that_we_still_saw_was_not_deleted_for_good() -> None:
    ours = (seen("A", 50),)
    theirs = (seen("A", 40), fact(e.PhotoDeleted(answer="1: Photo not found"), 60, 90))
    added = merge(STREAM, ours, theirs, runs(50, 200), NEVER)
    states = [(v.state.deleted, v.shown_from) for v in photo_history((*ours, *added)).versions]
    assert states[-2:] == [(True, 90), (False, 200)]


def test_a_photo_that_we_were_asked_to_forget_stays_forgotten() -> None:
    ours = (seen("A", 50), fact(e.PhotoPurged(member=OWNER), 60, 60))
    assert merge(STREAM, ours, (seen("A", 40), retitled("B", 60, 90)), NEVER, NEVER) == ()


def test_what_they_were_asked_to_forget_is_not_forgotten_here() -> None:
    ours = (seen("A", 50),)
    theirs = (seen("A", 40), fact(e.PhotoPurged(member=OWNER), 60, 60))
    added = merge(STREAM, ours, theirs, NEVER, NEVER)
    assert added == ()
    assert photo_history(ours).versions[-1].state != Photo(purged=True)


@pytest.mark.parametrize(
    ("key", "counts"), [("5/5_ab_o.jpg", True), ("5/5_cd_o.jpg", False), ("7/7_ab_o.jpg", False)]
)
def test_a_file_counts_where_our_storage_has_it_for_this_photo(key: str, counts: bool) -> None:
    """Else a made-up log could have one photo's private file shown as another's public one."""
    file = StoredFile(key=key, size="o", secret="s", sha256="0" * 64, bytes=1)
    stored = fact(e.PhotoFileStored(file=file), 60, 60)
    held = {"5/5_ab_o.jpg", "7/7_ab_o.jpg"}
    added = merge(STREAM, (seen("A", 50),), (stored,), NEVER, NEVER, held.__contains__)
    assert added == ((stored,) if counts else ())


def test_contacts_and_faves_are_merged_alike() -> None:
    relation = Relation("1", "0")
    ours = (fact(ContactAdded(relation=relation), 0, 50),)
    theirs = (fact(ContactDropped(), 60, 90),)
    added = merge(f"contact:{OWNER}:{OTHER}", ours, theirs, runs(200), NEVER)
    now = contact_history((*ours, *added)).now
    assert now is not None
    assert (now.state.relation, now.shown_from) == (relation, 200)
    faved = (fact(FaveAdded(date_faved="30"), 30, 30),)
    dropped = (fact(FaveDropped(), 60, 90),)
    added = merge(f"fave:{OWNER}:5", faved, dropped, runs(200), NEVER)
    held = fave_history((*faved, *added)).now
    assert held is not None
    assert held.state.date_faved == "30"


def test_what_is_about_the_other_archive_is_not_merged() -> None:
    assert is_merged("photo:5")
    assert not any(map(is_merged, ("account:1@N01", "backup:1@N01:2026-01", "seal")))
