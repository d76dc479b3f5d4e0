"""The table from kinds of stream to the rows they make: the one place to add a kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Table

from domain.fact import Fact
from projections import tables as t
from projections.rows import files, others, photo, push

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """What one kind of stream becomes.

    `rows` makes all rows of a stream, by table name. `keys` names, for each table, the
    columns that hold the parts of the stream's name, so that its old rows can be found;
    `("stream",)` where the whole name stands in one column.
    """

    rows: Callable[[str, Sequence[Fact]], Mapping[str, Sequence[Row]]]
    keys: Mapping[Table, tuple[str, ...]]


_NO_ROWS: Final = Shape(lambda _stream, _facts: {}, {})
"""Pings are many, seals prove the log, what was forgotten is gone: no page lists them."""

SHAPES: Final[Mapping[str, Shape]] = {
    "photo": Shape(
        photo.rows,
        {
            t.PHOTOS: ("photo",),
            t.READERS: ("photo",),
            t.SUGGESTIONS: ("photo",),
            t.PURGED: ("photo",),
            t.CHANGES: ("stream",),
            t.FILES: ("stream",),
        },
    ),
    "fave": Shape(others.fave, {t.FAVES: ("nsid", "photo"), t.FILES: ("stream",)}),
    "contact": Shape(others.contact, {t.CONTACTS: ("owner", "nsid"), t.FILES: ("stream",)}),
    "person": Shape(others.person, {t.PEOPLE: ("nsid",), t.FILES: ("stream",)}),
    "album": Shape(
        others.album,
        {t.ALBUMS: ("album",), t.ALBUM_PHOTOS: ("album",), t.FILES: ("stream",)},
    ),
    "account": Shape(others.account, {t.ACCOUNTS: ("nsid",), t.KEPT_ALIASES: ("nsid",)}),
    "bookmark": Shape(others.bookmark, {t.BOOKMARKS: ("stream",)}),
    "backup": Shape(others.backup, {t.LOOKS: ("stream",), t.RUNS: ("stream",)}),
    "counts": Shape(others.counts, {t.COUNTS: ("stream",)}),
    "files": Shape(files.findings, {t.FINDINGS: ("stream",), t.CHECKS: ("stream",)}),
    "subscription": Shape(push.subscription, {t.SUBSCRIPTIONS: ("subscription",)}),
    "pings": _NO_ROWS,
    "seal": _NO_ROWS,
    "forgotten": _NO_ROWS,
}
"""Every kind of stream that the site shows. Another kind stops the projection, by name."""
