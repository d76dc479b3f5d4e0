"""What Flickr pushes news about: nine topics, some with arguments.

A topic is told to Flickr once, when it is subscribed to. Whatever arrives later is held
against it: anybody may find the address that Flickr delivers to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from domain import streams

_LONGEST: Final = 2_000


class BadTopic(ValueError):  # noqa: N818 - names what was met
    """Flickr has no such topic, or not with these arguments; the message says why."""


class Topic(msgspec.Struct, frozen=True):
    """A topic and its arguments, as Flickr takes them."""

    name: str
    arguments: Mapping[str, str] = msgspec.field(default_factory=dict)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a delivery, as far as the archive reads it; nothing of it is believed.

    `updates` are the types of `flickr:update`, `author` the NSID of the photo's owner,
    `contributor` that of whoever faved it; empty where the entry does not say.
    """

    photo: str
    updated: str = ""
    updates: tuple[str, ...] = ()
    author: str = ""
    contributor: str = ""


class _Rules(msgspec.Struct, frozen=True):
    """What a topic is called in words, and what it takes.

    `choices` are sets of arguments of which one has to be there; `more` may be.
    """

    words: str
    choices: tuple[frozenset[str], ...] = ()
    more: frozenset[str] = frozenset()

    @property
    def takes(self) -> frozenset[str]:
        return self.more.union(*self.choices)


_PLACES: Final = (frozenset({"woe_ids"}), frozenset({"place_ids"}), frozenset({"lat", "lon"}))
_RULES: Final[Mapping[str, _Rules]] = {
    "contacts_photos": _Rules("photos of your contacts"),
    "contacts_faves": _Rules("what your contacts fave"),
    "my_photos": _Rules("your photos"),
    "my_faves": _Rules("what you fave"),
    "photos_of_me": _Rules("photos that show you"),
    "photos_of_contacts": _Rules("photos that show your contacts"),
    "geo": _Rules(
        "photos taken somewhere", _PLACES, frozenset({"radius", "radius_units", "accuracy"})
    ),
    "commons": _Rules("photos of the Flickr Commons", more=frozenset({"nsids"})),
    "tags": _Rules("photos with one of some tags", (frozenset({"tags"}),)),
}

TOPICS: Final[Mapping[str, str]] = {name: rules.words for name, rules in _RULES.items()}
"""Every topic, and what it is about in words to the member who subscribes."""


def topic(name: str, arguments: Mapping[str, str] | None = None) -> Topic:
    """Return a topic with its arguments, those that are empty left out. Raises BadTopic."""
    rules = _RULES.get(name)
    if rules is None:
        raise BadTopic(f"there is no topic {name[:40]!r}: there are {', '.join(_RULES)}")
    given = {key: value.strip() for key, value in (arguments or {}).items() if value.strip()}
    for key, value in given.items():
        if key not in rules.takes:
            raise BadTopic(f"{name} takes no {key[:40]!r}{_taken(rules)}")
        if len(value) > _LONGEST or not value.isprintable():
            raise BadTopic(f"{key} is too long, or has signs that nobody can see")
        if key in _READ and not _READ[key](value):
            raise BadTopic(f"{key} cannot be {value[:40]!r}")
    if rules.choices and not any(choice <= given.keys() for choice in rules.choices):
        wanted = " or ".join(" and ".join(sorted(choice)) for choice in rules.choices)
        raise BadTopic(f"{name} needs {wanted}")
    return Topic(name, dict(sorted(given.items())))


def arguments_of(name: str) -> tuple[str, ...]:
    """Return the names of all arguments that a topic takes."""
    return tuple(sorted(_RULES[name].takes))


def belongs(subscribed: Topic, nsid: str, told: str, entry: Entry) -> bool:
    """Tell whether an entry can be what a member subscribed to.

    `told` is the topic that the delivery itself names, empty where it names none. Of what
    topics are about, only who owns a photo and who faved it can be told without asking.
    """
    if told and told != subscribed.name:
        return False
    match subscribed.name:
        case "my_photos":
            return entry.author in ("", nsid)
        case "my_faves":
            return entry.author != nsid and entry.contributor in ("", nsid)
        case "contacts_photos" | "photos_of_contacts":
            return entry.author != nsid or subscribed.name == "photos_of_contacts"
        case "contacts_faves":
            return entry.contributor != nsid
        case "commons" if subscribed.arguments.get("nsids"):
            return entry.author in ("", *_listed(subscribed.arguments["nsids"]))
        case _:
            return True


def _listed(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _taken(rules: _Rules) -> str:
    return f": it takes {', '.join(sorted(rules.takes))}" if rules.takes else ""


def _number(low: float, high: float) -> Callable[[str], bool]:
    def within(value: str) -> bool:
        try:
            return low <= float(value) <= high
        except ValueError:
            return False

    return within


_READ: Final[Mapping[str, Any]] = {
    "lat": _number(-90, 90),
    "lon": _number(-180, 180),
    "radius": _number(0, 32_000),
    "radius_units": lambda value: value in ("mi", "km"),
    "accuracy": lambda value: value.isascii() and value.isdigit() and 1 <= int(value) <= 16,
    "nsids": lambda value: all(streams.is_nsid(nsid) for nsid in _listed(value)),
    "tags": lambda value: bool(_listed(value)),
    "woe_ids": lambda value: all(map(streams.is_id, _listed(value))),
}
