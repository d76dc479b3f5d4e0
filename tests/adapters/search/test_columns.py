"""Columns tell how many of some documents have each value, whatever they were made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from adapters.search.embedded.columns import Column, column, longer

_VALUES = 300
_DOCUMENTS = st.lists(st.sets(st.integers(1, _VALUES), max_size=4), max_size=60)
"""The numbers of the values of each document."""


@given(_DOCUMENTS, _DOCUMENTS, st.sets(st.integers(0, 119)))
def test_counts_are_those_of_the_documents_one_by_one(
    first: Sequence[set[int]], then: Sequence[set[int]], asked: set[int]
) -> None:
    told = [*first, *then]
    found = [doc for doc in asked if doc < len(told)]
    counted = longer(_column(first), _column(then)).counts(BitMap(found))
    expected = Counter(number for doc in found for number in told[doc])
    assert {n: int(many) for n, many in enumerate(counted) if many} == expected


@given(
    st.dictionaries(st.integers(1, _VALUES), st.integers(1, 5)),
    st.integers(1, 20),
    st.integers(0, _VALUES),
)
def test_all_are_told_that_may_be_among_the_most_frequent(
    having: dict[int, int], limit: int, in_order: int
) -> None:
    counted = np.zeros(_VALUES + 1, np.intp)
    counted[list(having)] = list(having.values())
    told = dict(Column(np.zeros(0, np.uint16), None, _VALUES, in_order).most(counted, limit))
    assert told.items() <= having.items()
    # whatever the values after `in_order` are called: first of all, or last
    for ahead in (-1, 1):
        ordered = sorted(having, key=lambda n: (-having[n], ahead * (n > in_order), n))
        assert set(ordered[:limit]) <= told.keys()


def _column(told: Sequence[set[int]]) -> Column:
    pairs = [(doc, number) for doc, numbers in enumerate(told) for number in sorted(numbers)]
    docs, numbers = (np.array([pair[at] for pair in pairs], np.uint32) for at in (0, 1))
    return column(docs, numbers, len(told), _VALUES, 0)
