"""What was so at each of a few looks, told in order and shuffled."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import strategies as st

from domain.album import Album
from domain.contact import Relation
from domain.person import Person
from domain.photo import Photo
from domain.photo.values import Comment, Note, Permission, PersonTag, Tag
from tests.domain.looks import OTHER, OWNER, Sighting, photo_seen

Told = tuple[list[Sighting], list[Sighting]]
"""The same looks twice: in order, and in the order in which they were made."""

INSTANTS = st.lists(st.integers(10, 60), min_size=1, max_size=6, unique=True).map(sorted)

NOTE = Note(id="n", author=OTHER, x="1", y="1", w="1", h="1", text="")
SHOWN = PersonTag(nsid=OTHER)


@st.composite
def retold_photos(draw: st.DrawFn) -> Told:
    """Photos whose facets change, seen in part or whole, in order and shuffled."""
    sightings = []
    for at in draw(INSTANTS):
        said: dict[str, Any] = {}
        if draw(st.booleans()):
            said["title"] = draw(st.sampled_from("ABC"))
        if draw(st.booleans()):
            tags = draw(st.permutations(["x", "y"]))[: draw(st.integers(0, 2))]
            said["tags"] = tuple(Tag(raw=raw) for raw in tags)
        if draw(st.booleans()):
            public = draw(st.sampled_from("01"))
            said["permission"] = Permission(ispublic=public, isfriend="0", isfamily="0")
        sightings.append(photo_seen(at, **said))
    return sightings, draw(st.permutations(sightings))


@st.composite
def marked_photos(draw: st.DrawFn) -> Told:
    """Photos whose notes and people come and go."""
    sightings = []
    for at in draw(INSTANTS):
        said: dict[str, Any] = {"title": "A"}
        if draw(st.booleans()):
            text = draw(st.sampled_from(["", "h", "i"]))
            said["notes"] = {"n": msgspec.structs.replace(NOTE, text=text)} if text else {}
        if draw(st.booleans()):
            said["people"] = {OTHER: SHOWN} if draw(st.booleans()) else {}
        sightings.append(photo_seen(at, **said))
    return sightings, draw(st.permutations(sightings))


@st.composite
def talked_of_photos(draw: st.DrawFn) -> Told:
    """Comments made, reworded and removed at instants that Flickr keeps."""
    instants = draw(INSTANTS)
    lives = {}
    for key in ("c", "d"):
        made = draw(st.integers(6, 60))
        edited, removed = made + draw(st.integers(1, 40)), made + draw(st.integers(1, 60))
        lives[key] = (made, edited, removed)
    sightings = []
    for at in instants:
        shown = {
            key: Comment(
                id=key,
                author=OTHER,
                authorname="o",
                datecreate=str(made),
                text="first" if at < edited else "edited",
            )
            for key, (made, edited, removed) in lives.items()
            if made <= at < removed
        }
        sightings.append(photo_seen(at, title="A", comments=shown))
    return sightings, draw(st.permutations(sightings))


@st.composite
def vanishing_photos(draw: st.DrawFn) -> Told:
    """Photos that their owner deletes and that come back: the first look made is a sight."""
    first, *more = draw(INSTANTS)
    sightings = [photo_seen(first, title="A")]
    sightings += [
        photo_seen(at, title="A") if draw(st.booleans()) else Sighting(at, None) for at in more
    ]
    seen = [s for s in sightings if s.seen is not None]
    earliest = draw(st.sampled_from(seen))
    rest = [s for s in sightings if s is not earliest]
    return sightings, [earliest, *draw(st.permutations(rest))]


@st.composite
def relations(draw: st.DrawFn) -> Told:
    """A contact who is called friend, family or nothing any more."""
    kinds = [None, Relation("0", "0"), Relation("1", "0"), Relation("1", "1")]
    sightings = [Sighting(at, draw(st.sampled_from(kinds))) for at in draw(INSTANTS)]
    return sightings, draw(st.permutations(sightings))


@st.composite
def favourites(draw: st.DrawFn) -> Told:
    """A favourite added and dropped, and perhaps added and dropped again, as lists show it."""
    edges = sorted(draw(st.lists(st.integers(6, 60), min_size=2, max_size=5, unique=True)))

    def faved(at: int) -> str | None:
        passed = [edge for edge in edges if edge <= at]
        return str(passed[-1]) if len(passed) % 2 else None

    sightings = [Sighting(at, faved(at)) for at in draw(INSTANTS)]
    return sightings, draw(st.permutations(sightings))


@st.composite
def albums(draw: st.DrawFn) -> Told:
    """An album retitled and reordered; now and then it is not on the list."""
    sightings = []
    for at in draw(INSTANTS):
        title, photos = draw(st.sampled_from("AB")), tuple(draw(st.permutations("12")))
        seen = Album(owner=OWNER, created="5", title=title, photos=photos, deleted=False)
        sightings.append(Sighting(at, seen))
    return sightings, draw(st.permutations(sightings))


@st.composite
def people(draw: st.DrawFn) -> Told:
    sightings = []
    for at in draw(INSTANTS):
        username = draw(st.sampled_from(["a", "b"]))
        realname = draw(st.sampled_from(["", "A"]))
        gone = draw(st.booleans())
        seen = Person(nsid=OWNER, username=username, realname=realname, gone=gone)
        sightings.append(Sighting(at, seen))
    return sightings, draw(st.permutations(sightings))


@st.composite
def licensed_photos(draw: st.DrawFn) -> Told:
    """A licence that changes at known instants, and looks that see it, in any order."""
    edges = sorted(draw(st.lists(st.integers(11, 60), max_size=3, unique=True)))

    def licence(at: int) -> str:
        return str(sum(edge <= at for edge in edges))

    instants = {10, *draw(INSTANTS)} - set(edges)
    looks = [photo_seen(at, license=licence(at)) for at in instants]
    dated = [
        Sighting(edge, Photo(license=licence(edge)), exact=True, facets=frozenset({"license"}))
        for edge in edges
    ]
    in_order = sorted([*looks, *dated], key=lambda s: (s.at, not s.exact))
    return in_order, draw(st.permutations(in_order))


@st.composite
def updated_photos(draw: st.DrawFn, *, returning: bool) -> Told:
    """Photos whose title and licence change, with Flickr's date of the last change."""
    titles = sorted(draw(st.lists(st.integers(6, 60), max_size=4, unique=True)))
    licences = sorted(draw(st.lists(st.integers(6, 60), max_size=2, unique=True)))

    def word(edges: list[int], at: int) -> str:
        passed = sum(edge <= at for edge in edges)
        return str(passed % 2 if returning else passed)

    sightings = []
    for at in draw(INSTANTS):
        last = max((edge for edge in (*titles, *licences) if edge <= at), default=5)
        seen = Photo(owner=OWNER, posted="5", title=word(titles, at), license=word(licences, at))
        sightings.append(Sighting(at, seen, lastupdate=last))
    return sightings, draw(st.permutations(sightings))
