"""What the archive itself knows of where a photo was taken: its own corrections, suggestions of
members, and what a point is called. Flickr is told none of it."""

from __future__ import annotations

from domain.fact import Event
from domain.photo.values import Location, PlaceNames


class PhotoLocationCorrected(Event, frozen=True, tag="photo-location-corrected"):
    """The archive's own place for the photo, said by `member`; None takes it back."""

    location: Location | None
    member: str


class PhotoPlaceNamed(Event, frozen=True, tag="photo-place-named"):
    """A point where the photo was taken, in degrees as told, is called so."""

    latitude: str
    longitude: str
    names: PlaceNames


class PhotoPlaceSuggested(Event, frozen=True, tag="photo-place-suggested"):
    """`member`, who is not the owner, suggests where the photo was taken, to the owner alone."""

    location: Location
    member: str


class PhotoPlaceSuggestionWithdrawn(Event, frozen=True, tag="photo-place-suggestion-withdrawn"):
    """`member` took their suggestion back."""

    member: str


class PhotoPlaceSuggestionAnswered(Event, frozen=True, tag="photo-place-suggestion-answered"):
    """The owner accepted or refused what `member` suggested."""

    location: Location
    member: str
    accepted: bool
