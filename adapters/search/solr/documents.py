"""Entries as Solr's documents (the schema is solr/configset/conf/schema.xml).

What a stream gives is one block: its first document bears the stream's name as its id and
holds the others as children. So adding it takes the place of all that the stream gave before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from domain import streams
from domain.search.index import Belonging, Document, Entries, Faving

Doc = dict[str, Any]
"""A document as JSON."""

NOBODY_TOLD: Final = "none"
"""Stands for viewers where no owner told who they are."""


def blocks(entries: Entries) -> Iterator[Doc]:
    """Return the block of each stream that gives anything."""
    for photo, documents in groupby(entries.documents, attrgetter("photo")):
        yield _block(streams.photo(photo), map(_document, documents))
    for faving, favings in groupby(entries.favings, lambda f: streams.fave(f.nsid, f.photo)):
        yield _block(faving, map(_faving, favings))
    for album, belongings in groupby(entries.belongings, attrgetter("album")):
        yield _block(streams.album(album), map(_belonging, belongings))


def emptied(stream: str) -> Doc:
    """Return what takes the place of a stream that gives nothing any more."""
    return {"id": stream, "kind": "none"}


def newest_key(posted: int, photo: str) -> str:
    """Return text that is the greater the later a photo was posted; the photo follows a dot."""
    return f"{posted:012d}.{photo}"


def _block(stream: str, documents: Iterable[Doc]) -> Doc:
    first, *others = documents
    first["id"] = stream
    for number, other in enumerate(others, 1):
        other["id"] = f"{stream}/{number}"
    if others:
        first["_childDocuments_"] = others
    return first


def _document(d: Document) -> Doc:
    made: Doc = {
        "kind": "photo",
        "photo": d.photo,
        "owner": d.owner,
        "posted": d.posted,
        "newest": newest_key(d.posted, d.photo),
        "taken": d.taken,
        "shown_from": d.shown_from,
        "shown_until": d.shown_until,
        "viewers": str(d.viewers),
        "viewers_now": str(d.viewers_now),
        "faver_viewers": NOBODY_TOLD if d.faver_viewers is None else str(d.faver_viewers),
        "faver_viewers_now": (
            NOBODY_TOLD if d.faver_viewers_now is None else str(d.faver_viewers_now)
        ),
        "place_viewers": str(d.place_viewers),
        "place_viewers_now": str(d.place_viewers_now),
        "readers": d.readers,
        "readers_now": d.readers_now,
    }
    if d.latitude is not None and d.longitude is not None:
        made["latitude"], made["longitude"] = d.latitude, d.longitude
    for name, words in d.texts.items():
        made[f"words_{name}"] = " ".join(words)
    for field, values in d.terms.items():
        made[f"term_{field}"] = values
    return made


def _faving(f: Faving) -> Doc:
    return {
        "kind": "fave",
        "nsid": f.nsid,
        "photo": f.photo,
        "faved_high": f.faved >> 16,
        "faved_low": f.faved & 0xFFFF,
        "shown_from": f.shown_from,
        "shown_until": f.shown_until,
    }


def _belonging(b: Belonging) -> Doc:
    return {
        "kind": "album",
        "album": b.album,
        "photo": b.photo,
        "shown_from": b.shown_from,
        "shown_until": b.shown_until,
    }
