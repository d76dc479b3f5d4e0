"""The embedded search index: SQLite's FTS5 and sets of documents, in a file of its own."""

from adapters.search.embedded.index import EmbeddedSearch

__all__ = ["EmbeddedSearch"]
