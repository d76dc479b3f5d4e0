"""A page: a function from a visit to a view, answered as HTML or as JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Final

import falcon
import msgspec

from web.answering.kept import Keeping, asked
from web.asking.errors import Trouble, bad_request
from web.asking.session import SESSION_COOKIE
from web.asking.visit import Visit, open_visit, times_asked
from web.formats import feeds
from web.formats.feeds import ATOM, has_feed
from web.memento.gate import ACCEPT_DATETIME, TimeGate
from web.memento.sources import Source
from web.site import Site
from web.views.parts import View

HTML: Final = "text/html; charset=utf-8"
JSON: Final = "application/json"
_PUBLIC_SECONDS: Final = 60

Look = Callable[..., View]


class Page:
    """Answers GET and HEAD with what a function makes of the visit."""

    def __init__(
        self,
        site: Site,
        template: str,
        look: Look,
        mementos: Source | None = None,
        keeping: Keeping | None = None,
    ) -> None:
        """`mementos` tells the page's other times, `keeping` what its answers depend on."""
        self._site = site
        self._template = template
        self._look = look
        self._gate = TimeGate(mementos) if mementos else None
        self._keeping = keeping

    def on_get(self, req: falcon.Request, resp: falcon.Response, **parts: str) -> None:
        """Make the view and write it in the form that was asked for, or give a kept answer."""
        media, viewer, params = wanted(req), viewer_of(self._site, req), parameters(req)
        asking = times_asked(self._site, params)
        generations, answers = self._site.archive.generations, self._site.answers
        known = None
        if self._keeping and req.get_header(ACCEPT_DATETIME) is None:
            known = asked(
                self._site.archive, self._site.speech, self._keeping, asking,
                path=req.path, params=params, media=media, viewer=viewer,
            )  # fmt: skip
        if known and (kept := answers.give_again(known, resp)):
            return send(req, resp, kept.body, kept.media)
        views = generations.engine(known.stands.generation) if known else generations.live()
        with views.connect() as connection:
            visit = open_visit(self._site, connection, viewer, req.path, params, asking)
            if self._gate and self._gate.leads_elsewhere(req, resp, visit, parts):
                return None
            view = self._look(visit, **parts)
            body = self._write(visit, view, media)
            if self._gate:
                self._gate.tell(req, resp, visit, parts)
        describe(resp, body, private=bool(viewer))
        if known:
            answers.keep(known, resp, body, media)
        return send(req, resp, body, media)

    on_head = on_get

    def _write(self, visit: Visit, view: View, media: str) -> bytes:
        """Return a view in a form. Raises Trouble where it has none such."""
        if media == JSON:
            return msgspec.json.encode(view)
        if media == ATOM:
            if not has_feed(type(view)):
                raise Trouble(406, "No feed", "This page is no list: it has no feed.")
            return feeds.write(self._site, view, visit)
        viewer = visit.viewer
        known = visit.people([viewer]) if viewer else {}
        return render(self._site, self._template, viewer, known, view)


def viewer_of(site: Site, req: falcon.Request) -> str:
    """Return who is signed in: their NSID, or ""."""
    values = req.get_cookie_values(SESSION_COOKIE) or []
    return next((nsid for value in values if (nsid := site.sessions.read(value))), "")


def parameters(req: falcon.Request) -> dict[str, str]:
    """Return the query, each name once."""
    return {name: req.get_param(name, default="") for name in req.params}


def wanted(req: falcon.Request) -> str:
    """Return the form that is asked for, by `?format=` or by `Accept`. Raises Trouble."""
    forms = {"html": HTML, "json": JSON, "atom": ATOM}
    name = req.get_param("format", default="")
    if name in forms:
        return forms[name]
    if name:
        raise bad_request("The format can be html, json or, of lists, atom.")
    return req.client_prefers([HTML, JSON, ATOM]) or HTML


def render(site: Site, template: str, viewer: str, known: Mapping[str, Any], view: View) -> bytes:
    """Return a view as HTML. `known` has the viewer as a person, if one is signed in."""
    text = site.templates.get_template(template).render(
        page=view,
        me=known.get(viewer) if viewer else None,
        crumb=site.crumbs.make(viewer) if viewer else "",
        has_feed=has_feed(type(view)),
    )
    return text.encode()


def answer(
    req: falcon.Request, resp: falcon.Response, body: bytes, *, media: str, private: bool
) -> None:
    """Put a body into the response, with what caches may do with it."""
    describe(resp, body, private=private)
    send(req, resp, body, media)


def describe(resp: falcon.Response, body: bytes, *, private: bool) -> None:
    """Say of an answer what caches may do with it."""
    resp.append_header("Vary", "Accept, Cookie")
    may_be_kept(resp, private=private)
    if not private:
        resp.etag = hashlib.sha256(body).hexdigest()[:32]


def send(req: falcon.Request, resp: falcon.Response, body: bytes, media: str) -> None:
    """Put a body into the response, or 304 where its ETag says that the client has it."""
    etag = resp.get_header("ETag")
    if etag is not None and unchanged(req, etag):
        resp.status = falcon.HTTP_304
        return
    resp.content_type = media
    resp.data = body


def may_be_kept(resp: falcon.Response, *, private: bool) -> None:
    """Say whether caches may keep an answer: that of a stranger for a while, a member's never."""
    kept = ["public", f"max-age={_PUBLIC_SECONDS}"]
    resp.cache_control = ["private", "no-store"] if private else kept


def unchanged(req: falcon.Request, etag: str) -> bool:
    """Tell whether the client has what this strong ETag (without quotes) names."""
    asked = req.if_none_match
    return asked is not None and ("*" in asked or etag.strip('"') in asked)
