"""The difference between two texts, word by word, as people would mark it."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Final, Literal

import msgspec

_WORDS: Final = re.compile(r"\s+|\w+|[^\w\s]")
_LONGEST: Final = 3_000


class Piece(msgspec.Struct, frozen=True):
    """A run of text that stayed, was dropped, or was added."""

    kind: Literal["same", "dropped", "added"]
    text: str


def by_words(before: str, after: str) -> tuple[Piece, ...]:
    """Return the pieces that lead from one text to the other.

    Two long texts are shown whole, one after the other: comparing them takes time that
    grows with both lengths.
    """
    one, other = _WORDS.findall(before), _WORDS.findall(after)
    if len(one) + len(other) > _LONGEST:
        return _whole(before, after)
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < 0.2 or matcher.quick_ratio() < 0.2:
        return _whole(before, after)
    pieces: list[Piece] = []
    for op, i1, i2, j1, j2 in matcher.get_opcodes():
        if op == "equal":
            pieces.append(Piece("same", "".join(one[i1:i2])))
            continue
        if i2 > i1:
            pieces.append(Piece("dropped", "".join(one[i1:i2])))
        if j2 > j1:
            pieces.append(Piece("added", "".join(other[j1:j2])))
    return tuple(pieces)


def _whole(before: str, after: str) -> tuple[Piece, ...]:
    made = (Piece("dropped", before), Piece("added", after))
    return tuple(piece for piece in made if piece.text)
