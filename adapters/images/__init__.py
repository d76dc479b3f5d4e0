"""Pictures made from other pictures: the sizes that a page shows, safely and without place."""

from adapters.images.deriving import SIZES, Made, derive
from adapters.images.encoding import Encoding, type_of
from adapters.images.films import film_tells_place, first_frame
from adapters.images.opening import MOST_BYTES, Refused, Seen, seen_whole
from adapters.images.place import MOST_SILENCED, tells_place, without_notes
from adapters.images.tones import TONED, tones_of

__all__ = [
    "MOST_BYTES",
    "MOST_SILENCED",
    "SIZES",
    "TONED",
    "Encoding",
    "Made",
    "Refused",
    "Seen",
    "derive",
    "film_tells_place",
    "first_frame",
    "seen_whole",
    "tells_place",
    "tones_of",
    "type_of",
    "without_notes",
]
