"""In which sets a document stands: a set holds the documents that have a value in a field.

A number or a date stands in sets for its bucket, coarse and fine: what lies between two is
then whole buckets, and a few documents at the edges.
"""

from __future__ import annotations

from collections.abc import Collection
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


def standings(d: Document) -> list[tuple[str, Collection[str]]]:
    """Return the fields in which a document has values, and the values. Each is there once."""
    told, told_now = d.faver_viewers, d.faver_viewers_now
    made: list[tuple[str, Collection[str]]] = [
        (ALL[0], (ALL[1],)),
        ("shown_from", (bucket(d.shown_from, MONTH),)),
        ("posted", (bucket(d.posted, MONTH),)),
        ("posted-day", (bucket(d.posted, DAY),)),
        ("taken", (d.taken[:7],)),
        ("taken-day", (d.taken[:10],)),
        ("viewers", (str(d.viewers),)),
        ("viewers_now", (str(d.viewers_now),)),
        ("faver_viewers", (UNTOLD if told is None else str(told),)),
        ("faver_viewers_now", (UNTOLD if told_now is None else str(told_now),)),
        ("place_viewers", (str(d.place_viewers),)),
        ("place_viewers_now", (str(d.place_viewers_now),)),
        ("readers", d.readers),
        ("readers_now", d.readers_now),
    ]
    if d.shown_until != FOREVER:
        made.append((ENDED[0], (ENDED[1],)))
        made.append(("shown_until", (bucket(d.shown_until, MONTH),)))
    if d.deleted:
        made.append((DELETED[0], (DELETED[1],)))
    made += [(of_term(field), values) for field, values in d.terms.items()]
    made += [(of_text(text), {*words} - _NO_WORDS) for text, words in d.texts.items()]
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
