"""Reading a delivery: Atom, from somebody who says that they are Flickr.

Whoever knows the address may send anything. So a body is bounded before it is read, has no
entities, and of its entries only what has the right form is taken; nothing of it is believed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from domain import streams
from domain.topics import TOPICS, Entry

LONGEST: Final = 1 << 20
"""Bytes of a body. An entry has about two thousand."""
MOST_ENTRIES: Final = 1_000
IGNORE: Final = "flickr:push=ignore"
"""The title of a placeholder that an archive uploads to be given an id: it is no news."""

_ATOM: Final = "{http://www.w3.org/2005/Atom}"
_FLICKR: Final = "{urn:flickr:user}"
_PHOTO: Final = re.compile(r"/([0-9]{1,20})/?$")
_WORD: Final = re.compile(r"[a-z_]{1,40}")
_LONGEST_DATE: Final = 40
_MOST_TYPES: Final = 40


class NotAtom(ValueError):  # noqa: N818 - names what was met
    """The body is no Atom feed, or more than a delivery can be."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """An entry, and the digest of all that was delivered of it: the same again has the same."""

    entry: Entry
    digest: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """A feed: the topic that it names ("" for none that we know) and its entries."""

    topic: str
    entries: tuple[Delivered, ...]


def read(body: bytes) -> Delivery:
    """Return what a body delivers, placeholders left out. Raises NotAtom."""
    if len(body) > LONGEST:
        raise NotAtom("a body of more than a megabyte")
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        raise NotAtom("no well-formed XML without entities") from None
    if root.tag != f"{_ATOM}feed":
        raise NotAtom("no Atom feed")
    found = root.findall(f"{_ATOM}entry")
    if len(found) > MOST_ENTRIES:
        raise NotAtom("more entries than a delivery has")
    entries = (_delivered(element) for element in found)
    return Delivery(_topic(root), tuple(entry for entry in entries if entry is not None))


def _topic(root: Element) -> str:
    """Return the topic that a feed names as its own address: PubSubHubbub 0.3, section 7.3."""
    for link in root.findall(f"{_ATOM}link"):
        if link.get("rel") == "self":
            try:
                word = urlsplit(link.get("href", "")).path.rstrip("/").rpartition("/")[2]
            except ValueError:
                continue
            return word if word in TOPICS else ""
    return ""


def _delivered(element: Element) -> Delivered | None:
    """Return an entry about a photo; None for any other, and for a placeholder."""
    if _text(element, f"{_ATOM}title") == IGNORE:
        return None
    found = _PHOTO.search(_text(element, f"{_ATOM}id"))
    if found is None:
        return None
    updates = (update.get("type", "") for update in element.findall(f"{_FLICKR}update"))
    entry = Entry(
        photo=found[1],
        updated=_printable(_text(element, f"{_ATOM}updated")),
        updates=tuple(filter(_WORD.fullmatch, updates))[:_MOST_TYPES],
        author=_nsid(element, "author"),
        contributor=_nsid(element, "contributor"),
    )
    element.tail = None
    return Delivered(entry, sha256(tostring(element)).hexdigest())


def _nsid(element: Element, who: str) -> str:
    """Return who somebody is. Flickr's feeds say it inside the person, or beside."""
    for path in (f"{_ATOM}{who}/{_FLICKR}nsid", f"{_FLICKR}{who}_nsid"):
        nsid = _text(element, path)
        if streams.is_nsid(nsid):
            return nsid
    return ""


def _text(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _printable(text: str) -> str:
    return text if len(text) <= _LONGEST_DATE and text.isprintable() else ""
