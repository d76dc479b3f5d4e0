"""The tables of the embedded index. The words of a text are cut already when they come in.

FTS5 keeps no text of its own: what a document says is in its `body`, which also tells what to
take out again. Its `ascii` tokenizer takes every letter beyond ASCII for a part of a word, so
it parts words at the spaces between them and nowhere else. It answers for phrases; for all
else `postings` has the set of the documents that have a value in a field, and where the
values are counted, the size of the set, the part of the field in which it stands (`grouping`),
and how many of the documents are open to everybody. `groups` has the sets of the parts, and by
which change each was last written.
"""

from __future__ import annotations

from typing import Final

from domain.search.query import TEXTS

TABLES: Final = (
    "CREATE TABLE position (reached INTEGER NOT NULL, changes INTEGER NOT NULL)",
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
        size INTEGER,
        part INTEGER,
        open INTEGER,
        docs BLOB NOT NULL,
        PRIMARY KEY (field, value)
    ) WITHOUT ROWID""",
    """CREATE TABLE groups (
        field TEXT NOT NULL,
        part INTEGER NOT NULL,
        most INTEGER NOT NULL,
        changed INTEGER NOT NULL,
        docs BLOB NOT NULL,
        PRIMARY KEY (field, part)
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
    "CREATE INDEX postings_by_part ON postings (field, part, size DESC) WHERE size IS NOT NULL",
    "CREATE INDEX postings_by_value ON postings (field, value, size, open) WHERE size IS NOT NULL",
    "CREATE INDEX favings_by_nsid ON favings (nsid, photo)",
    "CREATE INDEX belongings_by_album ON belongings (album, photo)",
)
"""Made last when an index is filled anew: entries go in faster before there are any."""
