"""The places that a member keeps for themself: under a name, with another one, no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from adapters.assembly import bookmarks as recording
from projections.following import catch_up
from projections.reading import bookmarks as reading
from web.asking.errors import Elsewhere, bad_request
from web.asking.forms import Sent, field
from web.asking.spots import STREET, read_spot
from web.asking.visit import Visit
from web.views.bookmarks import PlaceKept, places_kept
from web.views.parts import View
from web.views.photo import Place

PATH: Final = "/account/bookmarks"
_MOST: Final = 500
_LONGEST: Final = 100


class Draft(Struct, frozen=True, kw_only=True):
    """What the form for another place has in it: of the photo's page that one came from."""

    name: str = ""
    latitude: float | None = None
    longitude: float | None = None
    accuracy: int = STREET


class Bookmarks(View, frozen=True, kw_only=True):
    """The places that the viewer keeps, by name, and another one to be kept."""

    places: tuple[PlaceKept, ...]
    draft: Draft
    more: bool


def look(visit: Visit) -> Bookmarks:
    """Return the viewer's own places, at the time looked at."""
    nsid = _member(visit)
    places = places_kept(visit)
    changes = reading.changed(visit.connection, nsid, visit.eyes.now)
    earlier = [instant - 1 for instant in changes if instant <= visit.eyes.at]
    later = [instant for instant in changes if instant > visit.eyes.at]
    return Bookmarks(
        title="Your places",
        time=visit.sign(
            earlier=earlier[-1] if earlier else None, later=later[0] if later else None
        ),
        places=places,
        draft=_draft(visit.params),
        more=not visit.past and len(places) < _MOST,
    )


def act(visit: Visit, sent: Sent) -> str:
    """Keep a place (`do` is keep), give one another name (rename), drop one. Raises Trouble."""
    nsid = _member(visit)
    archive = visit.site.archive
    catch_up(archive.log, archive.generations.live())  # what other processes know counts as well
    log, now = archive.log, archive.clock()
    with archive.generations.live().connect() as connection:
        held = {kept.number: kept for kept in reading.bookmarks(connection, nsid, now)}
        last = reading.last_number(connection, nsid)
    match field(sent, "do"):
        case "keep":
            if len(held) >= _MOST:
                raise bad_request(f"The archive keeps {_MOST} places for a member at the most.")
            recording.keep(log, nsid, _name(sent), read_spot(sent), last, now)
        case "rename":
            recording.rename(log, nsid, numbered(sent, held), _name(sent), now)
        case "drop":
            recording.drop(log, nsid, numbered(sent, held), now)
        case _:
            raise bad_request("The form does not say whether to keep, to rename or to drop.")
    catch_up(log, archive.generations.live())
    return visit.site.addresses.url(PATH)


def way_to_keep(visit: Visit, place: Place | None) -> str:
    """Return the way to keep the place that a photo's page shows; "" where there is none."""
    if place is None or not visit.viewer or visit.past or visit.known is not None:
        return ""
    return visit.site.addresses.url(
        PATH,
        name=", ".join(place.names)[:_LONGEST],
        latitude=f"{place.latitude:.6f}",
        longitude=f"{place.longitude:.6f}",
        accuracy=str(min(max(place.accuracy, 1), STREET)),
    )


def numbered(sent: Sent, held: Mapping[int, object], name: str = "number") -> int:
    """Return the number of one of the places that are kept. Raises Trouble for another."""
    text = field(sent, name)
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if number not in held:
        raise bad_request("This is none of the places that you keep: it may have been dropped.")
    return number


def _name(sent: Sent) -> str:
    name = " ".join(field(sent, "name", _LONGEST).split())
    if not name:
        raise bad_request("A place is kept under a name: say one.")
    return name


def _draft(params: Mapping[str, str]) -> Draft:
    """Return what the address asks the form to begin with. Raises Trouble for no place."""
    sent: dict[str, Sequence[str]] = {name: (value,) for name, value in params.items()}
    if not params.get("latitude"):
        return Draft()
    spot = read_spot(sent)
    return Draft(
        name=field(sent, "name", _LONGEST),
        latitude=spot.latitude,
        longitude=spot.longitude,
        accuracy=spot.accuracy,
    )


def _member(visit: Visit) -> str:
    if not visit.viewer:
        raise Elsewhere(visit.site.addresses.url("/signin", go_on=PATH))
    return visit.viewer
