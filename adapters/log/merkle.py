"""Merkle trees as RFC 6962 makes them: roots, and proofs by the roots of subtrees.

Leaves are numbered from 0. A subtree is named by its first leaf and the one after its last.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Final, TypeAlias

Hash: TypeAlias = bytes
"""32 bytes."""

Subtree: TypeAlias = Callable[[int, int], Hash]
"""Gives the root of the leaves from one number up to before another."""

EMPTY: Final[Hash] = sha256(b"").digest()


def leaf_hash(entry: bytes) -> Hash:
    """Return the hash of a leaf."""
    return sha256(b"\0" + entry).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    """Return the hash of what stands above two subtrees."""
    return sha256(b"\1" + left + right).digest()


class Frontier:
    """The roots of the full subtrees of a growing tree: all that its root depends on.

    There are never more of them than the size has binary digits.
    """

    def __init__(self) -> None:
        self.size = 0
        self._roots: list[tuple[int, Hash]] = []

    def add(self, root: Hash, leaves: int = 1) -> None:
        """Add a leaf, or a full subtree of as many leaves as a power of two.

        A subtree can be added only where its size divides that of the tree.
        """
        if self.size % leaves:
            raise ValueError(f"{leaves} leaves cannot follow {self.size}")
        self.size += leaves
        while self._roots and self._roots[-1][0] == leaves:
            root = node_hash(self._roots.pop()[1], root)
            leaves *= 2
        self._roots.append((leaves, root))

    def root(self) -> Hash:
        """Return the root of everything that was added."""
        if not self._roots:
            return EMPTY
        root = self._roots[-1][1]
        for _, left in reversed(self._roots[:-1]):
            root = node_hash(left, root)
        return root


def root_of(leaves: Sequence[Hash]) -> Hash:
    """Return the root of the tree over some leaves."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.add(leaf)
    return frontier.root()


def halves(first: int, end: int) -> int:
    """Return where the right half of a subtree of at least two leaves begins."""
    return first + (1 << (end - first - 1).bit_length() - 1)


def inclusion(number: int, size: int, subtree: Subtree) -> list[Hash]:
    """Return the audit path of a leaf in the tree of so many leaves (RFC 6962, 2.1.1)."""
    path: list[Hash] = []
    first, end = 0, size
    while end - first > 1:
        middle = halves(first, end)
        if number < middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(first, middle))
            first = middle
    return path[::-1]


def consistency(old: int, size: int, subtree: Subtree) -> list[Hash]:
    """Return the proof that a tree begins with the `old` leaves of another (RFC 6962, 2.1.2)."""
    path: list[Hash] = []
    first, end, whole = 0, size, True
    while old != end:
        middle = halves(first, end)
        if old <= middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(first, middle))
            first, whole = middle, False
    if not whole:
        path.append(subtree(first, end))
    return path[::-1]
