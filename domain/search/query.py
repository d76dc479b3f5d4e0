"""What a query means: conditions as frozen values, for any index to answer.

A condition about where a photo was taken (`about_place`) holds only for those who may see
the place; to others the photo is one without a place.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Generic, TypeAlias, TypeVar

from domain.clock import Instant

FREE_TEXT: Final = ("title", "tags", "description")
"""The texts in which bare words are looked for."""

TEXTS: Final = (*FREE_TEXT, "camera", "place")

PLACE_TERMS: Final = frozenset({"woeid", "country", "region", "locality", "neighbourhood",
                                "indoors", "geotagged", "place-called"})  # fmt: skip
"""Fields of terms that tell where a photo was taken."""


@dataclass(frozen=True, slots=True)
class Words:
    """One or more words, one after the other, in any one of the texts `among`.

    With `beginning` the last is only the beginning of a word; there is then no other.
    """

    words: tuple[str, ...]
    among: tuple[str, ...] = FREE_TEXT
    beginning: bool = False

    @property
    def about_place(self) -> bool:
        """Whether it is for those alone who may see the place."""
        return "place" in self.among


@dataclass(frozen=True, slots=True)
class Term:
    """A field that has one of some values; with `beginning` one that begins so."""

    field: str
    values: frozenset[str]
    beginning: bool = False

    @property
    def about_place(self) -> bool:
        """Whether it is for those alone who may see the place."""
        return self.field in PLACE_TERMS


@dataclass(frozen=True, slots=True)
class Taken:
    """Taken from `first` until before `end`, in the camera's own time, as text."""

    first: str
    end: str


@dataclass(frozen=True, slots=True)
class Posted:
    """Posted from `first` until before `end`."""

    first: Instant
    end: Instant


@dataclass(frozen=True, slots=True)
class Near:
    """Taken within so many kilometres of a point. Only for those who may see the place."""

    latitude: float
    longitude: float
    km: float

    @property
    def about_place(self) -> bool:
        """Whether it is for those alone who may see the place: always."""
        return True


@dataclass(frozen=True, slots=True)
class Faved:
    """Faved by a person at the time looked at."""

    nsid: str


@dataclass(frozen=True, slots=True)
class InAlbum:
    """In an album at the time looked at."""

    album: str


Part = TypeVar("Part")
"""The conditions that others are made of."""


@dataclass(frozen=True, slots=True)
class Not(Generic[Part]):
    """What the condition does not hold for."""

    condition: Part


@dataclass(frozen=True, slots=True)
class AnyOf(Generic[Part]):
    """At least one condition holds."""

    conditions: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class AllOf(Generic[Part]):
    """Every condition holds; without any, for everything."""

    conditions: tuple[Part, ...] = ()


Condition: TypeAlias = (
    Words | Term | Taken | Posted | Near | Faved | InAlbum
    | Not["Condition"] | AnyOf["Condition"] | AllOf["Condition"]
)  # fmt: skip


class Sort(StrEnum):
    """The orders of what is found; always the newest first, but for relevance the best."""

    RELEVANCE = "relevance"
    POSTED = "posted"
    TAKEN = "taken"
    FAVED = "faved"


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query: its condition, and whether deleted photos are looked for as well.

    Deleted ones are found only where a query speaks of them.
    """

    condition: AllOf[Condition] = AllOf()
    deleted: bool = False

    def and_also(self, *more: Condition) -> Query:
        """Return the query narrowed by more conditions."""
        return Query(AllOf((*self.condition.conditions, *more)), self.deleted)

    @property
    def relevant(self) -> tuple[Words, ...]:
        """The words by which what is found is weighed: those that are wanted."""
        return tuple(_wanted(self.condition))

    @property
    def faved_by(self) -> str:
        """Whose faves are wanted, for sorting by when they faved; "" for nobody's."""
        named = [c.nsid for c in self.condition.conditions if isinstance(c, Faved)]
        return named[0] if named else ""

    @property
    def usual_sort(self) -> Sort:
        """The order where none is asked for: by relevance if there are words to weigh."""
        return Sort.RELEVANCE if self.relevant else Sort.POSTED


def _wanted(condition: Condition) -> list[Words]:
    match condition:
        case Words(among=among):
            return [condition] if set(among) & set(FREE_TEXT) else []
        case AllOf(conditions=conditions) | AnyOf(conditions=conditions):
            return [words for inner in conditions for words in _wanted(inner)]
        case _:
            return []


WEIGHTS: Final = {"title": 8, "tags": 4, "description": 1}
"""What one group of words adds to a photo's relevance where the text has it.

Relevance is the sum of these and nothing else. Rarity is left out on purpose: how rare a
word is over the whole archive would tell of photos that one may not see.
"""
