"""Which pictures there are: their kinds, how many of each, their names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Source:
    """A photograph that a package ships: where, and the part worth a closer look.

    `detail` is left, top, right and bottom, as shares of the width and height.
    """

    package: str
    file: str
    detail: tuple[float, float, float, float]


PHOTOGRAPHS: Final[Mapping[str, Source]] = {
    "astronaut": Source("skimage", "data/astronaut.png", (0.1, 0.0, 0.75, 0.55)),
    "camera": Source("skimage", "data/camera.png", (0.25, 0.05, 1.0, 0.6)),
    "cat": Source("skimage", "data/chelsea.png", (0.1, 0.1, 0.9, 0.95)),
    "coffee": Source("skimage", "data/coffee.png", (0.35, 0.0, 1.0, 0.8)),
    "flower": Source("sklearn", "datasets/images/flower.jpg", (0.22, 0.1, 0.75, 0.9)),
    "pagoda": Source("sklearn", "datasets/images/china.jpg", (0.08, 0.0, 0.65, 0.95)),
    "rocket": Source("skimage", "data/rocket.jpg", (0.3, 0.15, 0.75, 1.0)),
    "stars": Source("skimage", "data/hubble_deep_field.jpg", (0.1, 0.2, 0.6, 0.75)),
    "workshop": Source("skimage", "data/motorcycle_left.png", (0.1, 0.15, 0.65, 0.9)),
}
"""Real photographs. Where a package is missing, a drawn landscape takes the picture's place."""

_EACH: Final = 6

COUNTS: Final[Mapping[str, int]] = {
    "sea": 44,
    "hills": 36,
    "wood": 22,
    "snow": 20,
    "city": 18,
    "dunes": 14,
    "night": 12,
    "rain": 10,
    "aurora": 10,
    **dict.fromkeys(PHOTOGRAPHS, _EACH),
}
"""How many pictures there are of each kind."""


def names(kind: str) -> tuple[str, ...]:
    """Return the names of the pictures of a kind, such as `sea-07`."""
    return tuple(f"{kind}-{number:02d}" for number in range(COUNTS[kind]))


def kind_of(name: str) -> str:
    """Return the kind of a picture by its name."""
    return name.partition("-")[0]


def black_and_white(name: str) -> str:
    """Return the name of the same picture without its colours."""
    return f"{name}-bw"
