"""What the viewer's own token lets them do at Flickr, and what of it a photo's page offers."""

from __future__ import annotations

from typing import Final

from projections.reading import around, people
from web.asking import addresses as to
from web.asking.visit import Visit
from web.photo.seen import Seen

AUTH: Final = "/account/flickr/auth"
"""Where a member raises and lowers what their token allows."""
_WRITING: Final = ("write", "delete")


def may_write(visit: Visit) -> bool:
    """Tell whether the viewer's token allows changes at Flickr."""
    member = people.member(visit.connection, visit.viewer) if visit.viewer else None
    return member is not None and not member.deleted and member.perms in _WRITING


def offered(visit: Visit, seen: Seen) -> tuple[str, bool | None]:
    """Return the way to change a photo, "" for none; and whether one has faved it.

    None where it is not one's to fave: one's own, one of the past, or without leave to write.
    """
    if visit.past or visit.known is not None or not visit.viewer or seen.photo.deleted:
        return "", None
    if seen.own:
        return visit.link(to.photo(seen.owner.address, seen.id, "change")), None
    if not may_write(visit):
        return "", None
    return "", around.has_faved(visit.connection, visit.viewer, seen.id)


def suggests(visit: Visit, seen: Seen) -> bool:
    """Tell whether the viewer can suggest a place: both they and the owner are members here."""
    if visit.past or visit.known is not None or not visit.viewer or seen.own or seen.photo.deleted:
        return False
    both = (people.member(visit.connection, nsid) for nsid in (visit.viewer, seen.owner.nsid))
    return all(member is not None and not member.deleted for member in both)


def way_to_suggest(visit: Visit, seen: Seen) -> str:
    """Return the way to suggest a photo's place to its owner; "" where the viewer cannot."""
    return (
        visit.link(to.photo(seen.owner.address, seen.id, "place")) if suggests(visit, seen) else ""
    )


def way_to_correct(visit: Visit, seen: Seen) -> str:
    """Return the way to correct a photo's place in the archive, gone from Flickr or not; or ""."""
    if visit.past or visit.known is not None or not seen.own:
        return ""
    return visit.link(to.photo(seen.owner.address, seen.id, "place"))
