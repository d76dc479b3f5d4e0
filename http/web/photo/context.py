"""The list that one came to a photo from: what is before and after it there, and the way up.

It stands in the query as `?in=`, as Flickr's own addresses name it (`/in/album-721…`), and
links keep it as they keep the time: `album-ID`, `faves-NSID`, `faves-NSID-OWNER`,
`search-NUMBER` with `q` and `sort` beside it, `latest`, `contacts`, `deleted`. What is none of
these, or does not hold the photo, is the owner's photostream.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from domain import streams
from domain.clock import FOREVER
from domain.search.index import SearchTooSlow, SearchUnavailable
from domain.search.wrong import QueryError
from projections.reading import around, people
from projections.reading.around import Beside
from projections.reading.photos import Listed
from web.asking import addresses as to
from web.asking.addresses import PHOTOS_A_PAGE
from web.asking.errors import Trouble
from web.asking.searching import asked_query, asked_sort, whose
from web.asking.visit import Visit

_SEARCH: Final = re.compile(r"search-([1-9][0-9]{0,3})")
_SHIFT: Final = 20
_OWNERS: Final = 60


class Context(Struct, frozen=True, kw_only=True):
    """The list around a photo: what it is called, the way up to where the photo is in it.

    `number` and `total` tell its place, counted from 1, where that is known.
    """

    name: str
    words: str
    path: str
    number: int | None = None
    total: int | None = None


def around_photo(visit: Visit, photo: Listed) -> tuple[Context, Beside]:
    """Return the list in which a photo is looked at, and what is beside it there."""
    asked = visit.params.get("in", "")
    kind, _, rest = asked.partition("-")
    known = None
    match kind:
        case "album" | "set" if streams.is_id(rest):
            known = _in_album(visit, photo, rest)
        case "faves":
            known = _in_faves(visit, photo, rest)
        case "search":
            known = _in_search(visit, photo, asked)
        case "latest" | "contacts" if not rest:
            known = _among_latest(visit, photo, kind)
        case "deleted" if not rest and photo.deleted and photo.owner == visit.viewer:
            known = _in_photostream(visit, photo, deleted=True)
    return known or _in_photostream(visit, photo)


def _in_photostream(
    visit: Visit, photo: Listed, *, deleted: bool = False
) -> tuple[Context, Beside]:
    owner = visit.people([photo.owner])[photo.owner]
    name, words = ("deleted", "Deleted from Flickr") if deleted else ("", f"{owner.name}’s photos")
    if photo.deleted and not deleted:
        return Context(name=name, words=words, path=owner.path), Beside()
    path = visit.link(to.photostream(owner.address), at=photo.id, deleted="1" if deleted else "")
    beside = around.in_photostream(visit.connection, visit.eyes, photo, deleted=deleted)
    return Context(name=name, words=words, path=f"{path}#p{photo.id}"), beside


def _in_album(visit: Visit, photo: Listed, album_id: str) -> tuple[Context, Beside] | None:
    place = around.in_album(visit.connection, visit.eyes, photo.id, album_id)
    if place is None or not _recorded(visit, place.owner):
        return None
    owner = visit.people([place.owner])[place.owner]
    context = Context(
        name=f"album-{album_id}",
        words=place.album.title or "Untitled album",
        path=visit.link(to.albums(owner.address, album_id)) + f"#p{photo.id}",
        number=place.number,
        total=place.total,
    )
    return context, place.beside


def _in_faves(visit: Visit, photo: Listed, rest: str) -> tuple[Context, Beside] | None:
    nsid, _, by = rest.partition("-")
    if not streams.is_nsid(nsid):
        nsid, by = whose(visit, rest) or "", ""
    if not nsid or by not in ("", photo.owner) or not _recorded(visit, nsid):
        return None
    beside = around.in_faves(visit.connection, visit.eyes, photo.id, nsid, by or None)
    if beside is None:
        return None
    known = visit.people([nsid, photo.owner])
    only = f" by {known[photo.owner].name}" if by else ""
    path = to.faves(known[nsid].address, known[photo.owner].address if by else "")
    context = Context(
        name=f"faves-{nsid}{'-' + by if by else ''}",
        words=f"{known[nsid].name}’s faves{only}",
        path=visit.link(path, at=photo.id) + f"#p{photo.id}",
    )
    return context, beside


def _in_search(visit: Visit, photo: Listed, asked: str) -> tuple[Context, Beside] | None:
    """Return the place in what a search finds; it may have shifted a little since."""
    number = _SEARCH.fullmatch(asked)
    if number is None:
        return None
    text = visit.params.get("q", "").strip()
    start = max(int(number[1]) - 1 - _SHIFT, 0)
    try:
        query, sort = asked_query(visit, text), asked_sort(visit)
        index = visit.site.archive.search
        result = index.search(query, visit.eyes, sort or query.usual_sort, start, 2 * _SHIFT + 1)
    except (QueryError, SearchUnavailable, SearchTooSlow, Trouble):
        return None
    ids = list(result.photos)
    if photo.id not in ids:
        return None
    here = ids.index(photo.id)
    page = (start + here) // PHOTOS_A_PAGE + 1
    path = visit.link("/search", q=text, sort=sort, page=str(page) if page > 1 else "")
    context = Context(
        name=f"search-{start + here + 1}",
        words=f"Search: {text}" if text else "Search",
        path=path + f"#p{photo.id}",
        number=start + here + 1,
        total=result.total,
    )
    return context, around.beside(visit.connection, visit.eyes, ids, here)


def _among_latest(visit: Visit, photo: Listed, kind: str) -> tuple[Context, Beside] | None:
    members = [m.nsid for m in people.members(visit.connection) if not m.deleted]
    if kind == "contacts":
        if not visit.viewer:
            return None
        called = people.contacts(visit.connection, visit.eyes, visit.viewer)
        theirs = {contact.person.nsid for contact in called}
        members = [nsid for nsid in members if nsid in theirs]
    owners = [nsid for nsid in members[:_OWNERS] if _recorded(visit, nsid)]
    if photo.owner not in owners or photo.deleted:
        return None
    beside = around.among_latest(visit.connection, visit.eyes, photo, owners)
    if kind == "latest":
        return Context(name=kind, words="Latest photos", path=visit.link("/")), beside
    path = visit.link("/photos/friends/")
    return Context(name=kind, words="Photos of your contacts", path=path), beside


def _recorded(visit: Visit, nsid: str) -> bool:
    """Tell whether the record of somebody's lists had begun at the time looked at."""
    return not visit.past or (visit.recorded_from(nsid) or FOREVER) <= visit.eyes.at
