"""The search index: embedded, on SQLite's FTS5 (the port is `domain.search.index`)."""
