"""The search index: embedded (SQLite's FTS5), or a Solr. Both answer the same."""
