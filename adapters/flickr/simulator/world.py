"""The state of a simulated Flickr: tables of frozen values, the indexes lists need, and a clock.

A `World` is used under its `lock`: one request at a time reads or changes it, and `commit` makes
the changes last. Nothing here knows of HTTP.
"""

import bisect
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from adapters.flickr.simulator.push.changes import update_types
from adapters.flickr.simulator.store import Store
from adapters.flickr.simulator.values import (
    AccessToken,
    Album,
    Change,
    Comment,
    Contact,
    Fave,
    Gallery,
    Key,
    Person,
    Photo,
    RequestToken,
    Subscription,
    Ticket,
)

T = TypeVar("T", bound=msgspec.Struct)


class Table(Generic[T]):
    """Values of one kind by key, kept on disk as they change."""

    def __init__(self, store: Store, kind: str, type_: type[T], key: Callable[[T], str]) -> None:
        self._store = store
        self._kind = kind
        self._key = key
        decode = msgspec.json.Decoder(type_).decode
        self._rows = {key(value): value for value in map(decode, store.all(kind))}

    def get(self, key: str) -> T | None:
        """The value with this key, or None."""
        return self._rows.get(key)

    def values(self) -> Iterable[T]:
        """All values, in the order they came."""
        return self._rows.values()

    def put(self, value: T) -> T | None:
        """Keeps a value and returns the one it took the place of."""
        key = self._key(value)
        before = self._rows.get(key)
        if value != before:
            self._rows[key] = value
            self._store.put(self._kind, key, msgspec.json.encode(value))
        return before

    def drop(self, key: str) -> T | None:
        """Removes and returns a value; None when there was none."""
        before = self._rows.pop(key, None)
        if before is not None:
            self._store.drop(self._kind, key)
        return before

    def __len__(self) -> int:
        return len(self._rows)


class _Setting(msgspec.Struct, frozen=True):
    name: str
    value: int


