"""What colours a picture has, by the names that people search by.

They are read from the colours of its parts, which are recorded when a file of it is stored
(`domain.photo.values.StoredFile.tones`), so a better reading needs a rebuild and no picture.
Colours are told apart in OKLCh, by Björn Ottosson (https://bottosson.github.io/posts/oklab/),
where equal steps look equal. The names are those of Flickr's own palette (`color_codes` of
`flickr.photos.search`), its two greens, two yellows and two pinks taken together, with
brown for its dark orange.
"""

from __future__ import annotations

import re
from collections import Counter
from math import atan2, cbrt, degrees, hypot
from typing import Final

from domain.photo.values import TONES_HIGH, TONES_WIDE

PALETTE: Final = {
    "red": "#d9262e", "brown": "#8a5430", "orange": "#f58220", "yellow": "#f7d417",
    "green": "#3c9b35", "cyan": "#22b8b8", "blue": "#2f6fd6", "violet": "#8546c4",
    "pink": "#f08ab8", "white": "#ffffff", "grey": "#8c8c8c", "black": "#000000",
}  # fmt: skip
"""The names, and a colour (sRGB) to show for each, which bears its own name."""

_ALSO: Final = {"gray": "grey", "purple": "violet", "turquoise": "cyan", "teal": "cyan"}

_PARTS: Final = TONES_WIDE * TONES_HIGH
_TONES: Final = re.compile(rf"[0-9a-f]{{{6 * _PARTS}}}")
_LEAST: Final = 2
"""In so many parts of twelve, a sixth of it, a colour is one of the picture's."""

_DARKEST, _LIGHTEST = 0.28, 0.87
"""Greys darker than this are black, and lighter ones white."""
_COLOURLESS, _DARK_COLOURLESS = 0.035, 0.06
_WARM_LIGHT: Final = 0.62
"""Orange darker than this is brown."""
_PALE: Final = 0.09
_HUES: Final = (
    (10.0, "pink"), (42.0, "red"), (82.0, "orange"), (118.0, "yellow"), (165.0, "green"),
    (220.0, "cyan"), (285.0, "blue"), (325.0, "violet"), (360.0, "pink"),
)  # fmt: skip
"""Until which angle, in degrees, a hue has a name."""


def colours_of(tones: str) -> tuple[str, ...]:
    """Return the names of a picture's colours, those of most parts first, then in order.

    `tones` are the colours of its parts, six hexadecimal digits each; without them there are
    none. Where no colour has a sixth of the picture, every one that it has is named.
    """
    if not _TONES.fullmatch(tones):
        return ()
    parts = Counter(colour_name(bytes.fromhex(tones[at : at + 6])) for at in range(0, 72, 6))
    least = min(_LEAST, max(parts.values()))
    ordered = sorted(parts.items(), key=lambda part: (-part[1], part[0]))
    return tuple(name for name, many in ordered if many >= least)


def colour_named(word: str) -> str | None:
    """Return the name in the palette that a word means; None for a word that is none."""
    plain = word.strip().lower()
    name = _ALSO.get(plain, plain)
    return name if name in PALETTE else None


def colour_name(rgb: bytes) -> str:
    """Return the name of a colour, given in sRGB by three bytes."""
    lightness, chroma, hue = _oklch(rgb)
    if chroma < (_DARK_COLOURLESS if lightness < _DARKEST else _COLOURLESS):
        return "black" if lightness < _DARKEST else "white" if lightness > _LIGHTEST else "grey"
    name = next(name for until, name in _HUES if hue < until)
    if name == "orange" and lightness < (_WARM_LIGHT if chroma > _PALE else 0.8):
        return "brown"
    if name == "red" and lightness > 0.7:
        return "pink"
    if name == "red" and chroma < _PALE:
        return "brown"
    return name


def _oklch(rgb: bytes) -> tuple[float, float, float]:
    """Return lightness from 0 to 1, chroma, and hue in degrees from 0 until before 360."""
    red, green, blue = (_linear(part / 255) for part in rgb)
    long = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, hypot(a, b), degrees(atan2(b, a)) % 360.0


def _linear(part: float) -> float:
    """Return the light that a part of an sRGB colour stands for (IEC 61966-2-1)."""
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
