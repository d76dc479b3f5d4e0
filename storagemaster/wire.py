r"""What is said over a connection: pure functions from bytes to requests and back.

One connection carries one request and one answer. Fields are separated by the two bytes
backslash and capital C. The original's requests::

    EXISTS\CPATH    GET\CPATH    DELETE\CPATH    PUT\CPATH\CLENGTH\CDATA

and answers: `1` and the body (the file for GET, else its absolute path), or `0` and a message.
The first three have no end of their own: they end with a separator, with the client's half of
the connection, or when nothing more comes for a while.

Clients of ours use four more, whose every field is closed by a separator::

    STORE\CPATH\CRULE\C     then pieces `LENGTH\CDATA`, then `0\C` and the SHA-256 of it all in
                            hexadecimal; RULE is `any`, or `new` to leave a file that is there
    READ\CPATH\CSTART\CEND\C    → `1SIZE\CLENGTH\CDATA`; an empty END is the end of the file
    STAT\CPATH\C                → `1SIZE\CMODIFIED\C`
    LIST\CPREFIX\CAFTER\C       → `1`, at most 1,000 paths, each closed by a line feed, and a
                                  last line feed
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

SEPARATOR: Final = b"\\C"
PAGE: Final = 1000
"""Paths in one answer to LIST."""
LONGEST_HEADER: Final = 4096
"""Bytes: two of the longest paths, and room for the rest."""

_FIELDS: Final = {
    b"EXISTS": 1, b"GET": 1, b"DELETE": 1, b"PUT": 2,
    b"STORE": 2, b"READ": 3, b"STAT": 1, b"LIST": 2,
}  # fmt: skip
_OPEN_ENDED: Final = frozenset({b"EXISTS", b"GET", b"DELETE"})
_NUMBER: Final = re.compile(rb"[0-9]{1,18}")


class BadRequest(ValueError):  # noqa: N818
    """What came is no request; the message says why."""


@dataclass(frozen=True, slots=True)
class Request:
    """A method, its fields, and the bytes that had already come after them."""

    method: str
    fields: tuple[bytes, ...]
    rest: bytes = b""


def parse(came: bytes, ended: bool = False) -> Request | None:
    """The request at the beginning of what came; None when more must come first.

    `ended` says that nothing more will come, which ends EXISTS, GET and DELETE. BadRequest for
    what can never become a request.
    """
    method, *fields = came.split(SEPARATOR, _most_fields(came) + 1)
    wanted = _FIELDS.get(method)
    if wanted is None:
        _could_become_one(came, ended)
        return None
    if len(fields) > wanted:
        return Request(method.decode(), tuple(fields[:wanted]), fields[wanted])
    if ended and method in _OPEN_ENDED and len(fields) == wanted and fields[0]:
        return Request(method.decode(), tuple(fields))
    if ended:
        raise BadRequest(f"{method.decode()} broke off before its fields were complete")
    if len(came) > LONGEST_HEADER:
        raise BadRequest(f"the fields are longer than {LONGEST_HEADER} bytes")
    return None


def open_path(came: bytes) -> bytes | None:
    """The path of an EXISTS, GET or DELETE that came without an end, None otherwise."""
    method, *fields = came.split(SEPARATOR)
    return fields[0] or None if method in _OPEN_ENDED and len(fields) == 1 else None


def number(field: bytes, what: str) -> int:
    """A field as a number; BadRequest when it is anything but decimal digits."""
    if not _NUMBER.fullmatch(field):
        raise BadRequest(f"{what} must be decimal digits, not {field[:40]!r}")
    return int(field)


def joined(*fields: bytes | str | int) -> bytes:
    """Fields with separators between them."""
    return SEPARATOR.join(f if isinstance(f, bytes) else str(f).encode() for f in fields)


def closed(*fields: bytes | str | int) -> bytes:
    """Fields with separators between them and one at the end."""
    return joined(*fields, b"")


def _most_fields(came: bytes) -> int:
    return _FIELDS.get(came[: came.find(SEPARATOR)], 0)


def _could_become_one(came: bytes, ended: bool) -> None:
    if ended or not any((method + SEPARATOR).startswith(came) for method in _FIELDS):
        known = ", ".join(method.decode() for method in _FIELDS)
        raise BadRequest(f"{came[:20]!r} begins no request; these do: {known}")
