"""The tree, held against RFC 6962's own words and its known answers."""

from __future__ import annotations

from hashlib import sha256

import pytest

from adapters.log.merkle import (
    EMPTY,
    Frontier,
    Hash,
    consistency,
    inclusion,
    leaf_hash,
    node_hash,
    root_of,
)
from tests.adapters.log.proofs import root_with, roots_of_growth

ENTRIES = [bytes.fromhex(e) for e in ("", "00", "10", "2021", "3031", "40414243")]
ENTRIES += [bytes.fromhex("5051525354555657"), bytes.fromhex("606162636465666768696a6b6c6d6e6f")]
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
"""The test vectors of Certificate Transparency's reference implementation."""


def plain_root(leaves: list[Hash]) -> Hash:
    """The definition in RFC 6962, 2.1, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node_hash(plain_root(leaves[:k]), plain_root(leaves[k:]))


@pytest.mark.parametrize("size", ROOTS)
def test_roots_are_those_of_the_reference_implementation(size: int) -> None:
    assert root_of([leaf_hash(entry) for entry in ENTRIES[:size]]).hex() == ROOTS[size]


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    assert Frontier().root() == sha256(b"").digest()


def test_every_size_has_the_root_of_the_definition_and_every_proof_holds() -> None:
    leaves = [leaf_hash(bytes([number])) for number in range(40)]
    for size in range(1, len(leaves) + 1):
        root = plain_root(leaves[:size])
        assert root_of(leaves[:size]) == root

        def subtree(first: int, end: int) -> Hash:
            return plain_root(leaves[first:end])

        for number in range(size):
            path = inclusion(number, size, subtree)
            assert root_with(number, size, leaves[number], path) == root
        for old in range(1, size + 1):
            path = consistency(old, size, subtree)
            before = plain_root(leaves[:old])
            assert roots_of_growth(old, size, before, path) == (before, root)


def test_a_full_subtree_counts_as_its_leaves() -> None:
    leaves = [leaf_hash(bytes([number])) for number in range(11)]
    frontier = Frontier()
    frontier.add(root_of(leaves[:8]), 8)
    for leaf in leaves[8:]:
        frontier.add(leaf)
    assert frontier.root() == plain_root(leaves)


def test_a_subtree_is_refused_where_it_cannot_stand() -> None:
    frontier = Frontier()
    frontier.add(leaf_hash(b""))
    with pytest.raises(ValueError, match="cannot follow"):
        frontier.add(leaf_hash(b""), 2)
