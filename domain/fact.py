"""The envelope: one immutable fact, as the log keeps it.

The event inside says only what Flickr showed. The envelope says when it was so, when it
was seen, by what way, through whose account, and by which raw answer.
"""

from __future__ import annotations

from typing import ClassVar, Final, Literal, TypeAlias

import msgspec

from domain.clock import Happened, Instant

UNSAID: Final = msgspec.UNSET
"""What an observation did not carry. A missing field is not an emptied one."""

Unsaid: TypeAlias = msgspec.UnsetType

Via: TypeAlias = Literal["poll", "push", "upload", "import", "member", "check", "gazetteer"]
"""How a fact came to the archive."""


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", gc=False):
    """What is common to all events: a stored name (`tag=`) and a schema version.

    The stored name is a word of ours and never changes; a changed meaning is a new
    `schema` number with an upcaster in the log's codec. A field that is UNSAID is not
    stored. Facts are trees, so the garbage collector need not look at them (`gc=False`).
    """

    schema: ClassVar[int] = 1


def stored_name(event: type[Event]) -> str:
    """Return the word under which events of this type are stored."""
    return str(event.__struct_config__.tag)


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One fact of a stream.

    `account` is the NSID of the member whose token saw it (empty where the archive itself
    is the witness). `raw` is the SHA-256 of the raw answer, hexadecimal.
    """

    event: Event
    happened: Happened
    observed: Instant
    via: Via
    account: str = ""
    raw: str | None = None


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """One look at Flickr, as the poller, the importer or the receiver made it.

    `at` is when what was seen was so on Flickr; `exact` says that Flickr itself gave that
    instant. `lastupdate` is Flickr's own date of the last change of the thing, if it was
    told. `observed` is when the archive saw it.
    """

    at: Instant
    observed: Instant
    via: Via
    account: str = ""
    raw: str | None = None
    exact: bool = False
    lastupdate: Instant | None = None


def by_member(nsid: str, now: Instant) -> Look:
    """Return the look of a member who says or does something here; "": the archive's keeper."""
    return Look(at=now, observed=now, via="member", account=nsid)


class Covered(msgspec.Struct, frozen=True):
    """The looks around a sighting that covered the same facet.

    `before` is the last one before it (`DAWN` if none), `after` the next one after it
    (None if the sighting is the newest).
    """

    before: Instant = 0
    after: Instant | None = None


class ForeignEvent(Exception):  # noqa: N818 - it names what was met, as the field does
    """An event was folded into a stream of another kind: the log or the caller is wrong."""

    def __init__(self, event: object, kind: str) -> None:
        super().__init__(f"{type(event).__name__} is no event of a {kind} stream")
