"""The list that links lead to photos from, as the links say it (see `web.photo.context`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Within:
    """The list that the links of a page of photos lead to them from.

    `numbered` is how many of the list are on the pages before; None where links need not
    tell a photo's number in the list.
    """

    name: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    numbered: int | None = None

    def of(self, place: int) -> dict[str, str]:
        """Return what the link of the page's photo at a place carries, counted from 0."""
        if not self.name:
            return {}
        number = "" if self.numbered is None else f"-{self.numbered + place + 1}"
        return {"in": f"{self.name}{number}", **self.query}


NO_CONTEXT: Final[Mapping[str, str]] = {}
PHOTOSTREAM: Final = Within()


def album(album_id: str) -> Within:
    """Return the list that is an album."""
    return Within(f"album-{album_id}")


def faves(nsid: str, owner: str = "") -> Within:
    """Return the list of somebody's faves, or of those by one owner."""
    return Within(f"faves-{nsid}{'-' + owner if owner else ''}")


def found(query: str, sort: str | None, before: int) -> Within:
    """Return the list that a search finds, on a page with so many before it."""
    asked = {"q": query, "sort": sort or ""}
    return Within("search", {k: v for k, v in asked.items() if v}, before)


LATEST: Final = Within("latest")
CONTACTS: Final = Within("contacts")
DELETED: Final = Within("deleted")
