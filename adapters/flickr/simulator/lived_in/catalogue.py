"""Which pictures there are: their kinds, how many of each, their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from adapters.flickr.simulator.lived_in.photographs import PHOTOGRAPHS

_EACH: Final = 4

COUNTS: Final[Mapping[str, int]] = {
    "sea": 26,
    "hills": 22,
    "wood": 14,
    "snow": 12,
    "city": 11,
    "dunes": 8,
    "night": 7,
    "rain": 6,
    "aurora": 6,
    **dict.fromkeys(PHOTOGRAPHS, _EACH),
}
"""How many pictures there are of each kind: first those that are drawn."""


def names(kind: str) -> tuple[str, ...]:
    """Return the names of the pictures of a kind, such as `sea-07`."""
    return tuple(f"{kind}-{number:02d}" for number in range(COUNTS[kind]))


def kind_of(name: str) -> str:
    """Return the kind of a picture by its name."""
    return name.partition("-")[0]


def black_and_white(name: str) -> str:
    """Return the name of the same picture without its colours."""
    return f"{name}-bw"
