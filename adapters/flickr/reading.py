"""Reading a tree that Flickr sent, whichever way it was written.

Flickr writes one and the same thing in several ways: a number as a number or as text, a text as a
string or as `{"_content": …}`, one element as an object or as a list of one, nothing as `{}`,
`[]`, `""`, `null` or not at all. Here all of them read alike. What is not there at all is unsaid
(None); what is there and empty is said to be empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

Node: TypeAlias = Mapping[str, Any]

_UNSAID: Final = object()


def said(node: Node, *path: str) -> bool:
    """Whether the answer says anything at that place, even that it is empty."""
    return _at(node, path) is not _UNSAID


def child(node: Node, *path: str) -> Node:
    """The one element at that place; an empty one where it is empty or unsaid."""
    found = _at(node, path)
    rows = _rows(found)
    return rows[0] if rows else {}


def many(node: Node, *path: str) -> list[Node]:
    """The elements at that place, in Flickr's order; none where it is empty or unsaid."""
    return _rows(_at(node, path))


def text(node: Node, *path: str) -> str | None:
    """The text at that place, numbers as text; "" where it is empty, None where unsaid."""
    return _text(_at(node, path))


def number(node: Node, *path: str) -> int | None:
    """The whole number at that place; None where it is unsaid, empty or no whole number."""
    written = text(node, *path)
    try:
        return None if written is None else int(written)
    except ValueError:
        return None


def flag(node: Node, *path: str) -> bool | None:
    """Whether that place says 1; None where it is unsaid. An empty one says no."""
    written = text(node, *path)
    return None if written is None else written not in ("", "0")


def _at(node: Node, path: tuple[str, ...]) -> Any:
    found: Any = node
    for name in path:
        if isinstance(found, list):
            found = found[0] if found else _UNSAID
        if not isinstance(found, Mapping) or name not in found:
            return _UNSAID
        found = found[name]
    return found


def _rows(found: Any) -> list[Node]:
    if isinstance(found, Mapping):
        return [found] if found else []
    if isinstance(found, list):
        return [row if isinstance(row, Mapping) else {"_content": row} for row in found]
    return [] if found in (_UNSAID, None, "") else [{"_content": found}]


def _text(found: Any) -> str | None:
    if found is _UNSAID:
        return None
    if isinstance(found, str):
        return found
    if isinstance(found, bool):
        return "1" if found else "0"
    if isinstance(found, list):
        return _text(found[0]) if found else ""
    if isinstance(found, Mapping):
        return _text(found.get("_content", ""))
    return "" if found is None else str(found)
