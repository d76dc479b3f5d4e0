"""The indexes of the site's tables: what pages ask for, in the order in which they show it."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Index

from projections.tables import (
    ALBUM_PHOTOS,
    ALBUMS,
    BOOKMARKS,
    CHANGES,
    CONTACTS,
    COUNTS,
    FAVES,
    FILES,
    FINDINGS,
    KEPT_ALIASES,
    LOOKS,
    PEOPLE,
    PHOTOS,
    PURGED,
    READERS,
    RUNS,
    SUGGESTIONS,
)

INDEXES: Final = (
    Index("photos_by_owner", PHOTOS.c.owner, PHOTOS.c.posted, PHOTOS.c.photo, PHOTOS.c.shown_from),
    Index("purged_by_member", PURGED.c.member),
    Index("readers_by_member", READERS.c.member, READERS.c.photo),
    Index("changes_by_owner", CHANGES.c.owner, CHANGES.c.at),
    Index("changes_by_photo", CHANGES.c.photo, CHANGES.c.at),
    Index("faves_by_date", FAVES.c.nsid, FAVES.c.faved, FAVES.c.photo),
    Index("faves_by_photo", FAVES.c.photo),
    Index("contacts_by_nsid", CONTACTS.c.nsid, CONTACTS.c.owner),
    Index("people_by_alias", PEOPLE.c.path_alias),
    Index("kept_aliases_by_alias", KEPT_ALIASES.c.alias, KEPT_ALIASES.c.since),
    Index("albums_by_owner", ALBUMS.c.owner, ALBUMS.c.created),
    Index("album_photos_by_photo", ALBUM_PHOTOS.c.photo),
    Index("bookmarks_by_nsid", BOOKMARKS.c.nsid),
    Index("looks_by_nsid", LOOKS.c.nsid, LOOKS.c.subject, LOOKS.c.at),
    Index("counts_by_photo", COUNTS.c.photo, COUNTS.c.at),
    Index("files_by_key", FILES.c.key),
    Index("findings_by_key", FINDINGS.c.key, FINDINGS.c.at),
    Index("suggestions_by_owner", SUGGESTIONS.c.owner, SUGGESTIONS.c.waits),
    Index("suggestions_by_member", SUGGESTIONS.c.member, SUGGESTIONS.c.waits),
    Index("runs_by_nsid", RUNS.c.nsid, RUNS.c.begun),
)
"""Made last when a generation is built: rows go in faster before there are any."""
