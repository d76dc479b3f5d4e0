"""Tags that go with those that a query asks for, to the viewer's eyes, on the day looked at."""

from __future__ import annotations

from typing import Final

from domain.search.index import Looker, SearchIndex
from domain.search.query import AllOf, Query, Term
from domain.search.related import Pair, Related, asked_tags, related, without_tags

_LOOKED_AT: Final = 60
"""Of the tags found together those of most photos are weighed."""


def related_tags(index: SearchIndex, query: Query, looking: Looker, most: int) -> list[Related]:
    """Return the tags that go with those asked for; none where the query asks for no tag.

    Everything is counted among photos that the viewer may see, and that the rest of the
    query finds. Raises SearchUnavailable and SearchTooSlow.
    """
    asked = asked_tags(query)
    if not asked:
        return []
    [together] = index.counts(query, looking, ("tag",), _LOOKED_AT + len(asked), newest=False)
    others = [count for count in together if count.value not in asked]
    terms = [Term("tag", frozenset({count.value})) for count in others]
    among, with_all, *each = index.how_many(
        without_tags(query), looking, [AllOf(), query.condition, *terms]
    )
    pairs = [Pair(c.value, c.photos, photos) for c, photos in zip(others, each, strict=True)]
    return related(pairs, with_all, among, most)
