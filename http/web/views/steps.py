"""What changed from one version of a photo to the next, as people would read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec import Struct

from domain.fact import UNSAID
from domain.history import Kind
from domain.photo import Photo
from domain.photo.values import Location
from web.asking.times import taken_in_words
from web.views.differences import Piece, by_words
from web.views.locator import Moved, moved
from web.views.markup import plain
from web.views.photo import Place, license_of, permission_of, place, place_at_flickr, place_of
from web.views.words import PLACE_FACETS


class Change(Struct, frozen=True, kw_only=True):
    """One thing that changed: what it is, and its sides in the form that fits it.

    Short values have `before` and `after`; texts have `words`; tags, notes and people have
    `added` and `dropped`. `picture` says that the picture itself is another one. `map` shows
    a place before and after.
    """

    facet: str
    headline: str
    before: str = ""
    after: str = ""
    words: tuple[Piece, ...] = ()
    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    by: str = ""
    picture: bool = False
    map: Moved | None = None


def changes(kind: Kind[Photo], before: Photo, after: Photo, *, place: bool) -> tuple[Change, ...]:
    """Return what is otherwise in `after`; what concerns the place only with leave."""
    made: list[Change] = []
    for facet, describe in _PLAIN.items():
        if facet in PLACE_FACETS and not place:
            continue
        one, other = getattr(before, facet), getattr(after, facet)
        if kind.normal(facet, one) != kind.normal(facet, other):
            made.append(describe(before, after))
    for word, field in _MANY.items():
        made += _many(kind, word, getattr(before, field), getattr(after, field))
    return tuple(made)


def differ(kind: Kind[Photo], before: Photo, after: Photo, *, place: bool) -> bool:
    """Tell whether there are any `changes` to tell of, without making them."""
    return any(
        kind.normal(facet, getattr(before, facet)) != kind.normal(facet, getattr(after, facet))
        for facet in _PLAIN
        if place or facet not in PLACE_FACETS
    ) or any(
        kind.normal(word, old) != kind.normal(word, new)
        for word, field in _MANY.items()
        for old, new in _pairs(getattr(before, field), getattr(after, field))
    )


def _text(facet: str, headline: str) -> Callable[[Photo, Photo], Change]:
    def describe(before: Photo, after: Photo) -> Change:
        one, other = _said(getattr(before, facet)), _said(getattr(after, facet))
        return Change(facet=facet, headline=headline, words=by_words(plain(one), plain(other)))

    return describe


def _short(
    facet: str, headline: str, say: Callable[[Photo], str]
) -> Callable[[Photo, Photo], Change]:
    def describe(before: Photo, after: Photo) -> Change:
        return Change(facet=facet, headline=headline, before=say(before), after=say(after))

    return describe


def _tags(before: Photo, after: Photo) -> Change:
    one = [tag.raw for tag in (() if before.tags is UNSAID else before.tags)]
    other = [tag.raw for tag in (() if after.tags is UNSAID else after.tags)]
    return Change(
        facet="tags",
        headline="Tags changed",
        added=tuple(tag for tag in other if tag not in one),
        dropped=tuple(tag for tag in one if tag not in other),
    )


def _deleted(_before: Photo, after: Photo) -> Change:
    headline = "Deleted from Flickr" if after.deleted else "Back on Flickr"
    return Change(facet="deleted", headline=headline)


def _picture(_before: Photo, _after: Photo) -> Change:
    return Change(facet="picture", headline="The picture was replaced", picture=True)


def _where(photo: Photo) -> str:
    return where(photo.location)


def where(location: Any) -> str:
    """Say a place in short: its names and its numbers."""
    found = place(location) if isinstance(location, Location) else None
    if found is None or location.accuracy in ("", "0"):
        return "no place"
    names = ", ".join(found.names)
    numbers = f"{found.latitude:.5f}, {found.longitude:.5f}"
    return f"{names} ({numbers})" if names else numbers


def _moved(
    facet: str, headline: str, say: Callable[[Photo], str], find: Callable[[Photo], Place | None]
) -> Callable[[Photo, Photo], Change]:
    def describe(before: Photo, after: Photo) -> Change:
        one, other = find(before), find(after)
        return Change(
            facet=facet,
            headline=headline,
            before=say(before),
            after=say(after),
            map=moved(
                (one.latitude, one.longitude) if one else None,
                (other.latitude, other.longitude) if other else None,
            ),
        )

    return describe


def _license(photo: Photo) -> str:
    found = license_of(photo)
    return found.name if found else ""


def _taken(photo: Photo) -> str:
    told = photo.date_taken
    if told is UNSAID:
        return ""
    return taken_in_words(told.taken, told.granularity, told.unknown) or "unknown"


def _geo_permission(photo: Photo) -> str:
    told = photo.geo_permission
    if told is UNSAID or told is None:
        return "nobody"
    if told.ispublic == "1":
        return "everybody"
    flags = {"contacts": told.iscontact, "friends": told.isfriend, "family": told.isfamily}
    return " and ".join(who for who, flag in flags.items() if flag == "1") or "only the owner"


_WHO: Final = {"0": "nobody", "1": "friends and family", "2": "contacts", "3": "everybody"}


def _participation(photo: Photo) -> str:
    told = photo.participation
    if told is UNSAID:
        return ""
    comment, meta = _WHO.get(told.comment, told.comment), _WHO.get(told.addmeta, told.addmeta)
    return f"{comment} may comment, {meta} may add tags and notes"


_SAFETY: Final = {"0": "safe", "1": "moderate", "2": "restricted"}

_PLAIN: Final[Mapping[str, Callable[[Photo, Photo], Change]]] = {
    "deleted": _deleted,
    "picture": _picture,
    "title": _text("title", "Title changed"),
    "description": _text("description", "Description changed"),
    "tags": _tags,
    "permission": _short("permission", "Who may see it", lambda p: permission_of(p)[1]),
    "public": _short(
        "public", "Who may see it", lambda p: "Public" if p.public is True else "Not public"
    ),
    "participation": _short("participation", "Who may take part", _participation),
    "location": _moved("location", "Place", _where, place_at_flickr),
    "correction": _moved(
        "correction",
        "Place as corrected in this archive",
        lambda p: where(p.correction) if p.correction else "not corrected",
        place_of,
    ),
    "geo_permission": _short("geo_permission", "Who may see the place", _geo_permission),
    "license": _short("license", "Licence", _license),
    "date_taken": _short("date_taken", "Date taken", _taken),
    "posted": _short("posted", "Date posted", lambda p: _said(p.posted)),
    "media": _short("media", "Kind", lambda p: _said(p.media)),
    "safety_level": _short(
        "safety_level",
        "Safety level",
        lambda p: _SAFETY.get(_said(p.safety_level), _said(p.safety_level)),
    ),
    "rotation": _short("rotation", "Rotation", lambda p: f"{_said(p.rotation) or '0'}°"),
    "download": _short(
        "download",
        "Downloads",
        lambda p: {"1": "allowed", "0": "not allowed"}.get(_said(p.download), ""),
    ),
}
"""Facets in the order in which a step tells them; others are no news to people."""

_MANY: Final = {"comment": "comments", "note": "notes", "person": "people"}
_NAMED: Final[Mapping[str, tuple[str, Callable[[Any], str], Callable[[Any], str]]]] = {
    "comment": ("Comment", lambda c: plain(c.text), lambda c: c.authorname),
    "note": ("Note", lambda n: plain(n.text), lambda n: n.author),
    "person": ("Person", lambda p: p.username or p.nsid, lambda p: p.added_by),
}


def _many(kind: Kind[Photo], word: str, before: Any, after: Any) -> list[Change]:
    headline, text, author = _NAMED[word]
    made: list[Change] = []
    for old, new in _pairs(before, after):
        if kind.normal(word, old) == kind.normal(word, new):
            continue
        if old is not None and new is not None:
            pieces = by_words(text(old), text(new))
            made.append(
                Change(facet=word, headline=f"{headline} changed", words=pieces, by=author(new))
            )
        elif new is not None:
            made.append(
                Change(facet=word, headline=f"{headline} added", added=(text(new),), by=author(new))
            )
        else:
            made.append(
                Change(
                    facet=word, headline=f"{headline} removed", dropped=(text(old),), by=author(old)
                )
            )
    return made


def _pairs(before: Any, after: Any) -> list[tuple[Any, Any]]:
    """Return what was and what is under each key; None on the side where there is nothing."""
    one = {} if before is UNSAID else before
    other = {} if after is UNSAID else after
    keys = [*one, *(key for key in other if key not in one)]
    return [(one.get(key), other.get(key)) for key in keys]


def _said(value: Any) -> str:
    return value if isinstance(value, str) else ""
