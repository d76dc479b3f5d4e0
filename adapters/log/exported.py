"""The form in which a log travels: an event a line, as JSON, in the order of positions.

    {"position":1,"stream":"photo:5","version":1,"type":"photo-seen/1","state":{…}}

`state` is the stored payload, byte for byte, so that what was sealed stays sealed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Final

import msgspec

from adapters.log.codec import decode, topic_of
from adapters.log.errors import LogError, Undecodable
from adapters.log.leaves import leaf_of
from adapters.log.merkle import Frontier
from adapters.log.stored import Row
from domain.fact import Fact
from domain.streams import KINDS, kind_of

_LONGEST: Final = 64 * 1024 * 1024
"""Bytes of a line. Events are a few hundred; what is longer is no export."""


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One event as it travels."""

    position: int
    stream: str
    version: int
    type: str
    state: msgspec.Raw


@dataclass(frozen=True, slots=True)
class Digest:
    """What a log or a file holds, in short: equal if and only if the events are.

    `root` is the root of the tree over all of them, as in a seal.
    """

    events: int
    root: str

    def __str__(self) -> str:
        return f"{self.events} events, root {self.root}"


class Digesting:
    """Makes a digest of rows, one after the other."""

    def __init__(self) -> None:
        self._tree = Frontier()

    def add(self, row: Row) -> None:
        """Add the next row. Raises ValueError for what cannot be an event."""
        self._tree.add(leaf_of(row))

    def digest(self) -> Digest:
        """Return the digest of what was added."""
        return Digest(self._tree.size, self._tree.root().hex())


def line_of(row: Row) -> bytes:
    """Return an event as a line. Raises Undecodable for a payload that is not JSON."""
    position, stream, version, topic, state = row
    try:
        msgspec.json.decode(state)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Undecodable(position, topic, str(error)) from None
    if b"\n" in state:
        raise Undecodable(position, topic, "it has a line break")
    return msgspec.json.encode(Line(position, stream, version, topic, msgspec.Raw(state))) + b"\n"


def rows_in(file: IO[bytes]) -> Iterator[tuple[Row, Fact]]:
    """Return the events of an export, as they are stored and as they are meant.

    Raises LogError for the first line that is no event of ours, or is out of its order.
    """
    before = 0
    for number, line in enumerate(_lines(file), 1):
        try:
            read = _decoder.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            what = f"is no event: {error}" if line.endswith(b"\n") else "is cut off"
            raise LogError(f"line {number} {what}: import a whole export, and it goes on") from None
        if read.position <= before:
            raise LogError(f"line {number}: position {read.position} does not follow {before}")
        if kind_of(read.stream) not in KINDS:
            raise LogError(f"line {number}: this version knows no stream {read.stream!r}")
        before = read.position
        state = bytes(read.state)
        fact = decode(read.type, state, read.position)
        name = read.type.rpartition("/")[0]
        if topic_of(fact.event).rpartition("/")[0] != name:
            raise LogError(f"line {number}: the event is no {name!r}")
        row = (read.position, read.stream, read.version, read.type, state)
        try:
            leaf_of(row)
        except ValueError as error:
            raise LogError(f"line {number}: {error}") from None
        yield row, fact


def write_lines(rows: Iterable[Row], out: IO[bytes]) -> Digest:
    """Write events as lines, and return their digest."""
    digesting = Digesting()
    for row in rows:
        out.write(line_of(row))
        digesting.add(row)
    return digesting.digest()


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    while line := file.readline(_LONGEST):
        yield line


_decoder: Final = msgspec.json.Decoder(Line)
