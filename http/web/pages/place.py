"""Where a photo was taken, as its owner corrects it in the archive and others suggest it.

Flickr is told nothing. A suggestion is between who makes it and the photo's owner.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from adapters.assembly import correcting
from domain.bookmark import Spot
from domain.clock import Instant
from domain.photo.suggesting import NotTaken, suggestions_at
from domain.photo.values import Location, Suggestion
from projections.following import catch_up
from projections.reading import suggested
from web.answering.photo_time import dated_sign
from web.asking import addresses as to
from web.asking.errors import Trouble, Way, bad_request, forbidden
from web.asking.forms import Sent, field
from web.asking.spots import read_spot
from web.asking.visit import Visit
from web.pages.bookmarks import numbered
from web.photo.leave import suggests
from web.photo.seen import Seen, see
from web.views import photo as made
from web.views.bookmarks import PlaceKept, places_kept
from web.views.markup import plain
from web.views.parts import Person, View
from web.views.photo import Place

_MOST_WAITING: Final = 200
"""Suggestions of one member that wait for the owners of photos, in the whole archive."""


class SuggestionShown(Struct, frozen=True, kw_only=True):
    """A place that a member suggests, and since when it stands so.

    `answer` is "", "accepted" or "refused"; "answered" to who may not see the place, since
    what is accepted is the place.
    """

    person: Person
    place: Place
    since: Instant
    answer: str


class PlaceView(View, frozen=True, kw_only=True):
    """Where a photo was taken: as Flickr has it, and as corrected here, if it is.

    `suggestions` are all of them to the photo's owner, and to others their own alone. `may`
    tells whether the viewer can suggest, or, as the owner, correct. `bookmarks` are the places
    that the viewer keeps: it may have been at one of them.
    """

    id: str
    owner: Person
    mine: bool
    may: bool
    photo_path: str
    at_flickr: Place | None
    corrected: Place | None
    suggestions: tuple[SuggestionShown, ...]
    bookmarks: tuple[PlaceKept, ...]

    @property
    def shown(self) -> Place | None:
        """The place that pages show: the correction wins."""
        return self.corrected or self.at_flickr

    @property
    def waiting(self) -> tuple[SuggestionShown, ...]:
        """The suggestions that wait for the owner."""
        return tuple(each for each in self.suggestions if not each.answer)


def look(visit: Visit, user: str, photo_id: str) -> PlaceView:
    """Return a photo's place, for its owner to correct and for other members to suggest."""
    seen = _seen(visit, user, photo_id)
    owner = visit.person(seen.owner)
    shown = made.place_of(seen.photo, seen.shown) if seen.place else None
    title = plain(made.text(seen.photo.title)) or "Untitled"
    return PlaceView(
        title=f"Place of {title}" if seen.own else f"Suggest the place of {title}",
        time=dated_sign(visit, seen),
        id=photo_id,
        owner=owner,
        mine=seen.own,
        may=seen.own or suggests(visit, seen),
        photo_path=visit.link(to.photo(owner.address, photo_id)),
        at_flickr=made.place_at_flickr(seen.photo) if seen.place else None,
        corrected=shown if shown and shown.corrected else None,
        suggestions=suggestions_for(visit, seen),
        bookmarks=places_kept(visit),
    )


def suggestions_for(visit: Visit, seen: Seen) -> tuple[SuggestionShown, ...]:
    """Return the suggestions, oldest first: to the owner all, to others their own."""
    found = suggestions_at(seen.past, seen.at)
    if not seen.own:
        found = {visit.viewer: found[visit.viewer]} if visit.viewer in found else {}
    people = visit.people(found)
    shown = [
        SuggestionShown(
            person=people[member],
            place=place,
            since=since,
            answer=suggestion.answer and (suggestion.answer if seen.place else "answered"),
        )
        for member, (suggestion, since) in found.items()
        if (place := made.place(suggestion.location)) is not None
    ]
    return tuple(sorted(shown, key=lambda each: (each.since, each.person.nsid)))


def act(visit: Visit, sent: Sent, user: str, photo_id: str) -> str:
    """Do what the form says (`do`). Raises Trouble.

    The owner may correct or take-back, and accept or refuse what `member` suggests; others
    may suggest or withdraw.
    """
    seen = _seen(visit, user, photo_id)
    if not seen.own and not suggests(visit, seen):
        raise forbidden("The archive takes no suggestions for this photo.")
    try:
        (_own if seen.own else _suggest)(visit, sent, photo_id)
    except NotTaken as refused:
        raise Trouble(409, "Not taken", str(refused)) from None
    catch_up(visit.site.archive.log, visit.site.archive.generations.live())
    path = to.photo(seen.owner.address, photo_id, "" if seen.own else "place")
    return visit.site.addresses.url(path)


def _seen(visit: Visit, user: str, photo_id: str) -> Seen:
    seen = see(visit, user, photo_id, "place")
    if not visit.viewer:
        raise forbidden("Sign in to suggest where it was.", Way("/signin", "Sign in"))
    return seen


def _own(visit: Visit, sent: Sent, photo_id: str) -> None:
    archive = visit.site.archive
    match field(sent, "do"):
        case "correct":
            location = _location(visit, sent)
            correcting.correct_place(archive.log, visit.viewer, photo_id, location, archive.clock())
        case "take-back":
            correcting.correct_place(archive.log, visit.viewer, photo_id, None, archive.clock())
        case "accept" | "refuse" as do:
            correcting.answer_suggestion(
                archive.log,
                visit.viewer,
                photo_id,
                Suggestion(_location(visit, sent), field(sent, "member")),
                archive.clock(),
                accepted=do == "accept",
            )
        case _:
            raise bad_request("The form does not say whether to correct or to take back.")


def _suggest(visit: Visit, sent: Sent, photo_id: str) -> None:
    archive = visit.site.archive
    match field(sent, "do"):
        case "suggest":
            location = _location(visit, sent)
            if suggested.made_by(visit.connection, visit.viewer) >= _MOST_WAITING:
                raise NotTaken(f"{_MOST_WAITING} suggestions of yours wait for answers already.")
            correcting.suggest_place(archive.log, visit.viewer, photo_id, location, archive.clock())
        case "withdraw":
            correcting.suggest_place(archive.log, visit.viewer, photo_id, None, archive.clock())
        case "correct" | "take-back" | "accept" | "refuse":
            raise forbidden("Corrections are for the photo’s owner alone.")
        case _:
            raise bad_request("The form does not say whether to suggest or to withdraw.")


def _location(visit: Visit, sent: Sent) -> Location:
    """Return the place that a form says: one that the viewer keeps, or a point. Raises Trouble."""
    spot: Spot | PlaceKept
    if sent.get("bookmark"):
        held = {kept.number: kept for kept in places_kept(visit)}
        spot = held[numbered(sent, held, "bookmark")]
    else:
        spot = read_spot(sent)
    return Location(
        latitude=f"{spot.latitude:.6f}",
        longitude=f"{spot.longitude:.6f}",
        accuracy=str(spot.accuracy),
    )
