"""Atom as Flickr delivers it, for tests that need no Flickr."""

from __future__ import annotations

from html import escape

HEAD = (
    '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"'
    ' xmlns:flickr="urn:flickr:user" xmlns:media="http://search.yahoo.com/mrss/">'
)


def entry(
    photo: str,
    *,
    title: str = "Boat",
    updated: str = "2020-09-13T12:26:40Z",
    types: tuple[str, ...] = ("title",),
    author: str = "",
    contributor: str = "",
) -> str:
    """One entry."""
    people = "".join(
        f"<{who}><name>x</name><flickr:nsid>{nsid}</flickr:nsid></{who}>"
        for who, nsid in (("author", author), ("contributor", contributor))
        if nsid
    )
    updates = "".join(f'<flickr:update type="{kind}"/>' for kind in types)
    return (
        f"<entry><title>{escape(title)}</title><id>tag:flickr.com,2005:/photo/{photo}</id>"
        f"<updated>{updated}</updated>{people}{updates}</entry>"
    )


def feed(*entries: str, topic: str = "") -> bytes:
    """A delivery."""
    link = f'<link rel="self" href="https://www.flickr.com/services/push/{topic}"/>'
    return (HEAD + (link if topic else "") + "".join(entries) + "</feed>").encode()
