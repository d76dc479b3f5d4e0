"""What Flickr calls a point of the earth, by its places calls."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from cachetools import LRUCache

from adapters.flickr.call import Call
from domain.photo.naming import NAMES
from domain.photo.values import PlaceNames

FLICKR: Final = "Flickr"
_KEPT: Final = 4096
_FINE: Final = 3
"""Points that are alike in so many digits, about a hundred metres, are asked for once."""


class FlickrPlaces:
    """Asks Flickr what points are called, each place once in a process."""

    def __init__(self) -> None:
        self._points: LRUCache[tuple[float, float, str], dict[str, Any]] = LRUCache(_KEPT)
        self._places: LRUCache[str, dict[str, Any]] = LRUCache(_KEPT)

    def names(
        self, call: Call, latitude: str, longitude: str, accuracy: str
    ) -> tuple[PlaceNames, bytes] | None:
        """Return what Flickr calls a point, and its answers as they are kept.

        None where it has no place there. Raises FlickrError.
        """
        point = round(float(latitude), _FINE), round(float(longitude), _FINE), accuracy
        found = self._points.get(point)
        if found is None:
            found = dict(
                call("flickr.places.findByLatLon", lat=latitude, lon=longitude, accuracy=accuracy)
            )
            self._points[point] = found
        places = found.get("places", {}).get("place", [])
        place_id = str(places[0].get("place_id", "")) if places else ""
        if not place_id:
            return None
        told = self._places.get(place_id)
        if told is None:
            told = dict(call("flickr.places.getInfo", place_id=place_id))
            self._places[place_id] = told
        place = told.get("place", {})
        names = {level: _content(place.get(level)) for level in NAMES}
        if not any(names.values()):
            return None
        made = PlaceNames(
            source=FLICKR, place_id=place_id, woeid=str(place.get("woeid", "")), **names
        )
        return made, msgspec.json.encode({"found": found, "told": told})


def _content(level: object) -> str:
    """Return a name, as Flickr gives it: {"_content": name, "woeid": ...}."""
    return str(level.get("_content", "")) if isinstance(level, dict) else ""
