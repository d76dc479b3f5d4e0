"""The files of a photo: those wanted that are not stored yet, else the best that can be had."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from adapters.flickr.errors import FlickrError
from adapters.flickr.poll.fetching import fetched
from adapters.flickr.poll.ports import Kept, Poll
from adapters.flickr.poll.recording import look_now, record
from adapters.flickr.poll.sizes import LETTER
from adapters.flickr.poll.trouble import set_aside
from domain import filenames, streams
from domain.fact import UNSAID, Fact
from domain.photo import Photo, observe_stored, photo_history
from domain.photo.made import FILM, ORIGINAL
from domain.photo.values import Size, StoredFile

_STILL: Final = "Original"
_FILM: Final = "Video Original"
_PLAYER: Final = "Video Player"


def store_files(poll: Poll, photo_id: str, seen: Photo, held: Photo) -> None:
    """Fetch and record the wanted files of a photo that are not among those `held`.

    A file that cannot be had is set aside with its reason and tried again by the next
    run; it stops nothing.
    """
    if seen.sizes is UNSAID or seen.picture is UNSAID or held.purged:
        return
    missing = lacking(poll, photo_id, seen, held)
    arrived = fetched(poll, [(size.source, key) for size, key in missing])
    stored = []
    for (size, key), kept in zip(missing, arrived, strict=True):
        if isinstance(kept, FlickrError):
            reason = set_aside(kept)
            poll.report.counts["files failed"] += 1
            poll.report.missing[photo_id] = f"{letter_of(size)}: {reason}"
            continue
        poll.report.counts["files"] += 1
        poll.report.counts["bytes"] += kept.bytes
        why = _why_no_better(poll, seen, held, size)
        stored.append(_stored(size, key, seen.picture.secret, kept, why))
    if stored:
        _record(poll, streams.photo(photo_id), stored)


def lacking(poll: Poll, photo_id: str, seen: Photo, held: Photo) -> list[tuple[Size, str]]:
    """Return the wanted files of a photo that are not held: sizes, each with its key."""
    if seen.sizes is UNSAID or seen.picture is UNSAID:
        return []
    files = {} if held.files is UNSAID else held.files
    keyed = [
        (size, filenames.at_address(photo_id, size.source))
        for size in _wanted(poll.sizes, seen.sizes)
    ]
    film = _film(seen.sizes) if poll.asks.videos and poll.sizes else None
    if film is not None:
        keyed.append((film, filenames.film(photo_id, seen.picture.secret, letter_of(film))))
    return [(size, key) for size, key in keyed if key and key not in files]


def letter_of(size: Size) -> str:
    """Return what stands for a size in file names: `o`, `z`; for a film `orig`, `720p`."""
    if size.media == "photo":
        return LETTER.get(size.label, "")
    return FILM if size.label == _FILM else size.label.replace(" ", "").lower()


def _wanted(letters: Iterable[str], sizes: Iterable[Size]) -> list[Size]:
    """Return the pictures to fetch: with no original the largest there is in its place."""
    pictures = [size for size in sizes if size.media == "photo" and size.label in LETTER]
    by_letter = {LETTER[size.label]: size for size in pictures}
    wanted = [by_letter[letter] for letter in letters if letter in by_letter]
    largest = max(pictures, key=_pixels, default=None)
    if "o" in letters and "o" not in by_letter and largest is not None and largest not in wanted:
        wanted.insert(0, largest)
    return wanted


def _film(sizes: Iterable[Size]) -> Size | None:
    """Return the best moving picture that may be fetched: the original, else the largest."""
    films = [size for size in sizes if size.media == "video" and size.label != _PLAYER]
    return max(films, key=lambda size: (size.label == _FILM, _pixels(size)), default=None)


def _why_no_better(poll: Poll, seen: Photo, held: Photo, size: Size) -> str:
    """Say why the best copy of a photo is not the uploaded file; empty where it is.

    Since May 2025 Flickr gives no original of a free account's photos to anybody.
    """
    sizes = () if seen.sizes is UNSAID else seen.sizes
    if size.media == "video":
        return "" if size.label == _FILM else "Flickr gives the original of a film to its owner"
    if "o" not in poll.sizes or any(s.label == _STILL for s in sizes):
        return ""
    owner = held.owner if seen.owner is UNSAID else seen.owner
    download = held.download if seen.download is UNSAID else seen.download
    if owner == poll.account:
        return "Flickr offers no original: free accounts have none since May 2025"
    if download == "0":
        return "Flickr offers no original: its owner allows no downloads, or has a free account"
    return "Flickr offers no original to this token"


def _pixels(size: Size) -> int:
    return int(size.width or 0) * int(size.height or 0)


def _stored(size: Size, key: str, secret: str, kept: Kept, why: str) -> StoredFile:
    letter = letter_of(size)
    return StoredFile(
        key=key,
        size=letter,
        secret=secret,
        sha256=kept.sha256,
        bytes=kept.bytes,
        width=kept.width or int(size.width or 0),
        height=kept.height or int(size.height or 0),
        content_type=kept.content_type,
        best=letter in (ORIGINAL, FILM),
        why=why,
        tones=kept.tones,
    )


def _record(poll: Poll, stream: str, files: Sequence[StoredFile]) -> None:
    """Record what was stored, in one transaction."""
    look = look_now(poll)

    def decide(held: Mapping[str, tuple[Fact, ...]]) -> dict[str, tuple[Fact, ...]]:
        facts = held[stream]
        for file in files:
            facts += observe_stored(photo_history(facts), file, look)
        return {stream: facts[len(held[stream]) :]}

    record(poll, [stream], decide)