class World:
    """Everything a simulated Flickr remembers, in the folder `data`.

    `now()` is the simulated time: it stands still where `set_clock` put it, and is the real time
    until then.
    """

    def __init__(self, data: Path) -> None:
        self.data = data
        self.lock = threading.RLock()
        self._store = Store(data / "world.sqlite")
        table = self._store
        self._settings = Table(table, "setting", _Setting, lambda s: s.name)
        self.people = Table(table, "person", Person, lambda p: p.nsid)
        self._photos = Table(table, "photo", Photo, lambda p: p.id)
        self.albums = Table(table, "album", Album, lambda a: a.id)
        self._faves = Table(table, "fave", Fave, lambda f: f"{f.nsid} {f.photo}")
        self._contacts = Table(table, "contact", Contact, lambda c: f"{c.owner} {c.nsid}")
        self._comments = Table(table, "comment", Comment, lambda c: c.id)
        self.galleries = Table(table, "gallery", Gallery, lambda g: g.id)
        self.keys = Table(table, "key", Key, lambda k: k.api_key)
        self.request_tokens = Table(table, "request-token", RequestToken, lambda t: t.token)
        self.access_tokens = Table(table, "access-token", AccessToken, lambda t: t.token)
        self.tickets = Table(table, "ticket", Ticket, lambda t: t.id)
        self.subscriptions = Table(table, "subscription", Subscription, lambda s: s.key)
        self.on_change: Callable[[Change], None] = lambda _: None
        self._streams: dict[str, list[tuple[int, int, str]]] = {}
        self._faves_by: dict[str, dict[str, Fave]] = {}
        self._favers_of: dict[str, dict[str, Fave]] = {}
        self._contacts_of: dict[str, dict[str, Contact]] = {}
        self._comments_on: dict[str, dict[str, Comment]] = {}
        for photo in self._photos.values():
            self._streams.setdefault(photo.owner, []).append(_place(photo))
        for stream in self._streams.values():
            stream.sort()
        for fave in self._faves.values():
            self._index_fave(fave)
        for contact in self._contacts.values():
            self._contacts_of.setdefault(contact.owner, {})[contact.nsid] = contact
        for comment in self._comments.values():
            self._comments_on.setdefault(comment.photo, {})[comment.id] = comment

    # The clock and the numbers given out.

    def now(self) -> int:
        """The simulated time."""
        clock = self._settings.get("clock")
        return int(time.time()) if clock is None else clock.value

    def clock_is_set(self) -> bool:
        """Whether the simulated time has left the real one."""
        return self._settings.get("clock") is not None

    def set_clock(self, now: int | None) -> None:
        """Puts the clock to `now`, where it stands still; None gives it back to real time."""
        if now is None:
            self._settings.drop("clock")
        else:
            self._settings.put(_Setting("clock", now))

    def next_number(self, what: str) -> int:
        """1, 2, 3 … for each kind of thing that is numbered, never the same one twice."""
        last = self._settings.get(what)
        number = 1 if last is None else last.value + 1
        self._settings.put(_Setting(what, number))
        return number

    def is_new(self) -> bool:
        """Whether nobody has ever lived here."""
        return len(self.people) == 0 and len(self.keys) == 0

    # People.

    def person(self, nsid: str | None) -> Person | None:
        """A member who is still there."""
        person = self.people.get(nsid) if nsid else None
        return None if person is None or person.deleted else person

    def known_person(self, nsid: str) -> Person:
        """A member, deleted ones too; of whom nothing is known but the NSID, a nameless one."""
        return self.people.get(nsid) or Person(nsid=nsid, username=nsid, deleted=True)

    def person_called(self, name: str) -> Person | None:
        """The member with this username or path alias, in any case, or this NSID."""
        wanted = name.casefold()
        for person in self.people.values():
            names = (person.nsid, person.username, person.path_alias or "")
            if not person.deleted and wanted in (known.casefold() for known in names):
                return person
        return None

    # Photos.

    def photo(self, photo_id: str) -> Photo | None:
        """A photo that is there and whose owner is."""
        photo = self._photos.get(photo_id)
        return photo if photo is not None and self.person(photo.owner) else None

    def photos_of(self, nsid: str) -> list[Photo]:
        """A member's photos, the newest upload first."""
        return [self._known(photo_id) for _, _, photo_id in reversed(self._streams.get(nsid, []))]

    def all_photos(self) -> list[Photo]:
        """Everybody's photos, the newest upload first."""
        owners = (nsid for nsid in self._streams if self.person(nsid))
        photos = (photo for nsid in owners for photo in self.photos_of(nsid))
        return sorted(photos, key=_place, reverse=True)

    def _known(self, photo_id: str) -> Photo:
        photo = self._photos.get(photo_id)
        if photo is None:
            raise AssertionError(f"photo {photo_id} is in an index and nowhere else")
        return photo

    def put_photo(self, photo: Photo) -> None:
        """Adds or changes a photo."""
        before = self._photos.put(photo)
        stream = self._streams.setdefault(photo.owner, [])
        if before is not None and _place(before) != _place(photo):
            self._streams[before.owner].remove(_place(before))
        if before is None or _place(before) != _place(photo):
            bisect.insort(stream, _place(photo))
        self._tell(photo, update_types(before, photo))

    def _tell(self, photo: Photo | None, types: tuple[str, ...], faver: str = "") -> None:
        """Tells of a change, if the photo is there and anybody wants to know."""
        if photo is not None and types and len(self.subscriptions):
            self.on_change(Change(photo, types, faver))

    def drop_photo(self, photo_id: str) -> None:
        """Removes a photo and all that hangs on it."""
        photo = self._photos.drop(photo_id)
        if photo is None:
            return
        self._streams[photo.owner].remove(_place(photo))
        for nsid in list(self._favers_of.get(photo_id, {})):
            self.drop_fave(nsid, photo_id)
        for comment in self.comments_on(photo_id):
            self.drop_comment(comment.id)
        for album in list(self.albums.values()):
            if photo_id in album.photos:
                left = tuple(member for member in album.photos if member != photo_id)
                if not left:
                    self.albums.drop(album.id)
                    continue
                cover = left[0] if album.primary == photo_id else album.primary
                self.albums.put(msgspec.structs.replace(album, photos=left, primary=cover))
        self._tell(photo, ("deleted",))

    # Faves, contacts, comments.

    def _index_fave(self, fave: Fave) -> None:
        self._faves_by.setdefault(fave.nsid, {})[fave.photo] = fave
        self._favers_of.setdefault(fave.photo, {})[fave.nsid] = fave

    def faves_by(self, nsid: str) -> list[Fave]:
        """What a member has faved, the newest first."""
        faves = self._faves_by.get(nsid, {}).values()
        return sorted(faves, key=lambda fave: (fave.date, fave.photo), reverse=True)

    def favers_of(self, photo_id: str) -> dict[str, Fave]:
        """The faves of a photo by who faved it."""
        return self._favers_of.get(photo_id, {})

    def put_fave(self, fave: Fave) -> None:
        """Adds a fave or gives it another date."""
        self._faves.put(fave)
        self._index_fave(fave)
        self._tell(self.photo(fave.photo), ("faves",), fave.nsid)

    def drop_fave(self, nsid: str, photo_id: str) -> bool:
        """Removes a fave; False when there was none."""
        self._faves_by.get(nsid, {}).pop(photo_id, None)
        self._favers_of.get(photo_id, {}).pop(nsid, None)
        dropped = self._faves.drop(f"{nsid} {photo_id}") is not None
        if dropped:
            self._tell(self.photo(photo_id), ("faves",), nsid)
        return dropped

    def contacts_of(self, owner: str) -> dict[str, Contact]:
        """Whom a member calls a contact, by NSID."""
        return self._contacts_of.get(owner, {})

    def put_contact(self, contact: Contact) -> None:
        """Adds a contact or changes what it is."""
        self._contacts.put(contact)
        self._contacts_of.setdefault(contact.owner, {})[contact.nsid] = contact

    def drop_contact(self, owner: str, nsid: str) -> bool:
        """Removes a contact; False when there was none."""
        self._contacts_of.get(owner, {}).pop(nsid, None)
        return self._contacts.drop(f"{owner} {nsid}") is not None

    def comment(self, comment_id: str) -> Comment | None:
        """A comment by its id."""
        return self._comments.get(comment_id)

    def comments_on(self, photo_id: str) -> list[Comment]:
        """The comments on a photo, the oldest first."""
        comments = self._comments_on.get(photo_id, {}).values()
        return sorted(comments, key=lambda comment: (comment.date, comment.id))

    def put_comment(self, comment: Comment) -> None:
        """Adds or changes a comment."""
        self._comments.put(comment)
        self._comments_on.setdefault(comment.photo, {})[comment.id] = comment
        self._tell(self.photo(comment.photo), ("comments",))

    def drop_comment(self, comment_id: str) -> bool:
        """Removes a comment; False when there was none."""
        comment = self._comments.drop(comment_id)
        if comment is not None:
            self._comments_on.get(comment.photo, {}).pop(comment_id, None)
            self._tell(self.photo(comment.photo), ("comments",))
        return comment is not None

    def commit(self) -> None:
        """Makes the changes last."""
        self._store.commit()

    def close(self) -> None:
        """Commits and closes the file."""
        self._store.close()


def _place(photo: Photo) -> tuple[int, int, str]:
    """Where a photo stands in its stream; ids that are no numbers stand first."""
    number = int(photo.id) if photo.id.isdecimal() else 0
    return (photo.date_upload, number, photo.id)
