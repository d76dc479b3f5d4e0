"""What one may write in the search box, with examples that find something here."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from domain.search.colours import PALETTE
from domain.search.index import SearchTooSlow, SearchUnavailable
from domain.search.query import Query
from domain.search.vocabulary import FLAGS, LICENCES
from web.asking.visit import Visit
from web.pages.search import narrowed
from web.views.parts import View


class Way(Struct, frozen=True, kw_only=True):
    """Something one may write, what it finds, and the search that it leads to."""

    write: str
    finds: str
    path: str


class SearchHelp(View, frozen=True, kw_only=True):
    """The language of queries; each example is a search, those of the archive's own come first.

    `here` are examples of what most of the photos that the viewer may see have.
    """

    here: tuple[Way, ...]
    ways: tuple[Way, ...]


_HERE: Final = {
    "tag": "photos with this tag",
    "camera": "photos that this camera took",
    "country": "photos taken in this country",
    "colour": "pictures that have this colour",
    "taken-year": "photos taken in this year",
    "machine": "photos with this machine tag",
}
"""The fields of which the most frequent value is an example, and what that finds."""

_WAYS: Final = (
    ("harbour light", "both words, in title, description or tags"),
    ('"tin roof"', "the words one after the other"),
    ("har*", "words that begin so"),
    ("light -boat", "what has the one and not the other; - goes before anything below, too"),
    ("boat OR pier", "either; OR, in capitals, binds its two neighbours"),
    ("title:light", "words in the title alone; also description:, and text: for all"),
    ('tag:"San Francisco"', "a whole tag, however it is written; tag:san* what begins so"),
    ("upcoming:event=123", "a machine tag; any part may be *, as in *:make=canon"),
    ("owner:me", 'whose photo: me, an NSID, "a name", or the name in the address of their photos'),
    ("faved:me", "whose fave on the day looked at"),
    ("with:me", "who is on it"),
    ("in:72157600000000000", "the photos of an album, by the number in its address"),
    ("taken:2014-05", "by the camera’s clock: a year, a month or a day"),
    ("posted:2014..2016", "from one to another; either may be left out"),
    ("near:52.37,4.9,10", "within 10 km of a point; 5 km unless told"),
    ("place:amsterdam", "a place by its name or its WOE id"),
    ('camera:"eos 5d"', "words of make, model or lens"),
    ("town:Utrecht", "a town by its whole name; also neighbourhood:, region: and country:"),
    ('model:"Canon EOS 5D"', "a camera by its whole name; also make: and lens:"),
    ("licence:cc", f"one of {', '.join(LICENCES)}; or Flickr’s number"),
    ("colour:red", f"one of {', '.join(PALETTE)}"),
    ("is:public", f"one of {', '.join(FLAGS)}"),
)


def look(visit: Visit) -> SearchHelp:
    """Return what one may write, with examples for the viewer, on the day looked at."""
    return SearchHelp(
        title="How to search",
        time=visit.sign(),
        here=tuple(_here(visit)),
        ways=tuple(_way(visit, write, finds) for write, finds in _WAYS
                   if visit.viewer or not write.endswith(":me")),
    )  # fmt: skip


def _here(visit: Visit) -> list[Way]:
    """Return examples of this archive; none while search does not answer."""
    index = visit.site.archive.search
    try:
        counted = index.counts(Query(), visit.eyes, tuple(_HERE), 1, newest=False)
    except (SearchUnavailable, SearchTooSlow):
        return []
    return [
        _way(visit, narrowed(field, count.value), _HERE[field])
        for field, counts in zip(_HERE, counted, strict=True)
        for count in counts
    ]


def _way(visit: Visit, write: str, finds: str) -> Way:
    return Way(write=write, finds=finds, path=visit.link("/search", q=write))
