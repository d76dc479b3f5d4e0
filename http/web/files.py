"""Photo files and buddy icons, served after the same check as the pages that show them."""

from __future__ import annotations

import re
import time
from enum import IntEnum
from threading import Lock
from typing import Final, NamedTuple

import falcon
import structlog
from cachetools import TTLCache

from adapters.assembly import Encoding, Refused, Standing, type_of
from domain import streams, visibility
from domain.fact import UNSAID
from domain.history import History
from domain.person import person_history
from domain.photo import Photo, files_shown
from domain.photo.made import FILM, ORIGINAL, made_key, original_among
from domain.photo.values import StoredFile
from domain.visibility import Viewer
from projections.reading.standing import NOBODY_IN_PARTICULAR
from projections.reading.standing import viewer_of as standing_of
from web.answering.kept import SECONDS
from web.answering.page import viewer_of
from web.answering.serving import serve, serve_bytes
from web.asking import addresses as to
from web.asking.errors import not_found
from web.photo.pictures import may_have_original
from web.photo.seen import owner_of, read_history
from web.site import Site

_PHOTO: Final = re.compile(r"(\d{1,20})_")
_MADE: Final = re.compile(r"\d{1,20}_([0-9a-zA-Z]{1,64})_([a-z])\.jpg")
_NAMED: Final = re.compile(r"\s*([^;\s]+)\s*(?:;(?!\s*q=0(?:\.0*)?\s*$).*)?", re.IGNORECASE)
"""A kind in `Accept`, unless it is said that it is not taken."""
_PUBLIC: Final = ["public", "max-age=3600"]
_PRIVATE: Final = ["private", "no-cache"]
_KNOWN: Final = 10_000
_ICON: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">'
    b'<rect width="48" height="48" fill="#8a8f98"/>'
    b'<circle cx="24" cy="18" r="8" fill="#e9eaec"/>'
    b'<path d="M8 46a16 16 0 0 1 32 0z" fill="#e9eaec"/></svg>'
)

_log = structlog.get_logger("web")


class May(IntEnum):
    """What a viewer may have of a file."""

    NOT = 0
    WITHOUT_PLACE = 1
    WHOLE = 2


class Asked(NamedTuple):
    """What an address means: a stored file, or a picture in a size that is made of it."""

    file: StoredFile
    size: str = ""


class Checked(NamedTuple):
    """What a viewer may have of a file, and whether everybody may."""

    asked: Asked
    may: May
    public: bool


class Address(NamedTuple):
    """A storage key, the archive's day, and where the archive stands: what a check depends on."""

    key: str
    day: str
    stands: Standing


class OpenToAll:
    """The files that everybody may have whole, each by all that this was concluded from.

    A visitor's photostreams ask for hundreds of files that others asked for before. For any
    number of threads. What time alone changes is told by the day, as in `web.answering.kept`.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._held: TTLCache[Address, Asked] = TTLCache(_KNOWN, SECONDS, timer=time.monotonic)
        self._lock = Lock()

    def address(self, key: str, now: int) -> Address | None:
        """Return what a key means now; None where to tell this takes longer than a check.

        It is to be asked before the check, which then reads nothing older.
        """
        standings = self._site.archive.standings
        if not standings.told_by_files:
            return None
        return Address(key, self._site.speech.date(now), standings.now())

    def find(self, address: Address | None) -> Checked | None:
        """Return what was concluded of an address, if it is open to all."""
        if address is None:
            return None
        with self._lock:
            asked = self._held.get(address)
        return None if asked is None else Checked(asked, May.WHOLE, public=True)

    def keep(self, address: Address | None, checked: Checked) -> None:
        """Keep what was concluded, if everybody may have the file."""
        if address is not None and checked.public:
            with self._lock:
                self._held[address] = checked.asked


class PhotoFile:
    """Serves the files of photos by their storage key, and pictures made of them."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._open = OpenToAll(site)

    def on_get(self, req: falcon.Request, resp: falcon.Response, key: str) -> None:
        """Serve a file whole or in part, if the viewer may see a version that shows it."""
        now = self._site.archive.clock()
        address = self._open.address(key, now)
        checked = self._open.find(address)
        if checked is None:
            checked = self._check(req, key, now)
            self._open.keep(address, checked)
        asked, may = checked.asked, checked.may
        if may is May.NOT:
            raise not_found()  # in every header as if there were no such file
        resp.cache_control = list(_PUBLIC if checked.public else _PRIVATE)
        if not checked.public:
            resp.append_header("Vary", "Cookie")
        try:
            self._serve(req, resp, asked, may)
        except Refused as refused:
            _log.warning("no picture", key=asked.file.key, size=asked.size, why=str(refused))
            raise not_found("No picture can be made of this file.") from None

    on_head = on_get

    def _check(self, req: falcon.Request, key: str, now: int) -> Checked:
        """Tell what a key means and what whoever asks may have of it. Raises Trouble (404)."""
        found = _PHOTO.match(key.rpartition("/")[2])
        if found is None or not to.can_be_key(key):
            raise not_found()
        photo_id = found[1]
        past = read_history(self._site.archive.log, photo_id)
        asked = _asked(past, photo_id, key)
        nsid = owner_of(past)
        if asked is None or nsid is None:
            raise not_found()
        may = _may_have(past, asked, NOBODY_IN_PARTICULAR, now)
        if may is May.WHOLE:
            return Checked(asked, may, public=True)
        member = self._may_have_as_member(req, past, asked, photo_id, nsid, now)
        return Checked(asked, max(may, member), public=False)

    def _serve(self, req: falcon.Request, resp: falcon.Response, asked: Asked, may: May) -> None:
        file, pictures = asked.file, self._site.archive.pictures
        if asked.size:
            resp.append_header("Vary", "Accept")
            content = pictures.of(file.key, file.sha256, asked.size, _encoding(req))
            serve_bytes(req, resp, content, type_of(content))
        elif may is May.WITHOUT_PLACE and pictures.tells_place(file.key, file.sha256):
            silent, digest = pictures.without_notes(file.key, file.sha256)
            serve(self._site, req, resp, silent, digest, "image/jpeg")
        else:
            serve(self._site, req, resp, file.key, file.sha256, file.content_type)

    def _may_have_as_member(
        self,
        req: falcon.Request,
        past: History[Photo],
        asked: Asked,
        photo_id: str,
        owner: str,
        now: int,
    ) -> May:
        """Tell what the member may have who is signed in, if one is."""
        nsid = viewer_of(self._site, req)
        if not nsid:
            return May.NOT
        with self._site.archive.generations.live().connect() as connection:
            viewer = standing_of(connection, nsid, owner, photo_id)
        return _may_have(past, asked, viewer, now)


