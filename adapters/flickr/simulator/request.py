"""What arrived: the arguments of a request, wherever they were put, and the files with it."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

import falcon
import msgspec
from falcon.media import MultipartFormHandler

from adapters.flickr.simulator.oauth import Asked

MOST_FORM = 4 << 20
MOST_FILE = 256 << 20
_FORM = "application/x-www-form-urlencoded"


class File(msgspec.Struct, frozen=True):
    """A file that came with a form."""

    name: str
    content: bytes


class Arrived(msgspec.Struct, frozen=True):
    """A request's arguments (query and form), its files by field, and how it was signed."""

    arguments: Mapping[str, str]
    files: Mapping[str, File]
    asked: Asked


def arrived(req: falcon.Request) -> Arrived:
    """Reads a request whole.

    Raises `falcon.HTTPContentTooLarge` over the limits and `falcon.HTTPBadRequest` for a form
    that cannot be read.
    """
    query = parse_qsl(req.query_string, keep_blank_values=True)
    form, files = _body(req)
    # What Flickr signs of a multipart form are its fields, as if they had been a plain form.
    header = req.get_header("Authorization") or ""
    headers = {"Authorization": header} if header.lower().startswith("oauth ") else {}
    if form:
        headers["Content-Type"] = _FORM
    return Arrived(
        arguments=dict(query) | dict(form),
        files=files,
        asked=Asked(uri=req.uri, http_method=req.method, body=urlencode(form), headers=headers),
    )


def _body(req: falcon.Request) -> tuple[list[tuple[str, str]], dict[str, File]]:
    kind = (req.content_type or "").partition(";")[0].strip().lower()
    if (req.content_length or 0) > MOST_FILE:
        raise falcon.HTTPContentTooLarge(title="A request may have at most 256 MiB")
    if kind == "multipart/form-data":
        return _multipart(req)
    if kind == _FORM:
        text = req.bounded_stream.read(MOST_FORM + 1)
        if len(text) > MOST_FORM:
            raise falcon.HTTPContentTooLarge(title="A form may have at most 4 MiB")
        return parse_qsl(text.decode("utf-8", "replace"), keep_blank_values=True), {}
    return [], {}


def _multipart(req: falcon.Request) -> tuple[list[tuple[str, str]], dict[str, File]]:
    handler = MultipartFormHandler()
    handler.parse_options.max_body_part_buffer_size = MOST_FILE
    handler.parse_options.max_body_part_count = 200
    fields: list[tuple[str, str]] = []
    files: dict[str, File] = {}
    form = handler.deserialize(req.bounded_stream, req.content_type, req.content_length)
    for part in form:
        content = part.get_data()
        if part.name == "photo" or part.filename is not None:
            files[part.name or ""] = File(name=part.filename or "", content=content)
        else:
            fields.append((part.name or "", content.decode("utf-8", "replace")))
    return fields, files
