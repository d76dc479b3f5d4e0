"""The tables of the embedded index. The words of a text are cut already when they come in.

FTS5's `ascii` tokenizer takes every letter beyond ASCII for a part of a word, so it parts
words at the spaces between them and nowhere else.
"""

from __future__ import annotations

from typing import Final

from domain.search.query import TEXTS

TABLES: Final = (
    "CREATE TABLE position (reached INTEGER NOT NULL)",
    """CREATE TABLE documents (
        doc INTEGER PRIMARY KEY,
        photo TEXT NOT NULL,
        owner TEXT NOT NULL,
        posted INTEGER NOT NULL,
        taken TEXT NOT NULL,
        shown_from INTEGER NOT NULL,
        shown_until INTEGER NOT NULL,
        viewers INTEGER NOT NULL,
        viewers_now INTEGER NOT NULL,
        faver_viewers INTEGER,
        faver_viewers_now INTEGER,
        place_viewers INTEGER NOT NULL,
        place_viewers_now INTEGER NOT NULL,
        deleted INTEGER NOT NULL,
        latitude REAL,
        longitude REAL
    )""",
    """CREATE TABLE readers (
        member TEXT NOT NULL,
        doc INTEGER NOT NULL,
        reads_now INTEGER NOT NULL,
        PRIMARY KEY (member, doc)
    ) WITHOUT ROWID""",
    """CREATE TABLE terms (
        field TEXT NOT NULL,
        value TEXT NOT NULL,
        doc INTEGER NOT NULL,
        PRIMARY KEY (field, value, doc)
    ) WITHOUT ROWID""",
    """CREATE TABLE favings (
        nsid TEXT NOT NULL,
        photo TEXT NOT NULL,
        faved INTEGER NOT NULL,
        shown_from INTEGER NOT NULL,
        shown_until INTEGER NOT NULL
    )""",
    """CREATE TABLE belongings (
        album TEXT NOT NULL,
        photo TEXT NOT NULL,
        shown_from INTEGER NOT NULL,
        shown_until INTEGER NOT NULL
    )""",
    f"CREATE VIRTUAL TABLE texts USING fts5({', '.join(TEXTS)}, tokenize = 'ascii')",
)

INDEXES: Final = (
    "CREATE INDEX documents_by_photo ON documents (photo)",
    "CREATE INDEX documents_by_posted ON documents (posted, photo)",
    "CREATE INDEX terms_by_doc ON terms (doc)",
    "CREATE INDEX readers_by_doc ON readers (doc)",
    "CREATE INDEX favings_by_nsid ON favings (nsid, photo)",
    "CREATE INDEX belongings_by_album ON belongings (album, photo)",
)
"""Made last when an index is filled anew: entries go in faster before there are any."""
