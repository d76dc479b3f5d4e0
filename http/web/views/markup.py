"""Text that others wrote, made safe to show: Flickr's small set of markup and no more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Final

import nh3
from markupsafe import Markup

_TAGS: Final = {
    *("a", "b", "strong", "i", "em", "u", "s", "strike", "del", "ins", "code", "pre"),
    *("blockquote", "br", "p", "ul", "ol", "li", "small", "sub", "sup"),
}
_ATTRIBUTES: Final[Mapping[str, set[str]]] = {"a": {"href", "title"}}
_SCHEMES: Final = {"http", "https", "mailto"}

_cleaner: Final = nh3.Cleaner(
    tags=_TAGS,
    attributes=dict(_ATTRIBUTES),
    url_schemes=_SCHEMES,
    link_rel="nofollow noopener ugc",
    strip_comments=True,
)
_BARE_ADDRESS: Final = re.compile(r"(?<![\w\"'=/>])(https?://[^\s<>\"']{3,500}[^\s<>\"'.,;:!?)])")


def safe(text: str) -> Markup:
    """Return a description or a comment with the markup that Flickr allows.

    Everything else is escaped or dropped; links do not vouch for where they lead; bare
    addresses become links where the text has none.
    """
    if "<a" not in text.lower():
        text = _BARE_ADDRESS.sub(r'<a href="\1">\1</a>', text)
    return Markup(_cleaner.clean(text))  # noqa: S704 - cleaned in this very line


def plain(text: str) -> str:
    """Return the words of a text without any markup, for titles, differences and data."""
    return unescape(nh3.clean(text, tags=set())).strip()


_NOT_IN_XML: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def in_xml(text: str) -> str:
    """Return a text without the signs that no XML document may have, however written."""
    return _NOT_IN_XML.sub("", text)
