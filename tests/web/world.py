"""A small archive for the tests of the site: the real log, views and files in a folder.

Everything in it is told through the domain's own `observe`, as the pollers do.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import falcon.testing
from PIL import Image

from adapters.assembly import Archive, assemble, prepare
from adapters.settings import Settings
from domain import account, album, fave, person, streams
from domain import bookmark as bookmarks
from domain import contact as contacts
from domain.account import (
    AccountBackupsRegistered,
    AccountJoined,
    AccountRolesChanged,
    AccountTokenChanged,
)
from domain.backup import BackupFinished, Certificate, Covered
from domain.clock import exactly
from domain.fact import Covered as Looks
from domain.fact import Event, Fact, Look
from domain.photo import Photo, observe, observe_absence, observe_stored, photo_history
from domain.photo.values import (
    Comment,
    DateTaken,
    GeoPermission,
    Location,
    Original,
    Permission,
    Picture,
    StoredFile,
    Tag,
)
from domain.recorded import Append
from domain.subscription import SubscriptionAskedFor, decide
from projections.following import catch_up
from projections.searching import catch_up_search
from web.app import create_app
from web.asking.session import SESSION_COOKIE, Crumbs, Sessions

DAY = 86_400
START = 1_556_668_800
"""1 May 2019, midnight UTC: the day on which the world's record begins."""
NOW = START + 400 * DAY

ADA, BOB, CLEO, DAN, EVE, FAY = (f"{n}@N01" for n in (11, 22, 33, 44, 55, 66))
"""Ada owns photos. Bob is her friend, Cleo family, Dan both, Eve a contact, Fay nothing."""

PERMISSIONS = {
    "public": Permission(ispublic="1", isfriend="0", isfamily="0"),
    "friends": Permission(ispublic="0", isfriend="1", isfamily="0"),
    "family": Permission(ispublic="0", isfriend="0", isfamily="1"),
    "both": Permission(ispublic="0", isfriend="1", isfamily="1"),
    "private": Permission(ispublic="0", isfriend="0", isfamily="0"),
}
GEO = {
    "public": GeoPermission(ispublic="1", iscontact="0", isfriend="0", isfamily="0"),
    "contacts": GeoPermission(ispublic="0", iscontact="1", isfriend="0", isfamily="0"),
    "private": GeoPermission(ispublic="0", iscontact="0", isfriend="0", isfamily="0"),
}


def day(number: float) -> int:
    """Return an instant so many days after the world began."""
    return START + int(number * DAY)


def settings(folder: Path, **chosen: Any) -> Settings:
    """Return settings of an archive in a folder."""
    values = {
        "flickr_api_key": "key",
        "flickr_api_secret": "app-secret-of-this-archive",
        "crypto_cookie_secret": "cookie-secret",
        "crypto_crumb_secret": "crumb-secret",
        "database_url": f"sqlite:///{folder / 'archive.db'}",
        "flickr_static_path": str(folder / "static"),
        "root_url": "http://falconframework.org/",
        **chosen,
    }
    return Settings(**values)


