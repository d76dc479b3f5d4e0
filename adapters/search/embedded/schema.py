"""The tables of the embedded index. The words of a text are cut already when they come in.

FTS5 keeps no text of its own: what a document says is in its `body`, which also tells what to
take out again. Its `ascii` tokenizer takes every letter beyond ASCII for a part of a word, so
it parts words at the spaces between them and nowhere else. It answers for phrases; for all
else `postings` has the set of the documents that have a value in a field. Of values that are
counted, `counted` has the number of the value, the size of the set, and how many of the documents
are open to everybody. `columns` has which values each document has, by their numbers
(`numbering`); `numbered` tells the last number of each field, and up to which one they are in
the order of the values. No document ever has the number of another one, `last` or one before.
"""

from __future__ import annotations

from typing import Final

from domain.search.query import TEXTS

TABLES: Final = (
    "CREATE TABLE position (reached INTEGER NOT NULL, changes INTEGER NOT NULL,"
    " last INTEGER NOT NULL)",
    """CREATE TABLE documents (
        doc INTEGER PRIMARY KEY,
        photo TEXT NOT NULL,
        posted INTEGER NOT NULL,
        taken TEXT NOT NULL,
        shown_from INTEGER NOT NULL,
        shown_until INTEGER NOT NULL,
        latitude REAL,
        longitude REAL,
        body BLOB NOT NULL
    )""",
    """CREATE TABLE postings (
        field TEXT NOT NULL,
        value TEXT NOT NULL,
        docs BLOB NOT NULL,
        PRIMARY KEY (field, value)
    ) WITHOUT ROWID""",
    """CREATE TABLE counted (
        field TEXT NOT NULL,
        value TEXT NOT NULL,
        number INTEGER NOT NULL,
        size INTEGER NOT NULL,
        open INTEGER NOT NULL,
        PRIMARY KEY (field, value)
    ) WITHOUT ROWID""",
    """CREATE TABLE columns (
        field TEXT NOT NULL,
        block INTEGER NOT NULL,
        docs BLOB NOT NULL,
        numbers BLOB NOT NULL,
        PRIMARY KEY (field, block)
    ) WITHOUT ROWID""",
    """CREATE TABLE numbered (
        field TEXT PRIMARY KEY,
        last INTEGER NOT NULL,
        in_order INTEGER NOT NULL
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
    f"CREATE VIRTUAL TABLE texts USING fts5({', '.join(TEXTS)},"
    " tokenize = 'ascii', content = '', columnsize = 0)",
)

INDEXES: Final = (
    "CREATE INDEX documents_by_photo ON documents (photo)",
    "CREATE INDEX documents_by_posted ON documents (posted, photo)",
    "CREATE INDEX documents_by_taken ON documents (taken)",
    "CREATE INDEX documents_by_from ON documents (shown_from)",
    "CREATE INDEX documents_by_until ON documents (shown_until)",
    "CREATE INDEX documents_by_place ON documents (latitude, longitude) WHERE latitude IS NOT NULL",
    "CREATE INDEX counted_by_number ON counted (field, number)",
    "CREATE INDEX counted_by_size ON counted (field, size DESC, value)",
    "CREATE INDEX counted_by_open ON counted (field, open DESC, value)",
    "CREATE INDEX favings_by_nsid ON favings (nsid, photo)",
    "CREATE INDEX belongings_by_album ON belongings (album, photo)",
)
"""Made last when an index is filled anew: entries go in faster before there are any."""
