"""Changing a photo at Flickr, for its owner; and faving one, for those who see it.

What is asked for is done at Flickr, which is then looked at again: the archive records what
Flickr says, and never what was asked for.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct

from adapters.assembly import (
    BudgetExhausted,
    FlickrError,
    InsufficientPermissions,
    NotAMember,
    NotSeenAgain,
    changes,
)
from domain.fact import UNSAID
from web.answering.photo_time import dated_sign
from web.asking import addresses as to
from web.asking.errors import Elsewhere, Trouble, Way, bad_request, forbidden
from web.asking.forms import Sent, field
from web.asking.visit import Visit
from web.photo.leave import AUTH, may_write
from web.photo.seen import Seen, see
from web.views import photo as made
from web.views.markup import plain
from web.views.parts import Person, View

_PERMISSIONS: Final[Mapping[str, tuple[bool, ...]]] = {
    "public": (True, False, False),
    "friends": (False, True, False),
    "family": (False, False, True),
    "both": (False, True, True),
    "private": (False, False, False),
}
_PLACE_PERMISSIONS: Final[Mapping[str, tuple[bool, ...]]] = {
    "public": (True, False, False, False),
    "contacts": (False, True, False, False),
    "friends": (False, False, True, False),
    "family": (False, False, False, True),
    "both": (False, False, True, True),
    "private": (False, False, False, False),
}
_WORDS: Final = {
    "public": "Everybody",
    "contacts": "Contacts",
    "friends": "Friends",
    "family": "Family",
    "both": "Friends and family",
    "private": "Nobody else",
}
_TAG: Final = re.compile(r'"([^"]+)"|([^\s,"]+)')
_MOST_TAGS: Final = 75
_LONGEST_TITLE: Final = 300
_LONGEST_DESCRIPTION: Final = 15_000


class Choice(Struct, frozen=True, kw_only=True):
    """One of the values that a field of a form may have."""

    value: str
    words: str
    chosen: bool


class ChangeView(View, frozen=True, kw_only=True):
    """What can be changed of a photo, as it is; `may` tells whether the token allows it."""

    id: str
    owner: Person
    photo_path: str
    may: bool
    auth_path: str
    name: str
    description: str
    tags: str
    permissions: tuple[Choice, ...]
    place: str
    place_permissions: tuple[Choice, ...]


def look(visit: Visit, user: str, photo_id: str) -> ChangeView:
    """Return what the owner of a photo can change of it at Flickr."""
    seen = _own(visit, user, photo_id)
    photo = seen.photo
    place = made.place_at_flickr(photo)
    owner = visit.person(seen.owner)
    return ChangeView(
        title=f"Change {plain(made.text(photo.title)) or 'Untitled'}",
        time=dated_sign(visit, seen),
        id=photo_id,
        owner=owner,
        photo_path=visit.link(to.photo(owner.address, photo_id)),
        may=may_write(visit),
        auth_path=visit.site.addresses.url(AUTH),
        name=made.text(photo.title),
        description=made.text(photo.description),
        tags=" ".join(_as_typed(tag.raw) for tag in made.tags_of(photo)),
        permissions=_choices(_PERMISSIONS, _permission(seen)),
        place=f"{place.latitude:g}, {place.longitude:g}" if place else "",
        place_permissions=_choices(_PLACE_PERMISSIONS, _place_permission(seen)),
    )


def act(visit: Visit, sent: Sent, user: str, photo_id: str) -> str:
    """Change what the form says (`do`): texts, tags, permission, place, place-permission."""
    seen = _own(visit, user, photo_id)
    change = _change(sent)
    do_at_flickr(lambda: visit.site.archive.changing.change(visit.viewer, photo_id, change))
    return visit.site.addresses.url(to.photo(seen.owner.address, photo_id))


def act_on_fave(visit: Visit, sent: Sent, user: str, photo_id: str) -> str:
    """Fave a photo (`faved` is 1), or fave it no more."""
    seen = see(visit, user, photo_id)
    if seen.own:
        raise bad_request("Flickr lets nobody fave a photo of their own.")
    faved = field(sent, "faved") == "1"
    do_at_flickr(lambda: visit.site.archive.changing.fave(visit.viewer, photo_id, faved=faved))
    return visit.site.addresses.url(to.photo(seen.owner.address, photo_id))


def lead_back(visit: Visit, user: str, photo_id: str) -> View:
    """Lead from where the form of a fave is sent to the photo on which it stands."""
    raise Elsewhere(visit.link(to.photo(user, photo_id)))


def do_at_flickr(change: Callable[[], None]) -> None:
    """Do something at Flickr for somebody who waits. Raises Trouble, which says what came of it."""
    again = Way(AUTH, "What the archive may do at Flickr")
    try:
        change()
    except NotAMember:
        raise forbidden("The archive has no token of yours.", Way("/signin", "Sign in")) from None
    except InsufficientPermissions:
        raise forbidden("You let the archive only read at Flickr.", again) from None
    except BudgetExhausted:
        raise Trouble(
            503, "Later", "All calls to Flickr of this hour are spent. Nothing was changed."
        ) from None
    except NotSeenAgain:
        raise Trouble(
            502,
            "Done, but not seen yet",
            "Flickr did what you asked, and did not answer when it was looked at again. "
            "The next backup will show it.",
        ) from None
    except FlickrError as error:
        raise Trouble(
            502, "Flickr did not do it", f"What it said: “{error.answer or 'nothing'}”."
        ) from None


def _own(visit: Visit, user: str, photo_id: str) -> Seen:
    seen = see(visit, user, photo_id, "change")
    visit.own(seen.owner.nsid, "Changes")
    return seen


def _change(sent: Sent) -> changes.Change:
    """Return the change that a form means. Raises Trouble for what makes no sense."""
    match field(sent, "do"):
        case "texts":
            title = field(sent, "title", _LONGEST_TITLE)
            return changes.texts(title, field(sent, "description", _LONGEST_DESCRIPTION))
        case "tags":
            return changes.tags(_tags(field(sent, "tags", _LONGEST_DESCRIPTION)))
        case "permission":
            public, friend, family = _chosen(sent, _PERMISSIONS)
            return changes.permission(public=public, friend=friend, family=family)
        case "place":
            return _place(field(sent, "place"))
        case "place-permission":
            public, contact, friend, family = _chosen(sent, _PLACE_PERMISSIONS)
            return changes.place_permission(
                public=public, contact=contact, friend=friend, family=family
            )
    raise bad_request("The form does not say what to change.")


def _chosen(sent: Sent, choices: Mapping[str, tuple[bool, ...]]) -> tuple[bool, ...]:
    try:
        return choices[field(sent, "permission")]
    except KeyError:
        raise bad_request(f"Choose one of {', '.join(choices)}.") from None


def _tags(text: str) -> list[str]:
    """Read tags as they are typed at Flickr: one with spaces in it stands in quotes."""
    found = [quoted or bare for quoted, bare in _TAG.findall(text)]
    if len(found) > _MOST_TAGS:
        raise bad_request(f"Flickr keeps {_MOST_TAGS} tags of a photo at the most.")
    return list(dict.fromkeys(found))


def _as_typed(raw: str) -> str:
    plain_tag = raw.replace('"', "")
    return f'"{plain_tag}"' if re.search(r"[\s,]", plain_tag) else plain_tag


def _place(text: str) -> changes.Change:
    if not text:
        return changes.no_place
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError:
        raise bad_request("A place is a latitude and a longitude: 52.371, 4.899.") from None
    if not (math.isfinite(latitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        raise bad_request("A latitude is from -90 to 90, a longitude from -180 to 180.")
    return changes.place(latitude, longitude)


def _choices(named: Mapping[str, tuple[bool, ...]], held: tuple[bool, ...]) -> tuple[Choice, ...]:
    return tuple(
        Choice(value=value, words=_WORDS[value], chosen=flags == held)
        for value, flags in named.items()
    )


def _permission(seen: Seen) -> tuple[bool, ...]:
    told = seen.photo.permission
    if told is UNSAID:
        return ()
    return told.ispublic == "1", told.isfriend == "1", told.isfamily == "1"


def _place_permission(seen: Seen) -> tuple[bool, ...]:
    told = seen.photo.geo_permission
    if told is UNSAID or told is None:
        return ()
    flags = (told.ispublic, told.iscontact, told.isfriend, told.isfamily)
    return tuple(flag == "1" for flag in flags)
