"""In which sets a document stands: a set holds the documents that have a value in a field.

A number or a date stands in sets for its bucket, coarse and fine: what lies between two is
then whole buckets, and a few documents at the edges.
"""

from __future__ import annotations

from typing import Final

from domain.clock import FOREVER, Instant
from domain.search.index import Document
from domain.search.text import BETWEEN

Key = tuple[str, str]
"""A field and a value."""

MONTH: Final = 30 * 86_400
DAY: Final = 86_400
LAST: Final = "\U0010ffff"
"""Follows everything that begins alike."""

ALL: Final[Key] = ("all", "")
DELETED: Final[Key] = ("deleted", "")
ENDED: Final[Key] = ("ended", "")
_NO_WORDS: Final = {BETWEEN}
UNTOLD: Final = "none"
"""Stands for viewers where no owner told who they are."""


def keys(d: Document) -> list[Key]:
    """Return the sets in which a document stands. Each is there once."""
    told, told_now = d.faver_viewers, d.faver_viewers_now
    made: list[Key] = [
        ALL,
        ("shown_from", bucket(d.shown_from, MONTH)),
        ("posted", bucket(d.posted, MONTH)),
        ("posted-day", bucket(d.posted, DAY)),
        ("taken", d.taken[:7]),
        ("taken-day", d.taken[:10]),
        ("viewers", str(d.viewers)),
        ("viewers_now", str(d.viewers_now)),
        ("faver_viewers", UNTOLD if told is None else str(told)),
        ("faver_viewers_now", UNTOLD if told_now is None else str(told_now)),
        ("place_viewers", str(d.place_viewers)),
        ("place_viewers_now", str(d.place_viewers_now)),
    ]
    if d.shown_until != FOREVER:
        made += [ENDED, ("shown_until", bucket(d.shown_until, MONTH))]
    if d.deleted:
        made.append(DELETED)
    made += [("readers", member) for member in d.readers]
    made += [("readers_now", member) for member in d.readers_now]
    for field, values in d.terms.items():
        name = of_term(field)
        made += [(name, value) for value in values]
    for text, words in d.texts.items():
        name = of_text(text)
        made += [(name, word) for word in {*words} - _NO_WORDS]
    return made


def of_term(field: str) -> str:
    """Return the field of the sets of a field of terms."""
    return f"term-{field}"


def is_counted(key: Key) -> bool:
    """Tell whether a set is one of a field of terms, whose values are counted."""
    return key[0].startswith("term-")


def of_text(text: str) -> str:
    """Return the field of the sets of the words of a text."""
    return f"word-{text}"


def bucket(instant: Instant, width: int) -> str:
    """Return the bucket of an instant, as text in the order of time."""
    return f"{instant // width:08d}"
