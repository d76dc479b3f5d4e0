"""Text in its normal form: folded, cut into words, with two letters at a time of Chinese,
Japanese and Korean; and tags as Flickr writes them.

Both what is indexed and what is asked for pass through here. A run of CJK writing `ABC`
is indexed as `AB BC C`: any two of its letters, and its last one, so that a single letter
is found as the beginning of a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final, NamedTuple

BETWEEN: Final = "¶"
"""Stands between things that are not one text (two tags): no word, so no phrase spans it."""

_LOOSE_MARKS: Final = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u00ad\u200d-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufe00-\ufe0f\ufeff]"
)
"""Accents, points and vowel signs, and what nobody sees: soft hyphens, joiners, marks of direction,
variants of emoji. A joiner that keeps letters apart (U+200C) parts words, as Persian has it."""
_LETTERS: Final = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_CJK: Final = re.compile(
    "[\u1100-\u11ff\u3005-\u3007\u3041-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+"
)
_MACHINE: Final = re.compile(r"([A-Za-z][A-Za-z0-9_]*):([A-Za-z][A-Za-z0-9_]*)=(.+)", re.DOTALL)
_MARKUP: Final = re.compile(r"<[^<>]{0,2000}>")
_ENTITIES: Final = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&"}
_PLAIN: Final = re.compile("[a-z0-9]+")
_LONGEST: Final = 100


def fold(text: str) -> str:
    """Return text without the differences that nobody searches by: case, width, accents."""
    if text.isascii():
        return text.lower()
    wide = unicodedata.normalize("NFKC", text).casefold()
    bare = _LOOSE_MARKS.sub("", unicodedata.normalize("NFD", wide))
    return unicodedata.normalize("NFC", bare).translate(_LETTERS)


def words(text: str) -> list[str]:
    """Return the words of a text, as they are indexed."""
    folded = fold(text)
    if folded.isascii():  # as most texts: sign by sign takes ten times as long
        return [run[:_LONGEST] for run in _PLAIN.findall(folded)]
    return [word for run in _runs(folded) for word in _indexed(run)]


def asked_words(text: str) -> list[str]:
    """Return the words to look for one after the other, where a query gives `text`.

    The last letter of a CJK run at the very end is left out: what follows it in the text
    that is looked for is not known. A single letter stays, and is then a beginning.
    """
    found = words(text)
    runs = _runs(fold(text))
    if runs and _CJK.fullmatch(runs[-1]) and len(runs[-1]) > 1:
        return found[:-1]
    return found


def is_beginning(word: str) -> bool:
    """Tell whether a word that is asked for alone is a single CJK letter."""
    return len(word) == 1 and _CJK.fullmatch(word) is not None


def joined(texts: Iterable[str]) -> list[str]:
    """Return the words of several texts, with `BETWEEN` where one ends."""
    made: list[str] = []
    for text in texts:
        made += [BETWEEN] if made else []
        made += words(text)
    return made


def called(name: str, field: str, value: str) -> str:
    """Return a value of a field by what it is called, so that it is found by how that begins."""
    return f"{' '.join(fold(name).split())}\t{field}\t{value}"


def without_markup(text: str) -> str:
    """Return a description without Flickr's few tags and entities."""
    bare = _MARKUP.sub(" ", text)
    for entity, sign in _ENTITIES.items():
        bare = bare.replace(entity, sign)
    return bare


def clean_tag(raw: str) -> str:
    """Return a tag as Flickr normalises it: lower case, letters and digits alone.

    A machine tag keeps its signs: `Camera:Make=Canon EOS` is `camera:make=canoneos`.
    """
    machine = machine_tag(raw)
    if machine is not None:
        return f"{machine.namespace}:{machine.predicate}={machine.value}"
    return _clean(raw)


class MachineTag(NamedTuple):
    """A tag of the form `namespace:predicate=value`, in its normal form."""

    namespace: str
    predicate: str
    value: str


def machine_tag(raw: str) -> MachineTag | None:
    """Return the parts of a machine tag; None for any other tag."""
    found = _MACHINE.fullmatch(raw.strip())
    if found is None:
        return None
    return MachineTag(found[1].lower(), found[2].lower(), _clean(found[3].strip('"')))


def _clean(raw: str) -> str:
    kept = [sign for sign in unicodedata.normalize("NFKC", raw).lower() if _in_word(sign)]
    return "".join(kept)


def _in_word(sign: str) -> bool:
    category = unicodedata.category(sign)
    return category[0] in "LNM" or category == "So"


def _runs(folded: str) -> list[str]:
    """Cut folded text where words end, where CJK writing begins or ends, and at each emoji."""
    made: list[str] = []
    run = ""
    before = ""
    for sign in folded:
        kind = _kind(sign)
        if run and kind not in (before, "mark"):
            made.append(run)
            run = ""
        if kind == "mark":
            run += sign if run else ""
            continue
        if kind in ("letter", "cjk"):
            run += sign
        elif kind == "sign":
            made.append(sign)
        before = kind
    if run:
        made.append(run)
    return made


@cache
def _kind(sign: str) -> str:
    if sign.isascii():
        return "letter" if sign.isalnum() else "space"
    if _CJK.match(sign):
        return "cjk"
    category = unicodedata.category(sign)
    if category[0] in "LN":
        return "letter"
    if category[0] == "M":
        return "mark"
    return "sign" if category == "So" else "space"


def _indexed(run: str) -> list[str]:
    if not _CJK.match(run[0]):
        return [run[:_LONGEST]]
    return [run[at : at + 2] for at in range(len(run))]
