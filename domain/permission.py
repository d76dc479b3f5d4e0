"""Who may see: the original's five permissions, and what a viewer is to an owner.

A permission is a set of the sorts of viewers it admits, and so is what is known of a
viewer: the sorts they may be. Sets make the two rules of doubt plain: a photo whose
permission is one of two admits those whom both admit, and a viewer who may be one of two
sorts is admitted where both are. The owner stands outside: they see all of their own.
"""

from __future__ import annotations

from typing import Final, TypeAlias

from domain.contact import Relation
from domain.fact import UNSAID, Unsaid
from domain.photo.values import GeoPermission, Permission

Viewers: TypeAlias = int
"""A set of sorts of viewers, by what the owner's contact list calls them: a bit for each.

Plain numbers, as the tables hold them.
"""

NOBODY: Final = 0
STRANGER: Final = 1
CONTACT: Final = 2
FRIEND: Final = 4
RELATIVE: Final = 8
BOTH: Final = 16

EVERYBODY: Final = STRANGER | CONTACT | FRIEND | RELATIVE | BOTH
UNKNOWN: Final = EVERYBODY
"""What a viewer may be where the owner's contacts are not known: any sort at all."""

CONTACTS: Final = EVERYBODY ^ STRANGER
FRIENDS: Final = FRIEND | BOTH
FAMILY: Final = RELATIVE | BOTH


def admitted(permission: Permission) -> Viewers:
    """Return who may see a photo. Those who are both friend and family see what either sees."""
    if permission.ispublic == "1":
        return EVERYBODY
    return _CLOSED[permission.isfriend == "1", permission.isfamily == "1"]


_CLOSED: Final = {
    (False, False): NOBODY,
    (True, False): FRIENDS,
    (False, True): FAMILY,
    (True, True): FRIENDS | FAMILY,
}


def admitted_to_place(permission: GeoPermission | None) -> Viewers:
    """Return who may see where a photo was taken."""
    if permission is None:
        return NOBODY
    if permission.ispublic == "1":
        return EVERYBODY
    contacts = CONTACTS if permission.iscontact == "1" else NOBODY
    friends = FRIENDS if permission.isfriend == "1" else NOBODY
    family = FAMILY if permission.isfamily == "1" else NOBODY
    return contacts | friends | family


def sort_of(relation: Relation | None) -> Viewers:
    """Return the sort of viewer that a relation makes; None: a stranger."""
    if relation is None:
        return STRANGER
    match relation.friend == "1", relation.family == "1":
        case True, True:
            return BOTH
        case True, False:
            return FRIEND
        case False, True:
            return FAMILY
        case _:
            return CONTACT


def may_see(admits: int, viewer: int) -> bool:
    """Tell whether a viewer, whatever sort of those they may be, is admitted."""
    return viewer & ~admits == 0


def legacy_number(permission: Permission) -> int:
    """Return the original's number: 0 public, 2 friends, 3 family, 4 both, 5 private."""
    if permission.ispublic == "1":
        return 0
    return _LEGACY[permission.isfriend == "1", permission.isfamily == "1"]


def number_told(permission: Permission | Unsaid, public: bool | Unsaid) -> int:
    """Return the original's number where the owner may not have told their permission.

    Others see whether a photo is public; of one that is not they cannot know more: 5.
    """
    if permission is not UNSAID:
        return legacy_number(permission)
    return 0 if public is True else 5


_LEGACY: Final = {
    (False, False): 5,
    (True, False): 2,
    (False, True): 3,
    (True, True): 4,
}
