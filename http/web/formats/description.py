"""The OpenAPI 3.1 description of what the site answers as data: `/api/openapi.json`.

It is made from the pages themselves: their addresses, what they take, and the structs
that they answer with, so that it cannot say other than what is so.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple, get_type_hints

import falcon
import msgspec

from web.answering.page import HTML, JSON, may_be_kept, unchanged
from web.answering.troubles import Problem
from web.asking.session import SESSION_COOKIE
from web.asking.times import ACCEPTED
from web.formats.embedding import XML, Embed
from web.formats.feeds import ATOM, has_feed
from web.memento.timemaps import TimeMap
from web.views.parts import View

VERSION: Final = "1"
_TEXT: Final = {"schema": {"type": "string"}}
_SCHEMAS: Final = "#/components/schemas/{name}"

_PARTS: Final = {
    "user": "A Flickr member: their NSID, their path alias, or one that they had before",
    "photo_id": "A photo’s number at Flickr",
    "album_id": "An album’s number at Flickr",
    "year": "A year such as 2014",
    "subscription": "A PuSH subscription’s own number",
    "by": "Whose photos they are: an NSID or a path alias",
    "path": "The path of a page of this site, such as `photos/USER/ID`",
}
_TIME: Final = {
    "as_of": f"Flickr on that day, as best known now: {ACCEPTED}",
    "known_at": "What the archive knew then; as `as_of`",
}
_PAGING: Final = {
    "older": "The page after this mark, which `pager` gives",
    "newer": "The page before this mark, which `pager` gives",
}
_FIELDS: Final = {
    "pager": _PAGING,
    "deleted": {"deleted": "1: what is deleted, for its owner"},
    "box": {
        "box": "The part of the world to look at: west,south,east,north in degrees",
        "zoom": "How near, from 0, the whole world, to 18: photos near each other are one place",
    },
    "since_day": {"since": "The day to compare with; a month before unless told"},
}


class Described(NamedTuple):
    """An address that answers data: its path, what makes the answer, and whether it has times."""

    path: str
    look: Callable[..., object]
    in_time: bool


def describe(root: str, described: Iterable[Described]) -> dict[str, Any]:
    """Return the description of some pages, and of what is not a page, under the site's root."""
    pages = [page for page in described if answer_of(page.look) is not View]
    answers = {answer_of(page.look) for page in pages}
    ordered = sorted((*answers, Embed, Problem, TimeMap), key=lambda made: made.__name__)
    _, schemas = msgspec.json.schema_components(ordered, ref_template=_SCHEMAS)
    paths = {_plain(page.path): {"get": _operation(page)} for page in pages}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "parallel-flickr",
            "version": VERSION,
            "description": "Every page as data: the same that the page shows, to the same viewer. "
            "Ask for it by `Accept: application/json` or by `?format=json`. Addresses in "
            "answers are whole but for the host and keep the time looked at. Times are "
            "seconds since 1970, UTC, where nothing else is said.",
        },
        "servers": [{"url": root}],
        "security": [{}, {"session": []}],
        "paths": {**paths, **_others()},
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE}
            },
            "responses": {
                "Problem": {
                    "description": "What is wrong, in words for people, and the request’s id; "
                    "a page to those who did not ask for data",
                    "content": {**schema(Problem), HTML: _TEXT},
                },
                "Elsewhere": {"description": "It is at the address in `Location`"},
                "Unchanged": {"description": "As it was for the `ETag` that was sent"},
            },
        },
    }


def answer_of(look: Callable[..., object]) -> type:
    """Return the struct that a page answers with; `View` itself where it only leads elsewhere."""
    found: type = get_type_hints(look)["return"]
    return found


def operation(
    name: str, words: str, parameters: list[dict[str, Any]], content: dict[str, Any]
) -> dict[str, Any]:
    """Return the description of one address that is read."""
    return {
        "operationId": name,
        "summary": words,
        "parameters": parameters,
        "responses": {
            "200": {"description": "What was asked for", "content": content},
            "302": {"$ref": "#/components/responses/Elsewhere"},
            "304": {"$ref": "#/components/responses/Unchanged"},
            "4XX": {"$ref": "#/components/responses/Problem"},
            "5XX": {"$ref": "#/components/responses/Problem"},
        },
    }


def parameter(name: str, words: str, *, place: str = "query", **schema: Any) -> dict[str, Any]:
    """Return the description of a parameter, in the query unless told."""
    return {
        "name": name,
        "in": place,
        "required": place == "path",
        "description": words,
        "schema": {"type": "string", **schema},
    }


def schema(made: type) -> dict[str, Any]:
    """Return the content of an answer that is a struct as JSON."""
    return {JSON: {"schema": {"$ref": _SCHEMAS.format(name=made.__name__)}}}


class Description:
    """Answers with the description."""

    def __init__(self, described: Mapping[str, Any]) -> None:
        self._body = msgspec.json.format(msgspec.json.encode(described))
        self._etag = hashlib.sha256(self._body).hexdigest()[:32]

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer with the description, the same for everybody."""
        may_be_kept(resp, private=False)
        resp.etag = self._etag
        if unchanged(req, str(resp.etag)):
            resp.status = falcon.HTTP_304
            return
        resp.content_type = JSON
        resp.data = self._body

    on_head = on_get


def _operation(page: Described) -> dict[str, Any]:
    made = answer_of(page.look)
    asked = [
        parameter(name, _PARTS.get(name, name), place="path", minLength=1)
        for name in re.findall(r"{(\w+)", page.path)
    ]
    words = {**_TIME} if page.in_time else {}
    for field, parameters in _FIELDS.items():
        if field in made.__struct_fields__:  # type: ignore[attr-defined]
            words |= parameters
    asked += [parameter(name, said) for name, said in words.items()]
    content = {**schema(made), HTML: _TEXT}
    forms = ["html", "json"]
    if has_feed(made):
        content[ATOM] = _TEXT
        forms.append("atom")
    asked.append(parameter("format", "What to answer with, whatever `Accept` says", enum=forms))
    name = re.sub(r"\W+", "-", page.path).strip("-") or "front"
    summary = (page.look.__doc__ or "").partition("\n")[0]
    return operation(name, summary, asked, content)


def _others() -> dict[str, Any]:
    """Return the description of what answers data and is not a page."""
    timemap = operation(
        "timemap",
        "List the mementos of a page (RFC 7089), a thousand at a time.",
        [
            parameter("path", _PARTS["path"], place="path"),
            parameter("mementos_from", f"The first to list: {ACCEPTED}"),
        ],
        schema(TimeMap),
    )
    embed = operation(
        "oembed",
        "Tell how to show a public photo elsewhere (oEmbed 1.0).",
        [
            {**parameter("url", "The address of a photo’s page"), "required": True},
            parameter("maxwidth", "Pixels at the most", type="integer", minimum=0),
            parameter("maxheight", "Pixels at the most", type="integer", minimum=0),
            parameter("format", "What to answer with", enum=["json", "xml"]),
        ],
        {**schema(Embed), XML: _TEXT},
    )
    itself = operation(
        "openapi", "Return this description.", [], {JSON: {"schema": {"type": "object"}}}
    )
    return {
        "/timemap/json/{path}": {"get": timemap},
        "/oembed": {"get": embed},
        "/api/openapi.json": {"get": itself},
    }


def _plain(path: str) -> str:
    """Return a path as OpenAPI writes it, without the router's converters."""
    return re.sub(r"{(\w+):\w+}", r"{\1}", path)
