"""What is otherwise with a person between two days: new, gone and changed, by kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from msgspec import Struct

from projections.reading import difference as reading
from projections.reading import moments, people
from projections.reading.difference import AlbumPair
from projections.reading.people import Named
from projections.reading.photos import Listed
from web.answering.timebar import timed
from web.asking import addresses as to
from web.asking.errors import bad_request
from web.asking.times import ACCEPTED, BadTime, read_instant
from web.asking.visit import Visit
from web.views.cards import cards
from web.views.parts import Card, Person, View
from web.views.words import what_happened

_USUAL: Final = 30 * 86_400


class ChangedPhoto(Struct, frozen=True, kw_only=True):
    """A photo that is there on both days, and what happened to it in between."""

    photo: Card
    what: tuple[str, ...]
    history_path: str


class ChangedAlbum(Struct, frozen=True, kw_only=True):
    """An album that is new, gone or changed; `title` is the later one, if there is one."""

    kind: str
    title: str
    title_before: str
    path: str
    added: int
    dropped: int


class ChangedContact(Struct, frozen=True, kw_only=True):
    """A contact that is new, gone, or called otherwise."""

    person: Person
    before: str
    after: str


class Difference(View, frozen=True, kw_only=True):
    """What is otherwise; `more` names the kinds of which there is more than is shown.

    `since` is the earlier time, which is moved up to the first day of the record
    (`clamped`). The later one is the time of the page.
    """

    person: Person
    mine: bool
    since: int
    since_words: str
    since_day: str
    clamped: bool
    called_before: str
    new: tuple[Card, ...]
    gone: tuple[Card, ...]
    changed: tuple[ChangedPhoto, ...]
    faves_added: tuple[Card, ...]
    faves_dropped: tuple[Card, ...]
    albums: tuple[ChangedAlbum, ...]
    contacts: tuple[ChangedContact, ...]
    more: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        """Whether nothing at all is otherwise."""
        lists = (self.new, self.gone, self.changed, self.faves_added, self.faves_dropped)
        return not (any(lists) or self.albums or self.contacts or self.called_before)


def look(visit: Visit, user: str) -> Difference:
    """Compare `?since=` (a month before, unless told) with the time looked at."""
    named = visit.whom(user, "difference/")
    visit.since_recorded(named)
    earlier, clamped = _earlier(visit, named)
    before, after, nsid = earlier.eyes, visit.eyes, named.nsid
    photos = reading.photos(visit.connection, before, after, nsid)
    faves = reading.faves(visit.connection, before, after, nsid)
    albums, more_albums = reading.albums(visit.connection, before, after, nsid)
    more = {"photos": photos.more, "faves": faves.more, "albums": more_albums}
    person = visit.person(named)
    own = visit.viewer == nsid
    speech = visit.site.speech
    return Difference(
        title=f"What changed with {person.name}",
        time=timed(
            visit,
            moments.of_photos(visit.eyes, [nsid]),
            person=person.address,
        ),
        person=person,
        mine=own,
        since=before.at,
        since_words=speech.looked_at(before.at),
        since_day=speech.date(before.at),
        clamped=clamped,
        called_before=_called_before(visit, earlier, named),
        new=cards(visit, photos.new),
        gone=cards(earlier, photos.gone),
        changed=tuple(_changed(visit, photos.changed, own=own)),
        faves_added=cards(visit, faves.added),
        faves_dropped=cards(earlier, faves.dropped),
        albums=tuple(_album(visit, earlier, person, pair) for pair in albums),
        contacts=_contacts(visit, earlier, nsid),
        more=tuple(kind for kind, is_so in more.items() if is_so),
    )


def _earlier(visit: Visit, named: Named) -> tuple[Visit, bool]:
    """Return the visit at the earlier time. Raises Trouble where it is not earlier."""
    now = visit.eyes.at
    begun = people.recorded_from(visit.connection, named.nsid)
    text = visit.params.get("since", "").strip()
    try:
        asked = read_instant(text, visit.site.zone) if text else max(now - _USUAL, begun or 0)
    except BadTime:
        raise bad_request(f"“{text[:60]}” is no time. Give {ACCEPTED}.") from None
    if asked >= now and text:
        raise bad_request("The first of the two days must come before the other.")
    at = min(max(asked, begun or now), now)
    earlier = replace(visit, eyes=visit.eyes.looking_at(at), as_of=f"@{at}")
    if begun is None:
        earlier.since_recorded(named)
    return earlier, at != asked


def _changed(
    visit: Visit, changed: Iterable[tuple[Listed, tuple[str, ...]]], *, own: bool
) -> Iterable[ChangedPhoto]:
    found = list(changed)
    for (_, events), card in zip(found, cards(visit, [p for p, _ in found]), strict=True):
        what = what_happened(events, own=own)
        if what:
            path = visit.link(to.photo(card.owner.address, card.id, "history"))
            yield ChangedPhoto(photo=card, what=what, history_path=path)


def _album(visit: Visit, earlier: Visit, person: Person, pair: AlbumPair) -> ChangedAlbum:
    album = pair.after or pair.before
    if album is None:
        raise ValueError(pair)
    kind = "new" if pair.before is None else "gone" if pair.after is None else "changed"
    path = to.albums(person.address, album.id)
    renamed = pair.before is not None and pair.before.title != album.title
    return ChangedAlbum(
        kind=kind,
        title=album.title or "Untitled album",
        title_before=pair.before.title if pair.before is not None and renamed else "",
        path=earlier.link(path) if pair.after is None else visit.link(path),
        added=len(pair.added),
        dropped=len(pair.dropped),
    )


def _contacts(visit: Visit, earlier: Visit, nsid: str) -> tuple[ChangedContact, ...]:
    """Compare a member's contacts, which are for themself alone."""
    was, now = (
        {contact.person.nsid: contact for contact in people.contacts(v.connection, v.eyes, nsid)}
        for v in (earlier, visit)
    )
    found = [
        (known.person, _relation(was.get(other)), _relation(now.get(other)))
        for other, known in {**was, **now}.items()
    ]
    return tuple(
        ChangedContact(person=visit.person(named), before=before, after=after)
        for named, before, after in found
        if before != after
    )


def _relation(contact: people.Contact | None) -> str:
    return contact.words if contact else ""


def _called_before(visit: Visit, earlier: Visit, named: Named) -> str:
    before = people.names(visit.connection, [named.nsid], earlier.eyes.at)[named.nsid]
    known = before.username != before.nsid and before.username != named.username
    return before.username if known else ""
