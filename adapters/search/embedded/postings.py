"""In which sets a document stands: a set holds the documents that have a value in a field.

A number or a date stands in sets for its bucket, coarse and fine: what lies between two is
then whole buckets, and a few documents at the edges.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pyroaring import BitMap

from domain.clock import FOREVER, Instant
from domain.permission import EVERYBODY
from domain.search.index import Document
from domain.search.text import BETWEEN

Key = tuple[str, str]
"""A field and a value."""

Gathered = dict[str, dict[str, list[int]]]
"""Documents by field and value, before they are made a set."""

MONTH: Final = 30 * 86_400
DAY: Final = 86_400
LAST: Final = "\U0010ffff"
"""Follows everything that begins alike."""

ALL: Final[Key] = ("all", "")
ENDED: Final[Key] = ("ended", "")
OPEN: Final[Key] = ("open", "")
"""What everybody may see today, of all that was posted by then: most questions are about it."""
_VIEWERS: Final = ("viewers", "viewers_now", "faver_viewers", "faver_viewers_now",
                   "place_viewers", "place_viewers_now")  # fmt: skip
_EVERYBODY: Final = [int(EVERYBODY), int(EVERYBODY)]
_BYTES: Final = array("I").itemsize
_PLAIN: Final = 4
"""So many numbers are shorter than any bitmap: one has 15 bytes, or 18 and more."""
_FEW: Final = 64
"""So few documents are small in any form."""
UNTOLD: Final = "none"
"""Stands for viewers where no owner told who they are."""


def gather(gathered: Gathered, documents: Sequence[tuple[int, Document]]) -> None:
    """Add each of some documents, by its number, to the sets in which it stands.

    A number may come twice where a text has a word twice. Field by field, since the sets of
    one field stay within the processor's cache, and those of all do not.
    """
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    posted: dict[Instant, list[int]] = defaultdict(list)
    taken: dict[str, list[int]] = defaultdict(list)
    for doc, d in documents:
        alike[
            d.viewers, d.viewers_now, d.faver_viewers, d.faver_viewers_now, d.place_viewers,
            d.place_viewers_now, d.shown_from // MONTH, d.shown_until // MONTH,
            d.shown_until == FOREVER, d.deleted, d.readers, d.readers_now,
        ].append(doc)  # fmt: skip
        posted[d.posted // DAY].append(doc)
        taken[d.taken[:10]].append(doc)
    _gather_values(gathered, _TERMS, [(doc, d.terms) for doc, d in documents])
    _gather_values(gathered, _TEXTS, [(doc, d.texts) for doc, d in documents])
    for (*viewers, start, end, endless, deleted, readers, readers_now), docs in alike.items():
        standing = [ALL, ("shown_from", _bucket(start))]
        standing += [(f, _sorts(admitted)) for f, admitted in zip(_VIEWERS, viewers, strict=True)]
        standing += [("readers", member) for member in readers]
        standing += [("readers_now", member) for member in readers_now]
        standing += [] if endless else [ENDED, ("shown_until", _bucket(end))]
        standing += [OPEN] if endless and not deleted and viewers[:2] == _EVERYBODY else []
        for field, value in standing:
            gathered[field][value] += docs
    for day, docs in posted.items():
        gathered["posted-day"][_bucket(day)] += docs
        gathered["posted"][_bucket(day * DAY // MONTH)] += docs
    for date, docs in taken.items():
        gathered["taken-day"][date] += docs
        gathered["taken"][date[:7]] += docs
    for text in _TEXTS.values():
        gathered[text].pop(BETWEEN, None)  # no word


def _gather_values(
    gathered: Gathered,
    names: Mapping[str, str],
    told: Sequence[tuple[int, Mapping[str, tuple[str, ...]]]],
) -> None:
    for field in {field: None for _, values in told for field in values}:
        having = gathered[names[field]]
        for doc, values in told:
            if field in values:
                for value in values[field]:
                    having[value].append(doc)


def _sorts(viewers: int | None) -> str:
    return UNTOLD if viewers is None else str(viewers)


def nothing_gathered() -> Gathered:
    """Return no set yet."""
    return defaultdict(lambda: defaultdict(list))


def written(docs: BitMap | Sequence[int]) -> bytes:
    """Return a set as it is stored: what is shorter than any bitmap is plain numbers."""
    if len(docs) <= _PLAIN:  # as most words and tags of an archive; one may stand there twice
        return array("I", docs).tobytes()
    if not isinstance(docs, BitMap):
        docs = BitMap(docs)
    if len(docs) > _FEW:
        docs.run_optimize()
    return docs.serialize()


def read(stored: bytes) -> BitMap:
    """Return the set that was stored so."""
    if len(stored) <= _PLAIN * _BYTES and len(stored) % _BYTES == 0:
        return BitMap(array("I", stored))
    return BitMap.deserialize(stored)


def of_term(field: str) -> str:
    """Return the field of the sets of a field of terms."""
    return _TERMS[field]


def is_counted(field: str) -> bool:
    """Tell whether a field is one of terms, whose values are counted."""
    return field.startswith("term-")


def of_text(text: str) -> str:
    """Return the field of the sets of the words of a text."""
    return _TEXTS[text]


def bucket(instant: Instant, width: int) -> str:
    """Return the bucket of an instant, as text in the order of time."""
    return _bucket(instant // width)


def _bucket(number: int) -> str:
    return f"{number:08d}"


class _Prefixed(dict[str, str]):
    """Names behind a word, each made once."""

    def __init__(self, prefix: str) -> None:
        super().__init__()
        self._prefix = prefix

    def __missing__(self, name: str) -> str:
        made = self[name] = f"{self._prefix}-{name}"
        return made


_TERMS: Final = _Prefixed("term")
_TEXTS: Final = _Prefixed("word")
