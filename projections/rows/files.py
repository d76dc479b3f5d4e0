"""The manifest's rows of one stream, and what checks found in one month."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from domain import filenames
from domain.clock import Instant
from domain.fact import UNSAID, Fact
from domain.files import FileFoundBroken, FileMended, FilesChecked
from domain.history import History
from domain.person import PersonIconStored
from domain.photo import Photo
from domain.photo.events import PhotoFileStored

Row = tuple[Any, ...]

RAW = "raw"
ICON = "icon"


def of_photo(stream: str, past: History[Photo]) -> list[Row]:
    """Return the files of a photo, and the answers that told of it."""
    stored: dict[str, Row] = {}
    for fact in past.facts:
        event = fact.event
        if isinstance(event, PhotoFileStored):
            file = event.file
            shown = _first_version(past, file.secret)
            told = (file.key, file.size, shown, file.bytes, file.sha256, fact.observed)
            stored[file.key] = (stream, *told)
    return [*stored.values(), *answers(stream, past.facts)]


def of_person(stream: str, facts: Sequence[Fact]) -> list[Row]:
    """Return the buddy icons of a person, and the answers that told of them."""
    icons: dict[str, Row] = {}
    for fact in facts:
        event = fact.event
        if isinstance(event, PersonIconStored):
            told = (event.icon_key, ICON, None, event.bytes, event.sha256, fact.observed)
            icons[event.icon_key] = (stream, *told)
    return [*icons.values(), *answers(stream, facts)]


def answers(stream: str, facts: Iterable[Fact]) -> list[Row]:
    """Return the raw answers by which a stream was told."""
    first: dict[str, Instant] = {}
    for fact in facts:
        if fact.raw is not None:
            first.setdefault(fact.raw, fact.observed)
    return [
        (stream, filenames.answer(digest), RAW, None, 0, digest, at) for digest, at in first.items()
    ]


def findings(stream: str, facts: Sequence[Fact]) -> dict[str, list[Row]]:
    """Return what the checks of one month found, and what they looked at."""
    found: list[Row] = []
    checks: list[Row] = []
    for fact in facts:
        event, at = fact.event, fact.happened.until
        if isinstance(event, FileFoundBroken):
            found.append((stream, len(found), event.key, at, event.fault))
        elif isinstance(event, FileMended):
            found.append((stream, len(found), event.key, at, ""))
        elif isinstance(event, FilesChecked):
            counts = (event.known, event.files, event.bytes, event.broken, event.extra)
            checks.append((stream, len(checks), event.begun, at, *counts))
    return {"findings": found, "checks": checks}


def _first_version(past: History[Photo], secret: str) -> int | None:
    """Return the first version that shows the picture or the original with a secret."""
    for number, version in enumerate(past.versions):
        picture, original = version.state.picture, version.state.original
        if picture is not UNSAID and picture.secret == secret:
            return number
        if original is not UNSAID and original is not None and original.secret == secret:
            return number
    return None
