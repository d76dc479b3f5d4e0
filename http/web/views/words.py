"""The words that pages use for what Flickr has numbers and codes for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from domain.fact import stored_name
from domain.photo.lists import OF_ITS_PLACE

PERMISSIONS: Final = {
    0: "Public",
    1: "Contacts",
    2: "Friends",
    3: "Family",
    4: "Friends and family",
    5: "Private",
}

LICENSES: Final = {
    "0": ("All rights reserved", ""),
    "1": ("CC BY-NC-SA 2.0", "https://creativecommons.org/licenses/by-nc-sa/2.0/"),
    "2": ("CC BY-NC 2.0", "https://creativecommons.org/licenses/by-nc/2.0/"),
    "3": ("CC BY-NC-ND 2.0", "https://creativecommons.org/licenses/by-nc-nd/2.0/"),
    "4": ("CC BY 2.0", "https://creativecommons.org/licenses/by/2.0/"),
    "5": ("CC BY-SA 2.0", "https://creativecommons.org/licenses/by-sa/2.0/"),
    "6": ("CC BY-ND 2.0", "https://creativecommons.org/licenses/by-nd/2.0/"),
    "7": ("No known copyright restrictions", "https://www.flickr.com/commons/usage/"),
    "8": ("United States government work", "https://www.usa.gov/government-copyright"),
    "9": ("CC0, public domain", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "10": ("Public domain mark", "https://creativecommons.org/publicdomain/mark/1.0/"),
    "11": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "12": ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    "13": ("CC BY-ND 4.0", "https://creativecommons.org/licenses/by-nd/4.0/"),
    "14": ("CC BY-NC 4.0", "https://creativecommons.org/licenses/by-nc/4.0/"),
    "15": ("CC BY-NC-SA 4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/"),
    "16": ("CC BY-NC-ND 4.0", "https://creativecommons.org/licenses/by-nc-nd/4.0/"),
}
"""Flickr's licences by number, as `flickr.photos.licenses.getInfo` lists them."""

FACETS: Final = {
    "title": "title",
    "description": "description",
    "tags": "tags",
    "permission": "who may see it",
    "public": "who may see it",
    "participation": "who may comment",
    "geo_permission": "who may see the place",
    "location": "place",
    "correction": "place",
    "license": "licence",
    "date_taken": "date taken",
    "posted": "date posted",
    "media": "kind",
    "safety_level": "safety level",
    "rotation": "rotation",
    "picture": "the picture itself",
    "exif": "EXIF",
    "deleted": "whether it was deleted",
    "comment": "comments",
    "note": "notes",
    "person": "people",
}
"""What a facet is called in a sentence. Facets that are not here are not spoken of."""

PLACE_FACETS: Final = frozenset({"location", "geo_permission", "correction"})

EVENTS: Final = {
    "photo-seen": "first seen",
    "photo-title-changed": "title changed",
    "photo-description-changed": "description changed",
    "photo-tags-changed": "tags changed",
    "photo-permission-changed": "permission changed",
    "photo-public-changed": "permission changed",
    "photo-geo-permission-changed": "who may see the place changed",
    "photo-location-changed": "place changed",
    "photo-location-corrected": "place corrected",
    "photo-license-changed": "licence changed",
    "photo-date-taken-changed": "date taken changed",
    "photo-date-posted-changed": "date posted changed",
    "photo-safety-changed": "safety level changed",
    "photo-rotated": "rotated",
    "photo-replaced": "picture replaced",
    "photo-exif-seen": "EXIF read",
    "photo-comment-added": "comment added",
    "photo-comment-changed": "comment changed",
    "photo-comment-removed": "comment removed",
    "photo-note-added": "note added",
    "photo-note-removed": "note removed",
    "photo-person-tagged": "person tagged",
    "photo-person-untagged": "person untagged",
    "photo-deleted": "deleted",
    "photo-returned": "returned",
}
"""What happened, in the fewest words; events that are not here make no news."""

PLACE_EVENTS: Final = frozenset(stored_name(event) for event in OF_ITS_PLACE)


def what_happened(events: Iterable[str], *, own: bool) -> tuple[str, ...]:
    """Return what some events did, each once; what concerns places only to the owner."""
    words = (EVENTS[e] for e in events if e in EVENTS and (own or e not in PLACE_EVENTS))
    return tuple(dict.fromkeys(words))


def facets_in_words(facets: Iterable[str], *, place: bool) -> tuple[str, ...]:
    """Return what some facets are called, each once; those of the place only with leave."""
    words = {
        FACETS[name]
        for facet in facets
        if (name := facet.partition(":")[0]) in FACETS and (place or name not in PLACE_FACETS)
    }
    return tuple(sorted(words))


def together(words: Iterable[str]) -> str:
    """Join words as a sentence does: `title, tags and place`."""
    listed = list(words)
    if len(listed) < 2:
        return "".join(listed)
    return f"{', '.join(listed[:-1])} and {listed[-1]}"


def counted(number: int, one: str, many: str = "") -> str:
    """Count things: `1 photo`, `2 photos`, `1,200 photos`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
