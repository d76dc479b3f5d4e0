"""Events as they are stored: their names, their schemas, their way to JSON and back."""

from __future__ import annotations

import operator
from functools import reduce
from typing import Any

import msgspec
import pytest

from domain import (
    account,
    album,
    backup,
    bookmark,
    contact,
    counts,
    fave,
    files,
    forgetting,
    person,
    seal,
    subscription,
)
from domain.account import ACCOUNT
from domain.album import ALBUM
from domain.bookmark import BOOKMARK
from domain.clock import Happened
from domain.contact import CONTACT, Relation
from domain.fact import Event, Fact, ForeignEvent, stored_name
from domain.fave import FAVE
from domain.history import Kind, history
from domain.person import PERSON, Person
from domain.photo import PHOTO, Photo, evolve
from domain.photo import events as photo
from domain.photo.values import Location, PlaceNames, StoredFile
from domain.subscription import SUBSCRIPTION
from tests.domain.looks import OTHER, OWNER
from tests.domain.samples import FULL, MANY

KINDS: list[tuple[Kind[Any], tuple[type[Event], ...]]] = [
    (PHOTO, photo.EVENTS),
    (PERSON, person.EVENTS),
    (CONTACT, contact.EVENTS),
    (FAVE, fave.EVENTS),
    (ALBUM, album.EVENTS),
    (ACCOUNT, account.EVENTS),
    (BOOKMARK, bookmark.EVENTS),
    (SUBSCRIPTION, subscription.EVENTS),
]
EVENTS = [event for _, events in KINDS for event in events]
EVENTS += [*backup.EVENTS, *counts.EVENTS, *files.EVENTS, *forgetting.EVENTS, *seal.EVENTS]
EVENTS += [*subscription.PINGS]

ANY_EVENT: Any = reduce(operator.or_, EVENTS)

FROZEN = {
    ("account-aliases-kept", 1),
    ("account-backups-paused", 1),
    ("account-backups-registered", 1),
    ("account-deleted", 1),
    ("account-joined", 1),
    ("account-roles-changed", 1),
    ("account-token-changed", 1),
    ("album-cover-changed", 1),
    ("album-deleted", 1),
    ("album-description-changed", 1),
    ("album-photos-changed", 1),
    ("album-seen", 1),
    ("album-title-changed", 1),
    ("backup-begun", 1),
    ("backup-finished", 1),
    ("bookmark-dropped", 1),
    ("bookmark-kept", 1),
    ("bookmark-renamed", 1),
    ("contact-added", 1),
    ("contact-dropped", 1),
    ("contact-relation-changed", 1),
    ("fave-added", 1),
    ("fave-dropped", 1),
    ("file-found-broken", 1),
    ("file-mended", 1),
    ("files-checked", 1),
    ("files-copied", 1),
    ("forgotten", 1),
    ("log-sealed", 1),
    ("person-changed", 1),
    ("person-gone", 1),
    ("person-icon-stored", 1),
    ("person-seen", 1),
    ("photo-comment-added", 1),
    ("photo-comment-changed", 1),
    ("photo-comment-removed", 1),
    ("photo-counted", 1),
    ("photo-date-posted-changed", 1),
    ("photo-date-taken-changed", 1),
    ("photo-deleted", 1),
    ("photo-description-changed", 1),
    ("photo-download-changed", 1),
    ("photo-exif-seen", 1),
    ("photo-file-stored", 1),
    ("photo-geo-permission-changed", 1),
    ("photo-hidden", 1),
    ("photo-license-changed", 1),
    ("photo-license-history-seen", 1),
    ("photo-location-changed", 1),
    ("photo-location-corrected", 1),
    ("photo-place-named", 1),
    ("photo-place-suggested", 1),
    ("photo-place-suggestion-answered", 1),
    ("photo-place-suggestion-withdrawn", 1),
    ("photo-media-changed", 1),
    ("photo-note-added", 1),
    ("photo-note-removed", 1),
    ("photo-original-changed", 1),
    ("photo-participation-changed", 1),
    ("photo-permission-changed", 1),
    ("photo-person-tagged", 1),
    ("photo-person-untagged", 1),
    ("photo-pooled", 1),
    ("photo-public-changed", 1),
    ("photo-purged", 1),
    ("photo-put-in-gallery", 1),
    ("photo-readmitted", 1),
    ("photo-replaced", 1),
    ("photo-returned", 1),
    ("photo-rotated", 1),
    ("photo-safety-changed", 1),
    ("photo-seen", 1),
    ("photo-sighted", 1),
    ("photo-sizes-seen", 1),
    ("photo-tags-changed", 1),
    ("photo-taken-from-gallery", 1),
    ("photo-title-changed", 1),
    ("photo-unpooled", 1),
    ("push-pinged", 1),
    ("subscription-asked-for", 1),
    ("subscription-dropped", 1),
    ("subscription-failed", 1),
    ("subscription-renewed", 1),
    ("subscription-verified", 1),
}
"""Every name under which an event was ever stored. One may be added; none may go."""

