"""The tables of the site, the same definitions on SQLite and PostgreSQL.

Times are seconds since 1970. A row that holds for a time is shown from `shown_from`
until before `shown_until`. `viewers` and the like are sets of sorts of viewers, as
`domain.permission.Viewers` numbers them: as admitted then, and (`…_now`) as admitted
today, so that one row tells both halves of who may see the past.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

METADATA: Final = MetaData()


def _time(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _times(*names: str) -> list[Column[int]]:
    return [_time(name) for name in names]


PHOTOS: Final = Table(
    "photos",
    METADATA,
    Column("photo", String, primary_key=True),
    Column("piece", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("owner", String, nullable=False),
    *_times("posted", "shown_from", "shown_until", "sure_from", "sure_until"),
    Column("viewers", Integer, nullable=False),
    Column("viewers_now", Integer, nullable=False),
    # Whom the owner's permission admits when deletion is left aside: for favers. Null
    # where no owner told, and only the members whose token reads the photo may see it.
    Column("faver_viewers", Integer),
    Column("faver_viewers_now", Integer),
    Column("place_viewers", Integer, nullable=False),
    Column("place_viewers_now", Integer, nullable=False),
    Column("permission", Integer, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("taken", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("media", String, nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    # JSON: [[size, key, width, height, content type], …] of this version's picture.
    Column("files", Text, nullable=False),
    # The colours of its parts (`domain.photo.values.StoredFile`), empty where nobody looked.
    Column("tones", String, nullable=False),
)
"""A photo in time: a row for each time in which its version and its viewers are the same."""

SUGGESTIONS: Final = Table(
    "suggestions",
    METADATA,
    Column("photo", String, primary_key=True),
    Column("member", String, primary_key=True),
    Column("owner", String, nullable=False),
    _time("made"),
    # Whether it waits for the owner: it is answered else.
    Column("waits", Boolean, nullable=False),
)
"""Places that members suggested to a photo's owner; what they are stands in the photo's stream."""

READERS: Final = Table(
    "readers",
    METADATA,
    Column("photo", String, primary_key=True),
    Column("member", String, primary_key=True),
    Column("piece", Integer, primary_key=True),
    *_times("read_from", "read_until"),
    # Whether the member's token reads the photo to this day, as far as is known.
    Column("reads_now", Boolean, nullable=False),
)
"""When a member's own token could read a photo that is not theirs."""

PURGED: Final = Table(
    "purged",
    METADATA,
    Column("photo", String, primary_key=True),
    # For whom it was purged: its owner, where they are a member.
    Column("member", String, nullable=False),
)
"""The photos that the archive was asked to forget, and that Flickr may still list."""

TOTALS: Final = Table(
    "totals",
    METADATA,
    Column("owner", String, primary_key=True),
    Column("month", String, primary_key=True),
    Column("viewers", Integer, primary_key=True),
    Column("deleted", Boolean, primary_key=True),
    Column("photos", Integer, nullable=False),
)
"""How many photos an owner has today, by month posted and by who may see them."""

