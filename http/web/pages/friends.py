"""What one's contacts who are in this archive post, fave, and change."""

from __future__ import annotations

from msgspec import Struct

from projections.reading import activity, photos
from projections.reading.photos import Listed, Mark
from web.answering.timebar import timed
from web.asking import addresses as to
from web.asking.addresses import PHOTOS_A_PAGE
from web.asking.errors import Elsewhere
from web.asking.visit import Visit
from web.asking.within import CONTACTS
from web.pages.activity import A_PAGE, ActivityLine, lines_of
from web.pages.lists import doubts_of, mark_asked
from web.recorded import friends, of_friends, of_friends_faves
from web.views.cards import cards
from web.views.parts import Card, Pager, Person, View


class Friends(View, frozen=True, kw_only=True):
    """The latest photos of one's contacts who are in this archive."""

    photos: tuple[Card, ...]


class FriendsActivity(View, frozen=True, kw_only=True):
    """What happened to the photos of one's contacts, latest first."""

    changes: tuple[ActivityLine, ...]
    pager: Pager


class FavedLine(Struct, frozen=True, kw_only=True):
    """A photo that a contact has faved, and when."""

    photo: Card
    by: Person
    faved: int


class FriendsFaves(View, frozen=True, kw_only=True):
    """What one's contacts have faved, latest first."""

    faves: tuple[FavedLine, ...]
    pager: Pager


def look(visit: Visit) -> Friends:
    """Return the latest photos of the viewer's contacts who are members."""
    nsids = contacts_here(visit, "/photos/friends")
    page = latest(visit, nsids, PHOTOS_A_PAGE)
    return Friends(
        title="Photos of your contacts",
        time=timed(visit, of_friends(visit), doubts=doubts_of(visit, page)),
        photos=cards(visit, page, CONTACTS),
    )


def look_at_activity(visit: Visit) -> FriendsActivity:
    """Return what happened to the photos of the viewer's contacts up to the time looked at."""
    nsids = contacts_here(visit, "/photos/friends/activity")
    mark = mark_asked(visit, "older")
    found = sorted(
        (
            change
            for nsid in nsids
            for change in activity.changes(
                visit.connection, visit.eyes, nsid, A_PAGE + 1, older_than=mark
            )
        ),
        key=lambda change: (change.at, change.photo),
        reverse=True,
    )
    older = ""
    if len(found) > A_PAGE:
        last = Mark(found[A_PAGE - 1].at, found[A_PAGE - 1].photo)
        older = visit.link("/photos/friends/activity/", older=to.mark_text(last))
    return FriendsActivity(
        title="What happened to your contacts’ photos",
        time=timed(visit, of_friends(visit)),
        changes=lines_of(visit, found[:A_PAGE]),
        pager=Pager(older_path=older),
    )


def look_at_faves(visit: Visit) -> FriendsFaves:
    """Return what the viewer's contacts had faved at the time looked at."""
    nsids = contacts_here(visit, "/photos/friends/faves")
    mark = mark_asked(visit, "older")
    found = sorted(
        (
            (listed, nsid)
            for nsid in nsids
            for listed in photos.faves(
                visit.connection, visit.eyes, nsid, PHOTOS_A_PAGE + 1, older_than=mark
            )
        ),
        key=lambda fave: (fave[0].when, fave[0].id, fave[1]),
        reverse=True,
    )
    page = found[:PHOTOS_A_PAGE]
    older = ""
    if len(found) > PHOTOS_A_PAGE:
        last = page[-1][0]
        older = visit.link("/photos/friends/faves/", older=to.mark_text(Mark(last.when, last.id)))
    named = visit.people(nsid for _, nsid in page)
    shown = cards(visit, (listed for listed, _ in page))
    return FriendsFaves(
        title="What your contacts fave",
        time=timed(visit, of_friends_faves(visit), doubts=doubts_of(visit, [p for p, _ in page])),
        faves=tuple(
            FavedLine(photo=card, by=named[nsid], faved=listed.when)
            for card, (listed, nsid) in zip(shown, page, strict=True)
        ),
        pager=Pager(older_path=older),
    )


def contacts_here(visit: Visit, path: str) -> list[str]:
    """Return the viewer's contacts who are members of this archive. Raises Elsewhere."""
    if not visit.viewer:
        raise Elsewhere(visit.site.addresses.url("/signin", go_on=path))
    return friends(visit, visit.eyes)


def latest(visit: Visit, owners: list[str], limit: int) -> list[Listed]:
    """Return the latest photos of some owners together, newest first."""
    found = [
        photo
        for owner in owners
        for photo in photos.photostream(visit.connection, visit.eyes, owner, limit)
    ]
    return sorted(found, key=lambda photo: (photo.posted, photo.id), reverse=True)[:limit]
