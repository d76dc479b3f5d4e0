"""Small worlds in which somebody might see a photo, and an oracle that says whether.

The oracle is written from the rules in prose and asks each instant by itself: what may
have been so then, and does every such thing give leave?
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.admissions import viewers_at
from domain.clock import DAWN, FOREVER, Happened
from domain.contact import ContactAdded, ContactDropped, Relation, contact_history
from domain.fact import Event, Fact
from domain.history import History
from domain.permission import EVERYBODY, STRANGER
from domain.photo import Photo, photo_history
from domain.photo import events as e
from domain.photo.values import GeoPermission, Location, Permission
from domain.visibility import Viewer, standings
from tests.domain.looks import OTHER, OWNER

THIRD = "3@N01"
NOW = 50

Told = Sequence[tuple[int, int, Any]]
"""What was told of one thing: (after, until, value), the oldest first."""

PERMISSIONS = {
    "public": Permission(ispublic="1", isfriend="0", isfamily="0"),
    "friends": Permission(ispublic="0", isfriend="1", isfamily="0"),
    "family": Permission(ispublic="0", isfriend="0", isfamily="1"),
    "both": Permission(ispublic="0", isfriend="1", isfamily="1"),
    "private": Permission(ispublic="0", isfriend="0", isfamily="0"),
}
PLACES = {
    **{
        name: GeoPermission(
            ispublic=p.ispublic, iscontact="0", isfriend=p.isfriend, isfamily=p.isfamily
        )
        for name, p in PERMISSIONS.items()
    },
    "contacts": GeoPermission(ispublic="0", iscontact="1", isfriend="0", isfamily="0"),
}
HERE = Location(latitude="52", longitude="4", accuracy="15")
RELATIONS = {
    "stranger": None,
    "contact": Relation("0", "0"),
    "friend": Relation("1", "0"),
    "family": Relation("0", "1"),
    "both": Relation("1", "1"),
}
ADMITS = {
    "public": {"stranger", "contact", "friend", "family", "both"},
    "contacts": {"contact", "friend", "family", "both"},
    "friends": {"friend", "both"},
    "family": {"family", "both"},
    "both": {"friend", "family", "both"},
    "private": set(),
}


@dataclass(frozen=True)
class World:
    """What was told of a photo, and of what one viewer is to its owner.

    `described` and `placed` are when its description and its place were first told, for
    the time before as well.
    """

    permission: Told = ()
    place: Told = ()
    public: Told = ()
    deleted: Told = ()
    sights: dict[str, Told] = field(default_factory=dict)
    relation: Told = ()
    listed: int | None = 1
    viewer: str = OTHER
    faved: bool = False
    described: int | None = None
    placed: int | None = None

    def history(self) -> History[Photo]:
        facts = [_fact(1, 1, e.PhotoSeen(photo=e.Facets(owner=OWNER, title="A", posted="1")))]
        facts += [
            _fact(after, until, e.PhotoPermissionChanged(permission=PERMISSIONS[name]))
            for after, until, name in self.permission
        ]
        facts += [
            _fact(after, until, e.PhotoGeoPermissionChanged(geo_permission=PLACES[name]))
            for after, until, name in self.place
        ]
        facts += [_fact(a, u, e.PhotoPublicChanged(public=value)) for a, u, value in self.public]
        if self.described is not None:
            facts.append(_fact(0, self.described, e.PhotoDescriptionChanged(description="B")))
        if self.placed is not None:
            facts.append(_fact(0, self.placed, e.PhotoLocationChanged(location=HERE)))
        facts += [
            _fact(
                after,
                until,
                e.PhotoDeleted(answer="1: Photo not found")
                if gone
                else e.PhotoReturned(member=OWNER, owner=True),
            )
            for after, until, gone in self.deleted
        ]
        facts += [
            _fact(
                after,
                until,
                e.PhotoSighted(member=member)
                if reads
                else e.PhotoHidden(member=member, why="not-found", answer="1: Photo not found"),
            )
            for member, told in self.sights.items()
            for after, until, reads in told
        ]
        return photo_history(facts)

    def looking(self) -> Viewer:
        if not self.viewer:
            return Viewer("", lambda _owner, _at: STRANGER)
        facts = [
            _fact(
                after,
                until,
                ContactDropped()
                if (relation := RELATIONS[name]) is None
                else ContactAdded(relation=relation),
            )
            for after, until, name in self.relation
        ]
        spans = standings(contact_history(facts), self.listed)
        return Viewer(
            self.viewer,
            lambda owner, at: viewers_at(spans, at) if owner == OWNER else EVERYBODY,
            self.faved,
            lambda _owner: [span.start for span in spans],
        )


def _fact(after: int, until: int, event: Event) -> Fact:
    return Fact(event=event, happened=Happened(after, until), observed=until, via="poll")


def possible(told: Told, at: int, before: Any) -> set[Any]:
    """Return what may have been so at an instant; `before` is what held before all was told."""
    held, known_at, held_before = before, DAWN, True
    for after, until, value in told:
        if until > at:
            doubt = not held_before and max(after, known_at) < at
            return {held, value} if doubt else {held}
        held, known_at, held_before = value, until, False
    return {held}


def first(told: Told, otherwise: Any) -> Any:
    return told[0][2] if told else otherwise


def might_be(world: World, at: int) -> set[str]:
    """Return what the viewer may have been to the owner."""
    if not world.viewer:
        return {"stranger"}
    if world.listed is None or at < world.listed:
        return set(RELATIONS)
    held, known_at = "stranger", world.listed
    for after, until, name in world.relation:
        if until > at:
            return {held, name} if max(after, known_at - 1) < at else {held}
        held, known_at = name, max(until, known_at)
    return {held}


def shown_as_first_told(at: int, *tellings: int | None) -> list[int]:
    """Return the instant, and those at which what is shown then was first told."""
    return [at, *(told for told in tellings if told is not None and told > at)]


def admits(world: World, told: Told, at: int, *tellings: int | None) -> bool:
    """Tell whether whatever the permission may have been admits whatever the viewer was.

    Then, and when it was told what reached back to then.
    """
    return all(
        might_be(world, at) <= ADMITS[name]
        for instant in shown_as_first_told(at, *tellings)
        for name in possible(told, instant, first(told, "private"))
    )


def known_to_read(world: World, told: Told, at: int) -> bool:
    """Tell whether a token read the photo, then and when it was told what reached back."""
    return all(reads(told, t) for t in shown_as_first_told(at, world.described, world.placed))


def reads(told: Told, at: int) -> bool:
    """Tell whether a token is known to have read the photo, at an instant after a look."""
    held, known_at = False, DAWN
    for after, until, value in told:
        if until > at:
            return held and (value or at <= max(after, known_at))
        held, known_at = value, until
    return held


def might_see(world: World, at: int) -> bool:
    if True in possible(world.deleted, at, before=first(world.deleted, otherwise=False)):
        return False
    if world.permission:
        return admits(world, world.permission, at, world.described, world.placed)
    return all(
        public_and_read(world, instant)
        for instant in shown_as_first_told(at, world.described, world.placed)
    )


def public_and_read(world: World, at: int) -> bool:
    if possible(world.public, at, before=first(world.public, otherwise=False)) != {True}:
        return False
    told = world.sights.values()
    return not told or any(
        possible(t, at, before=first(t, otherwise=False)) == {True} for t in told
    )


def may_see(world: World, at: int) -> bool:
    """Tell whether the viewer may see, today, the photo as it was at an instant."""
    if world.viewer == OWNER or (might_see(world, at) and might_see(world, NOW)):
        return True
    told = world.sights.get(world.viewer, ())
    if not known_to_read(world, told, at):
        return False
    if world.permission:
        tellings = (world.described, world.placed)
        return world.faved and all(admits(world, world.permission, t, *tellings) for t in (at, NOW))
    gone = bool(world.deleted) and world.deleted[-1][2]
    return world.faved or (reads(told, FOREVER) and not gone)


def may_see_place(world: World, at: int) -> bool:
    """Tell whether the viewer may see where it was taken; of places nobody told to nobody."""
    if world.viewer == OWNER:
        return True
    return may_see(world, at) and all(
        admits(world, world.place, t, world.placed) for t in (at, NOW)
    )