WORDS: dict[str, Any] = {
    **FULL,
    "photo": photo.Facets(**FULL),
    "person": Person(nsid=OWNER, username="å\u2028"),
    "album": album.Album(owner=OWNER, title="A", photos=("2", "1")),
    "relation": Relation("1", "0"),
    "comment": MANY["comments"]["c"],
    "note": MANY["notes"]["n"],
    "group": MANY["groups"]["g"],
    "gallery": MANY["galleries"]["y"],
    "file": StoredFile(key="k", size="o", secret="s", sha256="0" * 64, bytes=1),
    "accepted": True,
    "names": PlaceNames(source="Flickr", locality="Rome", country="Italy"),
    "location": Location(latitude="0.0", longitude="-0", accuracy="0"),
    "covered": (backup.Covered(subject="photos", at=1),),
    "counts": {"new": 1},
    "certificate": backup.Certificate(
        (backup.Count("year 2014", 2, 1),), lacking=("1",), unlisted=("2",), without_file=("3",)
    ),
    "certified": 1,
    "missing": ("1",),
    "begun": 1,
    **dict.fromkeys(["views", "faves", "comments"], 1),
    "spot": bookmark.Spot(latitude=52.371, longitude=-4.9, accuracy=16),
    "fault": "changed",
    "how": "flickr",
    **dict.fromkeys(["bytes", "known", "files", "broken", "extra"], 1),
    "size": 1,
    "position": 1,
    "backups": ("photos",),
    "roles": ("admin",),
    "aliases": ("ours",),
    "photos": ("2", "1"),
    "why": "owner-gone",
    "whole": True,
    "arguments": {"tags": "boat"},
    "until": 2,
    "updates": ("title",),
    **dict.fromkeys(["owner", "gone", "deleted", "paused", "public"], True),
}


def sample(event: type[Event]) -> Event:
    """Return an event of a type with something in every field."""
    words = dict(WORDS)
    if event is photo.PhotoPersonTagged:
        words["person"] = MANY["people"][OTHER]
    if event is subscription.PushPinged:
        words["photo"] = "1234"
    return event(**{field: words.get(field, "12") for field in event.__struct_fields__})


def test_stored_names_never_change() -> None:
    assert {(stored_name(event), event.schema) for event in EVENTS} == FROZEN


def test_stored_names_are_unique() -> None:
    assert len({stored_name(event) for event in EVENTS}) == len(EVENTS)


def test_every_event_that_is_defined_is_listed() -> None:
    assert set(Event.__subclasses__()) >= set(EVENTS)
    ours = {c for c in Event.__subclasses__() if c.__module__.startswith("domain.")}
    assert ours == set(EVENTS)


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_comes_back_from_json_as_it_went(event: type[Event]) -> None:
    made = sample(event)
    decoded = msgspec.json.decode(msgspec.json.encode(made), type=ANY_EVENT)
    assert decoded == made
    assert type(decoded) is event


@pytest.mark.parametrize(
    ("kind", "event"), [(kind, event) for kind, events in KINDS for event in events]
)
def test_every_event_is_stated_by_its_kind(kind: Kind[Any], event: type[Event]) -> None:
    stated = kind.stated(sample(event))
    state = kind.apply(kind.empty, stated)
    assert stated
    if event is not photo.PhotoPurged:
        assert {facet: kind.value(state, facet) for facet in stated} == dict(stated)


@pytest.mark.parametrize(("kind", "events"), KINDS)
def test_a_foreign_event_is_refused(kind: Kind[Any], events: tuple[type[Event], ...]) -> None:
    foreign = sample(next(event for event in EVENTS if event not in events))
    fact = Fact(event=foreign, happened=Happened(1, 1), observed=1, via="poll")
    with pytest.raises(ForeignEvent, match=f"is no event of a {kind.name} stream"):
        history(kind, [fact])


@pytest.mark.parametrize("event", photo.EVENTS)
def test_a_photo_evolves_from_nothing_by_any_of_its_events(event: type[Event]) -> None:
    assert isinstance(evolve(Photo(), sample(event)), Photo)
