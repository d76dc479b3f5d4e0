"""The sizes of Flickr: their labels, their letters, and the extras that carry their addresses.

Sources: flickr.photos.getSizes gives labels; lists give `url_*` extras.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from adapters.flickr.reading import text
from domain.photo.values import Size

# (label in getSizes, letter in file names, suffix of the extra)
_SIZES: Final = (
    ("Square", "s", "sq"),
    ("Large Square", "q", "q"),
    ("Thumbnail", "t", "t"),
    ("Small", "m", "s"),
    ("Small 320", "n", "n"),
    ("Small 400", "w", "w"),
    ("Medium", "", "m"),
    ("Medium 640", "z", "z"),
    ("Medium 800", "c", "c"),
    ("Large", "b", "l"),
    ("Large 1600", "h", "h"),
    ("Large 2048", "k", "k"),
    ("X-Large 3K", "3k", "3k"),
    ("X-Large 4K", "4k", "4k"),
    ("X-Large 5K", "5k", "5k"),
    ("X-Large 6K", "6k", "6k"),
    ("Original", "o", "o"),
)

LETTER: Final[Mapping[str, str]] = {label: letter for label, letter, _ in _SIZES}
"""The letter of a size in file names, by its label; the 500 pixel one has none."""

URL_EXTRAS: Final = ",".join(f"url_{extra}" for _, _, extra in _SIZES)


def sizes_from_row(row: Mapping[str, Any]) -> tuple[Size, ...]:
    """Return the sizes whose addresses a row of a list carries; none if it carries none."""
    found = []
    for label, _, extra in _SIZES:
        source = text(row, f"url_{extra}")
        if source:
            found.append(
                Size(
                    label=label,
                    width=text(row, f"width_{extra}") or "",
                    height=text(row, f"height_{extra}") or "",
                    source=source,
                    media="photo",
                )
            )
    return tuple(found)
