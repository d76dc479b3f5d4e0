"""Lists and what happened as Atom (RFC 4287), for feed readers."""

from __future__ import annotations

from functools import cache
from typing import Final, get_type_hints

from msgspec import Struct

from web.asking import addresses as to
from web.asking.visit import Visit
from web.pages.activity import Activity, ActivityLine
from web.pages.albums import AlbumLine, Albums
from web.pages.difference import Difference
from web.pages.friends import FavedLine, FriendsActivity, FriendsFaves
from web.pages.history import HistoryView, StepShown
from web.site import Site
from web.views.markup import in_xml
from web.views.parts import Card, Image, Person, View
from web.views.words import together

ATOM: Final = "application/atom+xml"
_TOLD: Final = (Activity, Albums, Difference, FriendsActivity, FriendsFaves, HistoryView)
"""Views that tell of more than a list of photos."""


class Entry(Struct, frozen=True, kw_only=True):
    """One entry; `id` is an address that stays, whatever its owner is called."""

    id: str
    title: str
    path: str
    author: Person
    at: int
    words: str = ""
    image: Image | None = None


class Feed(Struct, frozen=True, kw_only=True):
    """A feed: a title, when anything on it last changed, and its entries."""

    title: str
    path: str
    self_path: str
    at: int
    entries: tuple[Entry, ...]


@cache
def has_feed(made: type) -> bool:
    """Tell whether a page that answers with such a view can be had as a feed."""
    if issubclass(made, _TOLD):
        return True
    return bool(get_type_hints(made).get("photos") == tuple[Card, ...])


def write(site: Site, view: View, visit: Visit) -> bytes:
    """Return a view that has a feed as Atom."""
    query = {key: value for key, value in visit.params.items() if key != "format"}
    entries = tuple(_entries(site, view))
    feed = Feed(
        title=view.title or "parallel-flickr",
        path=site.addresses.url(visit.path, **query),
        self_path=site.addresses.url(visit.path, **query, format="atom"),
        at=max((entry.at for entry in entries), default=0),
        entries=entries,
    )
    text = site.templates.get_template("feed.xml").render(feed=feed)
    return in_xml(text).encode()


def _entries(site: Site, view: View) -> list[Entry]:
    match view:
        case Activity() | FriendsActivity():
            return [_of_change(site, line) for line in view.changes]
        case Difference():
            return _of_difference(site, view)
        case FriendsFaves():
            return [_of_fave(site, line) for line in view.faves]
        case HistoryView():
            return [_of_step(site, view, step) for step in view.steps]
        case Albums():
            return [_of_album(site, view, album) for album in view.albums]
    photos: tuple[Card, ...] = getattr(view, "photos", ())
    return [_of_photo(site, photo) for photo in photos]


def _of_photo(site: Site, photo: Card) -> Entry:
    return Entry(
        id=site.addresses.url(to.photo(photo.owner.nsid, photo.id)),
        title=photo.title or "Untitled",
        path=photo.path,
        author=photo.owner,
        at=photo.posted,
        image=photo.smallest,
    )


def _of_fave(site: Site, line: FavedLine) -> Entry:
    photo = line.photo
    return Entry(
        id=site.addresses.url(to.photo(photo.owner.nsid, photo.id), faved_by=line.by.nsid),
        title=f"{photo.title or 'Untitled'}, faved by {line.by.name}",
        path=photo.path,
        author=photo.owner,
        at=line.faved,
        words=f"Faved by {line.by.name}.",
        image=photo.smallest,
    )


def _of_difference(site: Site, view: Difference) -> list[Entry]:
    """Return an entry for each photo that is otherwise, as of the later of the two days."""
    told = [
        *((card, "new", "photos") for card in view.new),
        *((card, "gone", "photos") for card in view.gone),
        *((line.photo, together(line.what), "photos") for line in view.changed),
        *((card, "faved", "faves") for card in view.faves_added),
        *((card, "faved no more", "faves") for card in view.faves_dropped),
    ]
    return [
        Entry(
            id=site.addresses.url(
                to.photo(card.owner.nsid, card.id),
                since=f"@{view.since}",
                as_of=f"@{view.time.at}",
                of=kind,
            ),
            title=f"{card.title or 'Untitled'}: {what}",
            path=card.path,
            author=card.owner,
            at=view.time.at,
            words=f"{what[:1].upper()}{what[1:]} since {view.since_words}.",
            image=card.smallest,
        )
        for card, what, kind in told
    ]


def _of_change(site: Site, line: ActivityLine) -> Entry:
    what = together(line.what)
    photo = line.photo
    return Entry(
        id=site.addresses.url(to.photo(photo.owner.nsid, photo.id), as_of=f"@{line.when.until}"),
        title=f"{photo.title or 'Untitled'}: {what}",
        path=line.path,
        author=photo.owner,
        at=line.when.until,
        words=f"{what[:1].upper()}{what[1:]} {line.when.words}.",
        image=photo.smallest,
    )


def _of_step(site: Site, view: HistoryView, step: StepShown) -> Entry:
    what = together(dict.fromkeys(change.headline for change in step.changes))
    if step.first:
        what = "First seen"
    elif step.hidden_before:
        what = "Came to be seen"
    return Entry(
        id=site.addresses.url(to.photo(view.owner.nsid, view.id), as_of=f"@{step.when.until}"),
        title=f"{view.photo_title}: {what}",
        path=step.path,
        author=view.owner,
        at=step.when.until,
        words=f"{what} {step.when.words}.",
        image=step.picture_after,
    )


def _of_album(site: Site, view: Albums, album: AlbumLine) -> Entry:
    return Entry(
        id=site.addresses.url(to.albums(view.person.nsid, album.id)),
        title=album.title,
        path=album.path,
        author=view.person,
        at=album.created,
        image=album.cover.smallest if album.cover else None,
    )
