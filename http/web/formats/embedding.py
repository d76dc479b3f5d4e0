"""oEmbed (oembed.com): how another site shows a public photo of this one.

It is answered as to a stranger, whoever asks: what is embedded, everybody sees.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

import falcon
import msgspec
from msgspec import UNSET, Struct, UnsetType

from web.answering.page import JSON, answer, parameters
from web.asking.errors import Elsewhere, Trouble, bad_request, not_found
from web.asking.visit import open_visit
from web.pages.photo import look
from web.site import Site
from web.views.markup import in_xml, plain
from web.views.photo import PhotoView

XML: Final = "text/xml; charset=utf-8"
CACHED_FOR: Final = 3600
_PHOTO: Final = re.compile(r"/photos/([^/]+)/(\d+)/?")
_SIZE: Final = re.compile(r"[0-9]{1,5}")
_LARGEST: Final = 1024
_SMALLEST: Final = 400


class Embed(Struct, frozen=True, kw_only=True):
    """A photo as oEmbed tells it; a `link` where no picture is stored that is small enough."""

    type: str
    version: str
    title: str
    author_name: str
    author_url: str
    provider_name: str
    provider_url: str
    cache_age: int
    web_page: str
    license: str | UnsetType = UNSET
    license_url: str | UnsetType = UNSET
    url: str | UnsetType = UNSET
    width: int | UnsetType = UNSET
    height: int | UnsetType = UNSET
    thumbnail_url: str | UnsetType = UNSET
    thumbnail_width: int | UnsetType = UNSET
    thumbnail_height: int | UnsetType = UNSET


class Embeds:
    """Answers for `/oembed?url=…`, with `maxwidth`, `maxheight`, and `format` json or xml."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer for a public photo. Raises Trouble for what is none, and for no such format."""
        asked = parameters(req)
        form = asked.get("format") or "json"
        if form not in ("json", "xml"):
            raise Trouble(501, "No such format", "The format can be json or xml.")
        wide, high = _most(asked, "maxwidth"), _most(asked, "maxheight")
        path, query = self._photo(asked.get("url", ""))
        with self._site.archive.generations.live().connect() as connection:
            visit = open_visit(self._site, connection, "", path, query)
            found = _PHOTO.fullmatch(path)
            if found is None:
                raise not_found("There is no photo of this site at that address.")
            try:
                view = look(visit, found[1], found[2])
            except Elsewhere as moved:
                new = self._site.addresses.absolute(moved.address)
                address = self._site.addresses.url("/oembed", **{**asked, "url": new})
                raise Elsewhere(address) from None
        embed = self._embed(view, path, query, wide, high)
        body, media = (_xml(embed), XML) if form == "xml" else (msgspec.json.encode(embed), JSON)
        answer(req, resp, body, media=media, private=False)

    on_head = on_get

    def _photo(self, address: str) -> tuple[str, dict[str, str]]:
        """Return path and query of an address of ours. Raises Trouble for another's."""
        links = self._site.addresses
        if not address:
            raise bad_request("Give ?url= and the address of a photo’s page.")
        try:
            parts = urlsplit(address)
        except ValueError:
            raise bad_request("The url is no address.") from None
        root = urlsplit(links.origin)
        if (parts.scheme, parts.netloc) != (root.scheme, root.netloc):
            raise not_found("There is no photo of this site at that address.")
        path = parts.path.removeprefix(links.prefix) if links.prefix else parts.path
        return path, dict(parse_qsl(parts.query))

    def _embed(
        self, view: PhotoView, path: str, query: dict[str, str], wide: int, high: int
    ) -> Embed:
        links = self._site.addresses
        fit = [i for i in view.images if i.width <= wide and i.height <= high]
        image = fit[-1] if fit else None
        small = next((i for i in reversed(fit) if max(i.width, i.height) <= _SMALLEST), None)
        license = view.license
        return Embed(
            type="photo" if image else "link",
            version="1.0",
            title=plain(view.title),
            author_name=view.owner.name,
            author_url=links.absolute(view.owner.path),
            provider_name="parallel-flickr",
            provider_url=links.absolute(links.url("/")),
            cache_age=CACHED_FOR,
            web_page=links.absolute(links.url(path, **query)),
            license=(license.tagged or license.name) if license else UNSET,
            license_url=license.address if license and license.address else UNSET,
            url=links.absolute(image.path) if image else UNSET,
            width=image.width if image else UNSET,
            height=image.height if image else UNSET,
            thumbnail_url=links.absolute(small.path) if small else UNSET,
            thumbnail_width=small.width if small else UNSET,
            thumbnail_height=small.height if small else UNSET,
        )


def _most(asked: dict[str, str], name: str) -> int:
    text = asked.get(name, "")
    if not text:
        return _LARGEST
    if not _SIZE.fullmatch(text):
        raise bad_request(f"{name} is a number of pixels.")
    return min(int(text), _LARGEST)


def _xml(embed: Embed) -> bytes:
    root = Element("oembed")
    for name, value in msgspec.to_builtins(embed).items():
        SubElement(root, name).text = in_xml(str(value))
    made: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return made
