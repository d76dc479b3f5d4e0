"""From what Flickr said of members, contacts and albums to domain values."""

from __future__ import annotations

from adapters.flickr.reading import Node, child, text
from adapters.flickr.sightings import said_or_not
from domain.album import Album
from domain.contact import Relation
from domain.fact import UNSAID, Unsaid
from domain.person import Person


def person_from_info(node: Node) -> Person:
    """Read the `person` of flickr.people.getInfo."""
    return Person(
        nsid=said_or_not(text(node, "nsid")),
        username=said_or_not(text(node, "username")),
        realname=said_or_not(text(node, "realname")),
        path_alias=_alias(node, "path_alias"),
        location=said_or_not(text(node, "location")),
        description=said_or_not(text(node, "description")),
        iconserver=said_or_not(text(node, "iconserver")),
    )


def owner_from_info(node: Node) -> Person:
    """Read the `owner` of a photo's getInfo."""
    owner = child(node, "owner")
    return Person(
        nsid=said_or_not(text(owner, "nsid")),
        username=said_or_not(text(owner, "username")),
        realname=said_or_not(text(owner, "realname")),
        path_alias=_alias(owner, "path_alias"),
        location=said_or_not(text(owner, "location")),
        iconserver=said_or_not(text(owner, "iconserver")),
    )


def owner_from_row(node: Node) -> Person:
    """Read what a row of a list says of the photo's owner."""
    return Person(
        nsid=said_or_not(text(node, "owner")),
        username=said_or_not(text(node, "ownername")),
        path_alias=_alias(node, "pathalias"),
        iconserver=said_or_not(text(node, "iconserver")),
    )


def contact_from_row(node: Node) -> tuple[Person, Relation]:
    """Read a `contact` of flickr.contacts.getList: who it is, and what they are called."""
    person = Person(
        nsid=said_or_not(text(node, "nsid")),
        username=said_or_not(text(node, "username")),
        realname=said_or_not(text(node, "realname")),
        path_alias=_alias(node, "path_alias"),
        iconserver=said_or_not(text(node, "iconserver")),
    )
    return person, Relation(friend=text(node, "friend") or "0", family=text(node, "family") or "0")


def album_from_row(node: Node, owner: str) -> Album:
    """Read a `photoset` of flickr.photosets.getList; its photos are another call's."""
    return Album(
        owner=owner,
        title=said_or_not(text(node, "title")),
        description=said_or_not(text(node, "description")),
        cover=said_or_not(text(node, "primary")),
        created=said_or_not(text(node, "date_create")),
    )


def _alias(node: Node, name: str) -> str | Unsaid:
    """Read a path alias, which may be null: then there is none, as with an empty one."""
    if name not in node:
        return UNSAID
    return text(node, name) or ""