@dataclass
class World:
    """An archive and its clock, with the means to let things happen in it."""

    folder: Path
    chosen: Mapping[str, Any] = field(default_factory=dict)
    now: int = NOW

    def __post_init__(self) -> None:
        """Put the archive together."""
        made = settings(self.folder, **self.chosen)
        Path(made.flickr_static_path).mkdir(parents=True, exist_ok=True)
        self.archive: Archive = assemble(made, clock=lambda: self.now)
        prepare(self.archive)
        self.app = create_app(self.archive)

    def tell(self, stream: str, facts: tuple[Fact, ...]) -> None:
        """Append facts to a stream."""
        if facts:
            held = len(self.archive.log.read(stream))
            self.archive.log.append([Append(stream, held, facts)])

    def facts(self, stream: str) -> list[Fact]:
        """Return the facts of a stream."""
        return [entry.fact for entry in self.archive.log.read(stream)]

    def follow(self) -> None:
        """Bring the views up to the log."""
        catch_up(self.archive.log, self.archive.generations.live())
        catch_up_search(self.archive.log, self.archive.search, self.archive.zone)

    def member(self, nsid: str, username: str, alias: str = "", *, at: int = START) -> None:
        """Let a member join, and see who they are."""
        events: list[Event] = [
            AccountJoined(nsid=nsid, username=username),
            AccountTokenChanged(perms="read"),
            AccountBackupsRegistered(backups=("photos", "faves")),
        ]
        for event in events:
            past = account.account_history(self.facts(streams.account(nsid)))
            self.tell(streams.account(nsid), account.decide(past, event, look(at, nsid, "member")))
        self.person(nsid, username, alias, at=at)

    def roles(self, nsid: str, *roles: str, at: int = START) -> None:
        """Give a member roles."""
        stream = streams.account(nsid)
        past = account.account_history(self.facts(stream))
        event = AccountRolesChanged(roles=roles)
        self.tell(stream, account.decide(past, event, look(at, nsid, "member")))

    def subscription(self, name: str, nsid: str, topic: str = "my_photos") -> None:
        """Ask Flickr for news about a topic."""
        asked = SubscriptionAskedFor(nsid=nsid, topic=topic)
        self.tell(streams.subscription(name), decide((), asked, look(self.now, nsid, "push")))

    def bookmark(self, nsid: str, name: str, *, at: int, number: int = 1) -> None:
        """Let a member keep a place in Amsterdam under a name."""
        spot = bookmarks.Spot(latitude=52.371, longitude=4.899, accuracy=14)
        kept = bookmarks.BookmarkKept(name=name, spot=spot)
        stream = streams.bookmark(nsid, number)
        self.tell(stream, bookmarks.decide((), kept, look(at, nsid, "member")))

    def person(
        self, nsid: str, username: str, alias: str = "", *, at: int = START, realname: str = ""
    ) -> None:
        """See what a Flickr member is called."""
        seen = person.Person(nsid=nsid, username=username, path_alias=alias, realname=realname)
        past = person.person_history(self.facts(streams.person(nsid)))
        self.tell(streams.person(nsid), person.observe(past, seen, look(at, nsid)))

    def backup(
        self,
        nsid: str,
        *,
        at: int = START,
        subjects: tuple[str, ...] = (),
        kind: str = "photos",
        missing: tuple[str, ...] = (),
        certificate: Certificate | None = None,
        certified: int = 0,
    ) -> None:
        """Let a run of all pollers end, as one of a kind."""
        covered = tuple(
            Covered(subject=subject, at=at)
            for subject in subjects or ("photos", "existence", "faves", "contacts", "albums")
        )
        event = BackupFinished(
            kind=kind,
            begun=at - 60,
            covered=covered,
            counts={"photos": 3},
            missing=missing,
            certificate=certificate,
            certified=certified,
        )
        fact = Fact(event=event, happened=exactly(at), observed=at, via="poll", account=nsid)
        self.tell(streams.backup(nsid, at), (fact,))

    def contact(
        self, owner: str, nsid: str, *, friend: bool, family: bool, at: int = START
    ) -> None:
        """See that somebody is an owner's contact."""
        relation = contacts.Relation(friend="01"[friend], family="01"[family])
        self._relation(owner, nsid, relation, at)

    def no_contact(self, owner: str, nsid: str, *, at: int) -> None:
        """See that somebody is an owner's contact no more."""
        self._relation(owner, nsid, None, at)

    def photo(
        self,
        photo_id: str,
        owner: str = ADA,
        *,
        at: int = START,
        by: str = "",
        after: int = 0,
        observed: int | None = None,
        **facets: Any,
    ) -> None:
        """See a photo; `after` is the last look before that could have seen it otherwise."""
        account_seen = by or owner
        facets.setdefault("owner", owner)
        if not self.facts(streams.photo(photo_id)):
            facets.setdefault("posted", str(START - 10 * DAY))
            facets.setdefault("title", f"Photo {photo_id}")
            facets.setdefault("picture", Picture(server="1", secret=f"s{photo_id}"))
            facets.setdefault("media", "photo")
            if account_seen == owner:
                facets.setdefault("permission", "public")
        if isinstance(facets.get("permission"), str):
            facets["permission"] = PERMISSIONS[facets["permission"]]
        if isinstance(facets.get("geo_permission"), str):
            facets["geo_permission"] = GEO[facets["geo_permission"]]
        past = photo_history(self.facts(streams.photo(photo_id)))
        seen = look(at, account_seen, observed=observed)
        covered = {"": Looks(before=after)} if after else {}
        self.tell(streams.photo(photo_id), observe(past, Photo(**facets), seen, covered))

    def gone(self, photo_id: str, by: str = ADA, *, at: int, after: int = 0) -> None:
        """See that a member's token no longer reads a photo."""
        past = photo_history(self.facts(streams.photo(photo_id)))
        covered = {"": Looks(before=after)} if after else {}
        facts = observe_absence(past, look(at, by), "1: Photo not found", covered=covered)
        self.tell(streams.photo(photo_id), facts)

    def file(
        self,
        photo_id: str,
        *,
        secret: str = "",
        size: str = "z",
        colour: str = "teal",
        shape: tuple[int, int] = (640, 427),
        data: bytes = b"",
        kind: str = "image/jpeg",
        at: int = START,
        tones: str = "",
    ) -> StoredFile:
        """Store a file of a photo's picture, a plain one unless `data` is given."""
        secret = secret or f"s{photo_id}"
        data = data or jpeg(colour, shape)
        key = f"{'/'.join(photo_id[i : i + 3] for i in range(0, len(photo_id), 3))}/"
        key += f"{photo_id}_{secret}_{size}.{'mp4' if kind.startswith('video/') else 'jpg'}"
        digest = sha256(data).hexdigest()
        self.archive.storage.put(key, io.BytesIO(data), sha256=digest)
        made = StoredFile(
            key=key,
            size=size,
            secret=secret,
            sha256=digest,
            bytes=len(data),
            width=shape[0],
            height=shape[1],
            content_type=kind,
            tones=tones,
        )
        past = photo_history(self.facts(streams.photo(photo_id)))
        self.tell(streams.photo(photo_id), observe_stored(past, made, look(at, ADA)))
        return made

    def fave(self, nsid: str, photo_id: str, *, at: int = START) -> None:
        """See that a member has faved a photo."""
        past = fave.fave_history(self.facts(streams.fave(nsid, photo_id)))
        facts = fave.observe(past, str(at), look(at, nsid))
        self.tell(streams.fave(nsid, photo_id), facts)

    def no_fave(self, nsid: str, photo_id: str, *, at: int) -> None:
        """See that a member faves a photo no more."""
        past = fave.fave_history(self.facts(streams.fave(nsid, photo_id)))
        self.tell(streams.fave(nsid, photo_id), fave.observe(past, None, look(at, nsid)))

    def album(
        self, album_id: str, photos: tuple[str, ...], *, at: int = START, **more: str
    ) -> None:
        """See an album."""
        seen = album.Album(
            owner=ADA, title=more.get("title", "An album"), photos=photos, created=str(START)
        )
        past = album.album_history(self.facts(streams.album(album_id)))
        self.tell(streams.album(album_id), album.observe(past, seen, look(at, ADA)))

    def client(self, nsid: str = "", app: Any = None) -> falcon.testing.TestClient:
        """Return a browser, in which a member is signed in, at the world's own site or another."""
        self.follow()
        headers = {}
        if nsid:
            session = Sessions(self.archive.settings.crypto_cookie_secret).write(nsid)
            headers["Cookie"] = f"{SESSION_COOKIE}={session}"
        return falcon.testing.TestClient(app or self.app, headers=headers)

    def crumb(self, nsid: str) -> str:
        """Return what a form of a member's page carries."""
        return Crumbs(self.archive.settings.crypto_crumb_secret).make(nsid)

    def close(self) -> None:
        """Close the databases."""
        self.archive.close()

    def _relation(self, owner: str, nsid: str, relation: contacts.Relation | None, at: int) -> None:
        stream = streams.contact(owner, nsid)
        past = contacts.contact_history(self.facts(stream))
        self.tell(stream, contacts.observe(past, relation, look(at, owner)))


