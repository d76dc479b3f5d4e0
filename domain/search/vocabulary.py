"""The words that queries have for what Flickr has numbers for, and for fields."""

from __future__ import annotations

from typing import Final

from domain.search.query import Condition, Term

FLAGS: Final[dict[str, Condition]] = {
    "public": Term("permission", frozenset({"0"})),
    "friends": Term("permission", frozenset({"2", "4"})),
    "family": Term("permission", frozenset({"3", "4"})),
    "private": Term("permission", frozenset({"5"})),
    "deleted": Term("deleted", frozenset({"1"})),
    "photo": Term("media", frozenset({"photo"})),
    "video": Term("media", frozenset({"video"})),
    "geotagged": Term("geotagged", frozenset({"1"})),
    "indoors": Term("indoors", frozenset({"1"})),
    "outdoors": Term("indoors", frozenset({"2"})),
}
"""What `is:` can be followed by. Indoors and outdoors are Flickr's `context` of a place."""

WHOLE: Final = {
    "make": ("make", "camera-called"),
    "model": ("camera", "camera-called"),
    "lens": ("lens", "camera-called"),
    "neighbourhood": ("neighbourhood", "place-called"),
    "town": ("locality", "place-called"),
    "region": ("region", "place-called"),
    "country": ("country", "place-called"),
}
"""What is meant by its whole name: the field, and the one that has its values by their names."""

_BY_NC_SA, _BY_NC, _BY_NC_ND = {"1", "15"}, {"2", "14"}, {"3", "16"}
_BY, _BY_SA, _BY_ND = {"4", "11"}, {"5", "12"}, {"6", "13"}

LICENCES: Final[dict[str, set[str]]] = {
    "all-rights-reserved": {"0"},
    "cc": _BY | _BY_SA | _BY_ND | _BY_NC | _BY_NC_SA | _BY_NC_ND,
    "by": _BY,
    "by-sa": _BY_SA,
    "by-nd": _BY_ND,
    "by-nc": _BY_NC,
    "by-nc-sa": _BY_NC_SA,
    "by-nc-nd": _BY_NC_ND,
    "commons": {"7"},
    "us-government": {"8"},
    "cc0": {"9"},
    "public-domain": {"7", "8", "9", "10"},
}
"""What `licence:` can be followed by, and Flickr's numbers of the licences that it means."""


def licence_numbers(text: str) -> frozenset[str]:
    """Return Flickr's numbers of the licences that a word means; none if it means none."""
    word = text.strip().lower().replace(" ", "-").replace("_", "-")
    if word.isascii() and word.isdigit() and int(word[:4]) <= 16 and len(word) <= 2:
        return frozenset({str(int(word))})
    return frozenset(LICENCES.get(word.removeprefix("cc-"), ()))
