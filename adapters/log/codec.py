"""Events as bytes and back: msgspec's JSON, under a stored name and a schema version.

A topic such as `photo-title-changed/1` is a word of ours and never a class path. What was
stored under an older version is brought up to date by upcasters when it is read; nothing
stored is ever rewritten.
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Callable, Mapping, Sequence
from os import urandom
from typing import Any, Final, TypeAlias, Union

import msgspec

from adapters.log.errors import Undecodable, UnknownEvent
from domain import (
    account,
    album,
    backup,
    bookmark,
    contact,
    counts,
    fave,
    files,
    forgetting,
    person,
    seal,
    subscription,
)
from domain.clock import Happened, Instant
from domain.fact import Event, Fact, Via, stored_name
from domain.photo import events as photo_events

Upcaster: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]

EVENTS: Final[tuple[type[Event], ...]] = (
    *account.EVENTS,
    *album.EVENTS,
    *backup.EVENTS,
    *bookmark.EVENTS,
    *contact.EVENTS,
    *counts.EVENTS,
    *fave.EVENTS,
    *files.EVENTS,
    *forgetting.EVENTS,
    *person.EVENTS,
    *photo_events.EVENTS,
    *seal.EVENTS,
    *subscription.EVENTS,
    *subscription.PINGS,
)
"""Every type of event that can stand in the log."""

UPCASTERS: Final[Mapping[str, Upcaster]] = {}
"""By topic, how an event of an older schema becomes one of the next: its plain fields."""


def topic_of(event: Event) -> str:
    """Return the stored name and schema version of an event."""
    return _TOPICS[type(event)]


def topics_of(events: Sequence[type[Event]]) -> list[str]:
    """Return the topics under which events of some types were ever stored."""
    return [f"{stored_name(e)}/{schema}" for e in events for schema in range(1, e.schema + 1)]


def encode(facts: Sequence[Fact]) -> list[bytes]:
    """Return facts as they are stored: each with a salt, which no reader looks at.

    Seals hash what is stored, and the hash outlives a purge. For the salt nobody can find
    out from the hash what a short title was. The salts of a batch are drawn at once.
    """
    salts = b2a_base64(urandom(_SALT * len(facts)), newline=False)
    places = range(0, len(salts), _SALTED)
    plain = _encoder.encode
    return [
        b'%s,"salt":"%s"}' % (plain(fact)[:-1], salts[place : place + _SALTED])
        for fact, place in zip(facts, places, strict=True)
    ]


def tombstone(leaf: bytes) -> bytes:
    """Return what is stored where an event was forgotten, byte for byte: it has no salt."""
    return _encoder.encode(forgetting.forgotten(leaf))


def kept_leaf(state: bytes) -> bytes:
    """Return the leaf that a tombstone keeps. Raises ValueError for what is none of ours."""
    try:
        event: Any = _decoder.decode(state).event
        leaf = bytes.fromhex(event.leaf)
    except (msgspec.MsgspecError, AttributeError) as error:
        raise ValueError(str(error)) from None
    if len(leaf) != _LEAF or tombstone(leaf) != state:
        raise ValueError("it was changed")
    return leaf


def decode(
    topic: str, state: bytes, position: int, upcasters: Mapping[str, Upcaster] = UPCASTERS
) -> Fact:
    """Return a stored fact.

    Raises UnknownEvent for a topic that this version of the program does not know, and
    Undecodable for bytes that are not what the topic says.
    """
    try:
        if topic not in _KNOWN:
            state = _brought_up_to_date(topic, state, position, upcasters)
        stored = _decoder.decode(state)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Undecodable(position, topic, str(error)) from None
    return Fact(
        event=stored.event,
        happened=stored.happened,
        observed=stored.observed,
        via=stored.via,
        account=stored.account,
        raw=stored.raw,
    )


def _brought_up_to_date(
    topic: str, state: bytes, position: int, upcasters: Mapping[str, Upcaster]
) -> bytes:
    fields = msgspec.json.decode(state)
    while topic in upcasters:
        fields = {**fields, "event": upcasters[topic](fields["event"])}
        name, _, schema = topic.rpartition("/")
        topic = f"{name}/{int(schema) + 1}"
    if topic not in _KNOWN:
        raise UnknownEvent(position, topic)
    return msgspec.json.encode(fields)


class _Stored(msgspec.Struct, gc=False):
    """The fields of a fact, with every type of event that may stand in it."""

    event: Union[EVENTS]  # type: ignore[valid-type] # noqa: UP007 - a union made of a tuple
    happened: Happened
    observed: Instant
    via: Via
    account: str = ""
    raw: str | None = None


_LEAF: Final = 32  # bytes: a SHA-256
_SALT: Final = 15  # bytes; they fill twenty characters of base 64
_SALTED: Final = 20
_TOPICS: Final = {event: f"{stored_name(event)}/{event.schema}" for event in EVENTS}
FORGOTTEN: Final = _TOPICS[forgetting.Forgotten]
"""The topic of what stands where an event was forgotten."""
ORDERS: Final = tuple(t for t in _TOPICS.values() if t.rpartition("/")[0] in forgetting.ORDERS)
"""The topics of the events that make the archive forget."""
_KNOWN: Final = frozenset(_TOPICS.values())
_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(_Stored)