def look(at: int, nsid: str, via: Any = "poll", *, observed: int | None = None) -> Look:
    """Return a look through a member's account."""
    return Look(at=at, observed=at if observed is None else observed, via=via, account=nsid)


def jpeg(colour: str, shape: tuple[int, int]) -> bytes:
    """Return a plain picture."""
    out = io.BytesIO()
    Image.new("RGB", shape, colour).save(out, "JPEG")
    return out.getvalue()


def circle(world: World) -> None:
    """Fill a world with Ada, those around her, and her contacts from the first day on."""
    for nsid, name, alias in (
        (ADA, "Ada Lovelace", "ada"),
        (BOB, "Bob", "bob"),
        (CLEO, "Cleo", ""),
        (DAN, "Dan", ""),
        (EVE, "Eve", ""),
        (FAY, "Fay", ""),
    ):
        world.member(nsid, name, alias)
    world.contact(ADA, BOB, friend=True, family=False)
    world.contact(ADA, CLEO, friend=False, family=True)
    world.contact(ADA, DAN, friend=True, family=True)
    world.contact(ADA, EVE, friend=False, family=False)
    world.backup(ADA)


__all__ = [
    "ADA",
    "BOB",
    "CLEO",
    "DAN",
    "DAY",
    "EVE",
    "FAY",
    "NOW",
    "START",
    "Comment",
    "DateTaken",
    "Location",
    "Original",
    "Picture",
    "Tag",
    "World",
    "circle",
    "day",
]
