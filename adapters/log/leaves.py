"""The leaves of the tree over the log, and where they are kept.

A leaf is the hash of one event: its position, stream, version, type, and the SHA-256 of
its stored payload. Leaves can be made of the log at any time. They are kept as well, in an
operational table beside it, so that a changed event can be named, a seal reads only what
is new, and a proof reads few rows: a row for every 1,024 leaves, with their root.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Final

from sqlalchemy import BigInteger, Column, Engine, Integer, LargeBinary, MetaData, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from adapters.log.codec import FORGOTTEN, kept_leaf
from adapters.log.errors import LogError
from adapters.log.merkle import Frontier, Hash, halves, leaf_hash, node_hash, root_of
from adapters.log.stored import Row

CHUNK: Final = 1024
"""How many leaves stand in a row: a power of two, so that a full row is a whole subtree."""

OPERATIONAL: Final = MetaData()
_LEAVES: Final = Table(
    "log_leaves",
    OPERATIONAL,
    Column("chunk", Integer, primary_key=True),
    Column("first", BigInteger, nullable=False),
    Column("size", Integer, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("leaves", LargeBinary, nullable=False),
)
"""`first` is the position of the first leaf; `leaves` are positions and hashes, by turns."""

_LEAF: Final = struct.Struct(">Q32s")
_HEAD: Final = struct.Struct(">QQHH")

Leaf = tuple[int, Hash]
"""A position of the log, and the hash of what stands there."""


def leaf_of(row: Row) -> Hash:
    """Return the leaf of a stored event. Raises ValueError for what cannot be an event.

    What was forgotten has the leaf that it had before.
    """
    position, stream, version, topic, state = row
    try:
        if topic == FORGOTTEN:
            return kept_leaf(state)
        name, kind = stream.encode(), topic.encode()
        head = _HEAD.pack(position, version, len(name), len(kind))
        return leaf_hash(head + name + kind + sha256(state).digest())
    except (AttributeError, TypeError, ValueError, struct.error) as error:
        raise ValueError(f"position {position} holds no event") from error


@dataclass(frozen=True, slots=True)
class Chunk:
    """A row of kept leaves. `root` was kept beside them and is theirs if nobody touched them."""

    number: int
    root: Hash
    leaves: Sequence[Leaf]

    @property
    def whole(self) -> bool:
        """Whether the leaves are those of which the root was made, in order."""
        positions = [position for position, _ in self.leaves]
        return (
            0 < len(positions) <= CHUNK
            and positions == sorted(set(positions))
            and root_of([leaf for _, leaf in self.leaves]) == self.root
        )


class Leaves:
    """The kept leaves of one log."""

    def __init__(self, operations: Engine) -> None:
        self._operations = operations

    def prepare(self) -> None:
        """Make the table. Safe to do again."""
        OPERATIONAL.create_all(self._operations)

    def size(self) -> int:
        """Return how many leaves are kept."""
        last = self.last()
        return 0 if last is None else last.number * CHUNK + len(last.leaves)

    def last(self) -> Chunk | None:
        """Return the last row, which may not be full."""
        query = select(_LEAVES).order_by(_LEAVES.c.chunk.desc()).limit(1)
        with self._operations.connect() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _chunk(row.chunk, row.root, row.leaves)

    def since(self, number: int = 0) -> Iterator[Chunk]:
        """Return the rows from a number on, one after the other; memory holds one."""
        while (found := self._read(number)) is not None:
            yield found
            number += 1

    def keep(self, chunks: Sequence[Chunk]) -> None:
        """Keep rows; one that has fewer leaves than what is kept already changes nothing."""
        if not chunks:
            return
        dialect = postgresql if self._operations.dialect.name == "postgresql" else sqlite
        insert = dialect.insert(_LEAVES)
        grown = {name: insert.excluded[name] for name in ("size", "root", "leaves")}
        statement = insert.on_conflict_do_update(
            index_elements=["chunk"], set_=grown, where=insert.excluded.size > _LEAVES.c.size
        )
        rows = [
            {
                "chunk": chunk.number,
                "first": chunk.leaves[0][0],
                "size": len(chunk.leaves),
                "root": chunk.root,
                "leaves": b"".join(_LEAF.pack(*leaf) for leaf in chunk.leaves),
            }
            for chunk in chunks
        ]
        with self._operations.begin() as connection:
            connection.execute(statement, rows)

    def forget(self) -> None:
        """Forget every leaf; the next seal makes them of the log again."""
        with self._operations.begin() as connection:
            connection.execute(_LEAVES.delete())

    def number_of(self, position: int) -> int:
        """Return the number of the leaf of a position. Raises LogError where none is kept."""
        query = (
            select(_LEAVES.c.chunk)
            .where(_LEAVES.c.first <= position)
            .order_by(_LEAVES.c.chunk.desc())
            .limit(1)
        )
        with self._operations.connect() as connection:
            chunk = connection.execute(query).scalar()
        found = None if chunk is None else self._read(chunk)
        for number, (kept, _) in enumerate(found.leaves if found else ()):
            if found and kept == position:
                return found.number * CHUNK + number
        raise LogError(f"position {position} is in no seal: run `parallel-flickr log seal`")

    def tree(self) -> Tree:
        """Return the tree over the kept leaves, as it is now."""
        query = select(_LEAVES.c.root).where(_LEAVES.c.size == CHUNK).order_by(_LEAVES.c.chunk)
        with self._operations.connect() as connection:
            roots = list(connection.execute(query).scalars())
        return Tree(self, roots)

    def _read(self, number: int) -> Chunk | None:
        query = select(_LEAVES).where(_LEAVES.c.chunk == number)
        with self._operations.connect() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _chunk(row.chunk, row.root, row.leaves)

    def hashes(self, number: int) -> list[Hash]:
        """Return the hashes of one row."""
        found = self._read(number)
        return [] if found is None else [leaf for _, leaf in found.leaves]


class Tree:
    """Roots of any part of the tree, made of those of full rows and of few leaves."""

    def __init__(self, leaves: Leaves, roots: Sequence[Hash]) -> None:
        self._roots = roots
        self._hashes = lru_cache(maxsize=4)(leaves.hashes)

    def __call__(self, first: int, end: int) -> Hash:
        """Return the root of the leaves from one number up to before another."""
        chunk, skipped = divmod(first, CHUNK)
        if end - first == CHUNK and not skipped and chunk < len(self._roots):
            return self._roots[chunk]
        if end <= (chunk + 1) * CHUNK:
            found = self._hashes(chunk)[skipped : end - chunk * CHUNK]
            if len(found) != end - first:
                raise LogError("leaves that were sealed are missing: run `log verify`")
            return root_of(found)
        middle = halves(first, end)
        return node_hash(self(first, middle), self(middle, end))

    def root(self, size: int) -> Hash:
        """Return the root of the tree over the first so many leaves."""
        return self(0, size) if size else Frontier().root()


def _chunk(number: int, root: Hash, leaves: bytes) -> Chunk:
    whole = leaves[: len(leaves) - len(leaves) % _LEAF.size]
    return Chunk(number, bytes(root), tuple(_LEAF.iter_unpack(whole)))
