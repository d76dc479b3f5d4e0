"""TimeMaps: `/timemap/link/PATH` and `/timemap/json/PATH` list the mementos of a page.

They list what the viewer may see, a thousand at a time, and do not negotiate in time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

import falcon
import msgspec
from falcon.routing import CompiledRouter
from msgspec import UNSET, Struct, UnsetType

from domain.clock import DAWN, Instant
from web.answering.page import may_be_kept, parameters, unchanged, viewer_of
from web.asking.errors import Elsewhere, bad_request, not_found
from web.asking.times import BadTime, Speech, read_instant
from web.asking.visit import Visit, open_visit
from web.memento import links
from web.memento.gate import page_of
from web.memento.mementos import Mementos
from web.memento.sources import Source
from web.site import Site

ENTRIES: Final = 1_000
FORMS: Final = {"link": links.LINK_FORMAT, "json": "application/json"}


class Entry(Struct, frozen=True, kw_only=True):
    """A memento: its address, and the time that it shows."""

    datetime: str
    uri: str


class Entries(Struct, frozen=True, kw_only=True):
    """The first and the last memento of all, and those of this part of the TimeMap."""

    first: Entry
    last: Entry
    list: tuple[Entry, ...]


class Part(Struct, frozen=True, kw_only=True):
    """Where a TimeMap goes on, and with which memento."""

    uri: str
    begins: str = msgspec.field(name="from")


class Parts(Struct, frozen=True, kw_only=True):
    """The other parts of a TimeMap that is longer than one answer."""

    next: Part


class Forms(Struct, frozen=True, kw_only=True):
    """The addresses of a TimeMap in its forms."""

    link_format: str
    json_format: str


class TimeMap(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A TimeMap as data, in the shape that Memento's own services use."""

    original_uri: str
    timegate_uri: str
    timemap_uri: Forms
    mementos: Entries
    pages: Parts | UnsetType = UNSET


class TimeMaps:
    """Answers for the TimeMap of every page that has mementos."""

    def __init__(self, site: Site, sources: Mapping[str, Source | None]) -> None:
        """Take what the mementos of the pages at each path of the application are."""
        self._site = site
        self._router = CompiledRouter()
        for path, source in sources.items():
            if source is not None:
                self._router.add_route(path, _Route(source))

    def on_get(self, req: falcon.Request, resp: falcon.Response, form: str, path: str = "") -> None:
        """List the mementos of the page at a path, from `?mementos_from=` on. Raises Trouble."""
        if form not in FORMS:
            raise not_found("A TimeMap is had as /timemap/link/… or as /timemap/json/….")
        viewer = viewer_of(self._site, req)
        params = parameters(req)
        start = _start(params.pop("mementos_from", ""), self._site)
        original = self._path(path)
        source, parts = self._page(original)
        params = {k: v for k, v in params.items() if k not in ("as_of", "known_at")}
        with self._site.archive.generations.live().connect() as connection:
            visit = open_visit(self._site, connection, viewer, original, params)
            try:
                mementos = source(visit, **parts)
            except Elsewhere as moved:
                prefix = self._site.addresses.prefix
                ours = moved.address.removeprefix(prefix)
                raise Elsewhere(f"{prefix}/timemap/{form}{ours}") from None
            body = _body(visit, form, mementos, start, resp)
        resp.append_header("Vary", "Cookie")
        may_be_kept(resp, private=bool(viewer))
        if not viewer:
            resp.etag = hashlib.sha256(body).hexdigest()[:32]
            if unchanged(req, str(resp.etag)):
                resp.status = falcon.HTTP_304
                return
        resp.content_type = FORMS[form]
        resp.data = body

    on_head = on_get

    def _path(self, path: str) -> str:
        """Return the path of the original, which may be given with scheme and host as well."""
        ours = self._site.addresses.absolute(self._site.addresses.prefix)
        return "/" + path.removeprefix(ours).strip("/")

    def _page(self, path: str) -> tuple[Source, dict[str, str]]:
        found: Any = self._router.find(path)
        if found is None:
            raise not_found("There is no page at this address that has a past.")
        return found[0].source, found[2]


class _Route:
    """Stands in the router for the pages at a path."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def on_get(self, *_: object) -> None:
        """Be there: a router wants a method to lead to."""


def _start(text: str, site: Site) -> Instant:
    try:
        return read_instant(text, site.zone) if text else DAWN
    except BadTime:
        raise bad_request(f"“{text[:40]}” is no place in a TimeMap: follow its links.") from None


def _body(
    visit: Visit, form: str, mementos: Mementos, start: Instant, resp: falcon.Response
) -> bytes:
    """Write a TimeMap, and the link to its next part into the headers. Raises Trouble."""
    page = page_of(visit)
    listed = mementos.since(start, ENTRIES + 1)
    first, _, _, last = mementos.around(start)
    if not listed or first is None or last is None:
        raise not_found("The archive has no record of this page in the past.")
    listed, more = listed[:ENTRIES], listed[ENTRIES:]
    following = more[0] if more else None
    if following is not None:
        resp.append_header("Link", f'<{page.timemap(form, following)}>; rel="next"')
    if form == "json":
        return msgspec.json.encode(
            _as_data(page, listed, (first, last), following, visit.site.speech)
        )
    return _as_links(page, listed, (first, last), following, start).encode()


def _as_links(
    page: links.Page,
    listed: Sequence[Instant],
    ends: tuple[Instant, Instant],
    following: Instant | None,
    start: Instant,
) -> str:
    span = f'from="{links.http_date(listed[0])}"; until="{links.http_date(listed[-1])}"'
    itself = page.timemap("link", start or None)
    lines = [
        f'<{page.original}>; rel="original"',
        f'<{page.original}>; rel="timegate"',
        f'<{itself}>; rel="self"; type="{links.LINK_FORMAT}"; {span}',
    ]
    if following is not None:
        date = links.http_date(following)
        lines.append(
            f'<{page.timemap("link", following)}>; rel="timemap"; '
            f'type="{links.LINK_FORMAT}"; from="{date}"'
        )
    for instant in listed:
        words = [word for word, end in zip(("first", "last"), ends, strict=True) if end == instant]
        lines.append(links.memento(page, instant, words))
    return ",\n".join(lines) + "\n"


def _as_data(
    page: links.Page,
    listed: Sequence[Instant],
    ends: tuple[Instant, Instant],
    following: Instant | None,
    speech: Speech,
) -> TimeMap:
    def entry(instant: Instant) -> Entry:
        return Entry(datetime=speech.iso(instant), uri=page.memento(instant))

    first, last = ends
    pages: Parts | UnsetType = UNSET
    if following is not None:
        uri = page.timemap("json", following)
        pages = Parts(next=Part(uri=uri, begins=speech.iso(following)))
    return TimeMap(
        original_uri=page.original,
        timegate_uri=page.original,
        timemap_uri=Forms(link_format=page.timemap("link"), json_format=page.timemap("json")),
        mementos=Entries(
            first=entry(first), last=entry(last), list=tuple(entry(at) for at in listed)
        ),
        pages=pages,
    )