CHANGES: Final = Table(
    "changes",
    METADATA,
    Column("stream", String, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("owner", String, nullable=False),
    Column("photo", String, nullable=False),
    *_times("after", "at"),
    Column("viewers_before", Integer, nullable=False),
    Column("viewers", Integer, nullable=False),
    Column("viewers_now", Integer, nullable=False),
    # Whether lists show to others than the owner what changed.
    Column("on_list", Boolean, nullable=False),
    # JSON: the stored names of the events, such as ["photo-title-changed"].
    Column("events", Text, nullable=False),
)
"""Every edge between two versions: activity, calendars, and steps to the next change."""

FLUX: Final = Table(
    "flux",
    METADATA,
    Column("owner", String, primary_key=True),
    Column("month", String, primary_key=True),
    Column("viewers", Integer, primary_key=True),
    Column("viewers_now", Integer, primary_key=True),
    Column("on_list", Boolean, primary_key=True),
    Column("changes", Integer, nullable=False),
)
"""How many changes an owner's photos had, by month and by who may see what they led to."""

FAVES: Final = Table(
    "faves",
    METADATA,
    Column("nsid", String, primary_key=True),
    Column("photo", String, primary_key=True),
    Column("piece", Integer, primary_key=True),
    *_times("faved", "shown_from", "shown_until", "sure_until"),
)

CONTACTS: Final = Table(
    "contacts",
    METADATA,
    Column("owner", String, primary_key=True),
    Column("nsid", String, primary_key=True),
    Column("piece", Integer, primary_key=True),
    *_times("shown_from", "shown_until", "sure_from", "sure_until"),
    Column("contact", Boolean, nullable=False),
    Column("friend", Boolean, nullable=False),
    Column("family", Boolean, nullable=False),
    # The edges of the change that made this row, and the sort of viewer it makes.
    _time("after"),
    Column("sort", Integer, nullable=False),
)

PEOPLE: Final = Table(
    "people",
    METADATA,
    Column("nsid", String, primary_key=True),
    Column("piece", Integer, primary_key=True),
    *_times("shown_from", "shown_until"),
    Column("username", Text, nullable=False),
    Column("realname", Text, nullable=False),
    Column("path_alias", String, nullable=False),
    Column("iconserver", String, nullable=False),
    Column("icon_key", String, nullable=False),
    Column("gone", Boolean, nullable=False),
)

ALBUMS: Final = Table(
    "albums",
    METADATA,
    Column("album", String, primary_key=True),
    Column("piece", Integer, primary_key=True),
    Column("owner", String, nullable=False),
    *_times("created", "shown_from", "shown_until", "sure_from", "sure_until"),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("cover", String, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("reordered", Boolean, nullable=False),  # what was in it before stands otherwise
    Column("photos", Text, nullable=False),  # JSON: the ids of its photos, in its order
)

ALBUM_PHOTOS: Final = Table(
    "album_photos",
    METADATA,
    Column("album", String, primary_key=True),
    Column("photo", String, primary_key=True),
    Column("shown_from", BigInteger, primary_key=True),
    _time("shown_until"),
)
"""When a photo was in an album; the album's row has their order."""

ACCOUNTS: Final = Table(
    "accounts",
    METADATA,
    Column("nsid", String, primary_key=True),
    Column("username", Text, nullable=False),
    _time("joined"),
    Column("backups", Text, nullable=False),
    Column("paused", Boolean, nullable=False),
    Column("perms", String, nullable=False),
    Column("roles", Text, nullable=False),
    Column("deleted", Boolean, nullable=False),
)

KEPT_ALIASES: Final = Table(
    "kept_aliases",
    METADATA,
    Column("nsid", String, primary_key=True),
    Column("alias", String, primary_key=True),
    # When they were first to have it: who was first at the whole archive has it.
    _time("since"),
)
"""Path aliases that the archive keeps for its members, beside those at Flickr."""

BOOKMARKS: Final = Table(
    "bookmarks",
    METADATA,
    Column("stream", String, primary_key=True),
    Column("piece", Integer, primary_key=True),
    Column("nsid", String, nullable=False),
    Column("number", Integer, nullable=False),
    *_times("shown_from", "shown_until"),
    Column("name", Text, nullable=False),
    Column("latitude", Float, nullable=False),
    Column("longitude", Float, nullable=False),
    Column("accuracy", Integer, nullable=False),
)
"""The places that members keep for themselves, a row for each time in which one was so."""

LOOKS: Final = Table(
    "looks",
    METADATA,
    Column("stream", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("at", BigInteger, primary_key=True),
    Column("nsid", String, nullable=False),
)
"""What finished runs covered, and when: the lower edge of the next change."""

RUNS: Final = Table(
    "runs",
    METADATA,
    Column("stream", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("nsid", String, nullable=False),
    Column("kind", String, nullable=False),
    *_times("begun", "finished"),
    Column("counts", Text, nullable=False),
    Column("missing", Text, nullable=False),
    # JSON where the run made a certificate that says something new, else empty.
    Column("certificate", Text, nullable=False),
    # When the one that it stands on was made; 0 where it could not compare.
    _time("certified"),
)

COUNTS: Final = Table(
    "counts",
    METADATA,
    Column("stream", String, primary_key=True),
    Column("at", BigInteger, primary_key=True),
    Column("photo", String, nullable=False),
    Column("views", BigInteger, nullable=False),
    # Null where Flickr did not say.
    Column("faves", BigInteger),
    Column("comments", BigInteger),
)
"""How often a photo was viewed, faved and commented, on the days on which that changed."""

FILES: Final = Table(
    "files",
    METADATA,
    Column("stream", String, primary_key=True),
    Column("key", String, primary_key=True),
    # Flickr's letter of the size, or `icon`, or `raw` for an answer as it came.
    Column("kind", String, nullable=False),
    # The first version of the photo that shows it; null where none does.
    Column("version", Integer),
    # 0 and "" where only that it was stored is known; a raw answer's key has its digest.
    Column("bytes", BigInteger, nullable=False),
    Column("sha256", String, nullable=False),
    _time("stored"),
)
"""The manifest: every file that the archive was told it holds, by what told so.

Streams that came of one answer each name it. When a file was last checked is no fact of
its stream, and stands beside the log (`adapters.care.checks`)."""

FINDINGS: Final = Table(
    "findings",
    METADATA,
    Column("stream", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("key", String, nullable=False),
    _time("at"),
    # A fault, as `domain.files.FaultKind` names them, or empty where it was mended.
    Column("fault", String, nullable=False),
)
"""What checks found wrong with stored files: the last word on a key holds."""

CHECKS: Final = Table(
    "checks",
    METADATA,
    Column("stream", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    *_times("begun", "finished"),
    Column("known", Integer, nullable=False),
    Column("files", Integer, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("broken", Integer, nullable=False),
    Column("extra", Integer, nullable=False),
)
"""Every finished run of checks."""

SUBSCRIPTIONS: Final = Table(
    "subscriptions",
    METADATA,
    Column("subscription", String, primary_key=True),
    Column("nsid", String, nullable=False),
    Column("topic", String, nullable=False),
    # JSON: the topic's arguments.
    Column("arguments", Text, nullable=False),
    Column("status", String, nullable=False),
    _time("asked"),
    # When the lease ends; 0 for one that Flickr renews by itself.
    _time("until"),
    Column("why", Text, nullable=False),
)
"""PuSH subscriptions as they stand, those that were dropped too."""

POSITIONS: Final = Table(
    "positions",
    METADATA,
    Column("projection", String, primary_key=True),
    Column("share", Integer, primary_key=True),
    Column("position", BigInteger, nullable=False),
)
"""How far the rows account for the log; written in the same transaction as they are."""
