"""Kinds of stream whose events state plain facets: each field of an event is a facet.

A state is a frozen struct with a field for each facet, UNSAID until somebody told. Most
streams are of this sort; only a photo has facets that are many.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

from domain.clock import Instant
from domain.fact import UNSAID, Event, Fact, ForeignEvent
from domain.history import Kind

S = TypeVar("S", bound=msgspec.Struct)


def said(state: msgspec.Struct) -> dict[str, Any]:
    """Return the facets that a state or a sighting carries, leaving out what is UNSAID."""
    return {f: v for f in state.__struct_fields__ if (v := getattr(state, f)) is not UNSAID}


def plain_kind(
    name: str,
    empty: S,
    stated: Mapping[type[Event], Callable[[Any], Mapping[str, Any]]],
    *,
    reaches_back: frozenset[str] = frozenset(),
    begins: Callable[[S], Instant | None] = lambda _: None,
    normal: Callable[[str, Any], Any] = lambda _, value: value,
    ours: frozenset[str] = frozenset(),
    remembered: Callable[[tuple[Fact, ...]], tuple[Fact, ...]] = lambda facts: facts,
) -> Kind[S]:
    """Make a kind of stream from the table of what its events state.

    First values of the facets in `reaches_back` count from the beginning ("as first
    seen"); `ours` are facets about the archive and not about Flickr.
    """

    def stated_by(event: Event) -> Mapping[str, Any]:
        try:
            return stated[type(event)](event)
        except KeyError:
            raise ForeignEvent(event, name) from None

    return Kind(
        name=name,
        empty=empty,
        stated=stated_by,
        value=getattr,
        apply=lambda state, values: msgspec.structs.replace(state, **values),
        normal=normal,
        reaches_back=lambda facet, _after: facet in reaches_back,
        begins=begins,
        ours=ours.__contains__,
        always=reaches_back - ours,
        remembered=remembered,
    )


def fields(event: Event) -> Mapping[str, Any]:
    """Return what an event states whose fields are facets by the same names."""
    return {f: v for f in event.__struct_fields__ if (v := getattr(event, f)) is not UNSAID}


def unless_told(facet: str, otherwise: Any) -> Callable[[str, Any], Any]:
    """Return the normal form in which one facet that nobody told of means `otherwise`."""
    return lambda told, value: otherwise if told == facet and value is UNSAID else value
