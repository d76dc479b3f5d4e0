"""Errors as pages and as data: the right status, plain words, a request id, and no trace."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import falcon
import msgspec
import structlog
from sqlalchemy.exc import OperationalError

from adapters.assembly import LogError, Undecodable, UnknownEvent
from web.answering.page import HTML, JSON, viewer_of
from web.asking import addresses as to
from web.asking.errors import Elsewhere, Trouble
from web.site import Site

_log = structlog.get_logger("web")


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What an error page shows."""

    status: int
    title: str
    words: str
    request_id: str
    way_path: str = ""
    way_words: str = ""


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in, as far as the head of a page needs it."""

    path: str
    icon_path: str


class Troubles:
    """Turns what handlers raise into answers."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def install(self, app: falcon.App[Any, Any]) -> None:
        """Make an application answer its errors this way."""
        app.add_error_handler(Exception, self._unforeseen)
        app.add_error_handler(OperationalError, self._unavailable)
        app.add_error_handler(LogError, self._unavailable)
        # What this version cannot read does not mend itself in a moment.
        for unreadable in (UnknownEvent, Undecodable):
            app.add_error_handler(unreadable, self._unforeseen)
        app.add_error_handler(falcon.HTTPError, self._http)
        app.add_error_handler(Trouble, self._trouble)
        app.add_error_handler(Elsewhere, self._elsewhere)

    def _elsewhere(
        self, _req: falcon.Request, resp: falcon.Response, moved: Elsewhere, _: Any
    ) -> None:
        resp.status = falcon.HTTP_301 if moved.permanent else falcon.HTTP_302
        resp.location = moved.address
        resp.cache_control = ["no-store"]

    def _trouble(
        self, req: falcon.Request, resp: falcon.Response, trouble: Trouble, _: Any
    ) -> None:
        way = trouble.way
        path = self._site.addresses.url(way.path, as_of=way.as_of) if way else ""
        problem = Problem(
            status=trouble.status,
            title=trouble.title,
            words=trouble.words,
            request_id=_id(req),
            way_path=path,
            way_words=way.words if way else "",
        )
        self._write(req, resp, problem)

    def _http(
        self, req: falcon.Request, resp: falcon.Response, error: falcon.HTTPError, _: Any
    ) -> None:
        status = falcon.http_status_to_code(error.status)
        if error.headers:
            resp.set_headers(error.headers)
        words = _WORDS.get(status, error.description or "")
        title = HTTPStatus(status).phrase
        problem = Problem(status=status, title=title, words=words, request_id=_id(req))
        self._write(req, resp, problem)

    def _unavailable(
        self, req: falcon.Request, resp: falcon.Response, error: OperationalError | LogError, _: Any
    ) -> None:
        said = str(getattr(error, "orig", error))
        _log.error("database", request=_id(req), path=req.path, said=said)
        resp.retry_after = 5
        problem = Problem(
            status=503,
            title="Busy",
            words="The archive’s database does not answer. Try again in a moment.",
            request_id=_id(req),
        )
        self._write(req, resp, problem)

    def _unforeseen(
        self, req: falcon.Request, resp: falcon.Response, error: Exception, _: Any
    ) -> None:
        _log.error("unforeseen", request=_id(req), path=req.path, exc_info=error)
        problem = Problem(
            status=500,
            title="Something went wrong",
            words="It has been noted under the number below. Nothing was lost.",
            request_id=_id(req),
        )
        self._write(req, resp, problem)

    def _write(self, req: falcon.Request, resp: falcon.Response, problem: Problem) -> None:
        resp.status = falcon.code_to_http_status(problem.status)
        resp.cache_control = ["private", "no-store"]
        resp.append_header("Vary", "Accept, Cookie")
        for of_the_file in ("ETag", "Last-Modified"):
            resp.delete_header(of_the_file)
        resp.stream = None
        if _as_json(req):
            resp.content_type = JSON
            resp.data = msgspec.json.encode(problem)
            return
        template = self._site.templates.get_template("error.html")
        resp.content_type = HTML
        resp.data = template.render(problem=problem, me=self._me(req), as_of="").encode()

    def _me(self, req: falcon.Request) -> Me | None:
        """Return who is signed in as their cookie tells it: the databases may be what is amiss."""
        viewer = viewer_of(self._site, req)
        if not viewer:
            return None
        link = self._site.addresses.url
        return Me(path=link(to.photostream("me")), icon_path=link(to.buddy_icon(viewer)))


_WORDS = {
    404: "There is nothing at this address, or nothing that you may see.",
    405: "This address does not take that kind of request.",
    412: "The file is not the one that was asked for.",
    416: "The file is shorter than the part that was asked for.",
}


def _id(req: falcon.Request) -> str:
    return str(getattr(req.context, "id", ""))


def _as_json(req: falcon.Request) -> bool:
    if "format=json" in req.query_string:
        return True
    try:
        return req.client_prefers([falcon.MEDIA_HTML, JSON]) == JSON
    except falcon.HTTPError:
        return False