class BuddyIcon:
    """Serves members' buddy icons, which Flickr shows to everybody."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def on_get(self, req: falcon.Request, resp: falcon.Response, nsid: str) -> None:
        """Serve a stored icon, or a drawn one where there is none."""
        if not streams.is_nsid(nsid):
            raise not_found("No member of Flickr can have this number.")
        log = self._site.archive.log
        past = person_history(entry.fact for entry in log.read(streams.person(nsid)))
        key = past.now.state.icon_key if past.now else UNSAID
        resp.cache_control = list(_PUBLIC)
        if isinstance(key, str) and key:
            stat = self._site.archive.storage.stat(key)
            if stat is not None:
                tag = f"{stat.modified:x}-{stat.size:x}"
                serve(self._site, req, resp, key, tag, "image/jpeg")
                return
        resp.content_type = "image/svg+xml"
        resp.data = _ICON

    on_head = on_get


def _stored(past: History[Photo], key: str) -> StoredFile | None:
    held = past.now
    if held is None or held.state.files is UNSAID:
        return None
    return held.state.files.get(key)


def _asked(past: History[Photo], photo_id: str, key: str) -> Asked | None:
    """Return what a key means among the files of a photo, and the pictures made of them."""
    file = _stored(past, key)
    if file is not None:
        return Asked(file)
    name = _MADE.fullmatch(key.rpartition("/")[2])
    if name is None or key != made_key(photo_id, name[1], name[2]):
        return None
    for version in past.versions:
        picture = version.state.picture
        if picture is not UNSAID and picture.secret == name[1]:
            source = original_among(files_shown(past, version.state))
            return None if source is None else Asked(source, name[2])
    return None


def _may_have(past: History[Photo], asked: Asked, viewer: Viewer, now: int) -> May:
    """Tell whether a viewer may see a version of the photo that shows this file, and how.

    The uploaded file has a condition of its own, and what it tells of the place another.
    """
    own = bool(viewer.nsid) and viewer.nsid == owner_of(past)
    best = May.NOT
    for version in past.versions:
        shown = files_shown(past, version.state)
        if all(asked.file.key != other.key for other in shown):
            continue
        at = visibility.visible_from(past, version, viewer, now)
        if at is None:
            continue
        if asked.size or asked.file.size not in (ORIGINAL, FILM):
            return May.WHOLE  # neither what is made here nor what Flickr made tells a place
        place = own or visibility.may_see_place_at(past, at, viewer, now)
        film = asked.file.size == FILM  # to see a video is to have it, downloads or none
        if film or may_have_original(version.state, own=own, place=place):
            best = max(best, May.WHOLE if place else May.WITHOUT_PLACE)
    return best


def _encoding(req: falcon.Request) -> Encoding:
    """Return the smallest encoding that a browser names; what takes anything gets a JPEG."""
    accept = req.get_header("Accept", default="")
    named = {kind[1].lower() for kind in map(_NAMED.fullmatch, accept.split(",")) if kind}
    if "image/avif" in named:
        return "avif"
    return "webp" if "image/webp" in named else "jpeg"
