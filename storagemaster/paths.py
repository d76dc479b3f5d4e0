"""Which names a stored file may have: one pure function, used on every road to the disk."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST_PATH: Final = 1024
"""Bytes of UTF-8 in a whole path: what S3 allows, so that a tree can move there."""
LONGEST_PART: Final = 255
"""Bytes of UTF-8 between two slashes: what Linux's file systems allow."""

# Nearly every path: nothing in it can be at fault, so it need not be looked at letter by letter.
_PLAIN: Final = re.compile(
    r"(?=.{1,255}\Z)[A-Za-z0-9_@-][A-Za-z0-9_.@-]*(/[A-Za-z0-9_@-][A-Za-z0-9_.@-]*)*"
)

_SYNTAX: Final = frozenset("./\\")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class BadPath(ValueError):  # noqa: N818
    """The path is refused; the message says which one, and why."""


def parts_of(path: str) -> tuple[str, ...]:
    """The names from the root down to the file, or BadPath.

    What passes is relative, in Unicode's normal form C, made of visible characters, without
    backslashes and without what merely stands for a dot or a slash, and none of its parts is
    empty or begins with a dot. So `.` and `..` cannot occur, two spellings cannot name one
    file, and names that begin with a dot are free for the tree's own unfinished files.
    """
    fault = None if _PLAIN.fullmatch(path) else _fault(path)
    if fault:
        raise BadPath(f"refused the path {path[:80]!r}: {fault}")
    return tuple(path.split("/"))


def decoded(raw: bytes) -> str:
    """A path as it came over the wire, or BadPath when it is not UTF-8."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadPath(f"refused the path {raw[:80]!r}: it is not UTF-8") from error


def _fault(path: str) -> str | None:
    if not path:
        return "it is empty"
    if len(path) > LONGEST_PATH:
        return f"it is longer than {LONGEST_PATH} bytes"
    plain = path.isascii() and path.isprintable()
    unseen = next((c for c in path if unicodedata.category(c) in _UNSEEN), "") if not plain else ""
    if unseen:
        return f"it holds the character U+{ord(unseen):04X}, which cannot be seen"
    if "\\" in path:
        return "it holds a backslash"
    if len(path.encode()) > LONGEST_PATH:
        return f"it is longer than {LONGEST_PATH} bytes"
    if not unicodedata.is_normalized("NFC", path):
        return "it is not in Unicode's normal form C"
    alike = next(filter(_disguised, path), "") if not plain else ""
    if alike:
        return f"it holds the character U+{ord(alike):04X}, a dot or slash in disguise"
    if path.startswith("/"):
        return "it begins with a slash; paths are relative to the root"
    return next(filter(None, map(_fault_of_part, path.split("/"))), None)


def _disguised(character: str) -> bool:
    """Whether systems that do not tell compatible characters apart read a dot or a slash."""
    return not character.isascii() and not _SYNTAX.isdisjoint(
        unicodedata.normalize("NFKC", character)
    )


def _fault_of_part(part: str) -> str | None:
    if not part:
        return "it has an empty part (two slashes, or one at the end)"
    if part.startswith("."):
        return f"its part {part[:40]!r} begins with a dot"
    if len(part.encode()) > LONGEST_PART:
        return f"one of its parts is longer than {LONGEST_PART} bytes"
    return None
