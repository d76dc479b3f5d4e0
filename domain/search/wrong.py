"""What is wrong with a query, and where."""

from __future__ import annotations


class QueryError(ValueError):
    """A query that makes no sense: `words` for people, and the place, from `start` to `end`."""

    def __init__(self, words: str, start: int, end: int) -> None:
        super().__init__(words)
        self.words = words
        self.start = start
        self.end = end
