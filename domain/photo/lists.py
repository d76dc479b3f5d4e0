"""What of a photo's history lists tell to others than its owner."""

from __future__ import annotations

from typing import Final

from domain.fact import Event
from domain.photo.events import (
    PhotoExifSeen,
    PhotoFileStored,
    PhotoGeoPermissionChanged,
    PhotoLocationChanged,
    PhotoLocationCorrected,
    PhotoSighted,
    PhotoSizesSeen,
)

OF_ITS_PLACE: Final[frozenset[type[Event]]] = frozenset(
    {PhotoLocationChanged, PhotoGeoPermissionChanged, PhotoLocationCorrected}
)
"""Events about where a photo was taken, which has a leave of its own."""

ON_NO_LIST: Final[frozenset[type[Event]]] = OF_ITS_PLACE | {
    PhotoSighted,
    PhotoExifSeen,
    PhotoSizesSeen,
    PhotoFileStored,
}
"""Events of which lists show nothing to others than the photo's owner."""
