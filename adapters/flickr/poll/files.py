"""The files of a photo: those wanted that are not stored yet, else the best that can be had."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from adapters.flickr.errors import FlickrError
from adapters.flickr.poll.ports import Kept, Poll
from adapters.flickr.poll.recording import look_now, record
from adapters.flickr.poll.sizes import LETTER
from adapters.flickr.poll.trouble import set_aside
from domain import filenames, streams
from domain.fact import UNSAID, Fact
from domain.photo import Photo, observe_stored, photo_history
from domain.photo.values import Size, StoredFile

_AT_ONCE: Final = 4


def store_files(poll: Poll, photo_id: str, seen: Photo, held: Photo) -> None:
    """Fetch and record the wanted files of a photo that are not among those `held`.

    A file that cannot be had is set aside with its reason and tried again by the next
    run; it stops nothing.
    """
    if seen.sizes is UNSAID or seen.picture is UNSAID or held.purged:
        return
    files = {} if held.files is UNSAID else held.files
    wanted, why = _wanted(poll.sizes, seen.sizes)
    keyed = [(size, filenames.at_address(photo_id, size.source)) for size in wanted]
    missing = [(size, key) for size, key in keyed if key and key not in files]
    stored = []
    for (size, key), kept in zip(missing, _fetched(poll, missing), strict=True):
        if isinstance(kept, FlickrError):
            reason = set_aside(kept)
            poll.report.counts["files failed"] += 1
            poll.report.missing[photo_id] = f"{LETTER[size.label]}: {reason}"
            continue
        poll.report.counts["files"] += 1
        poll.report.counts["bytes"] += kept.bytes
        stored.append(_stored(size, key, seen.picture.secret, kept, why))
    if stored:
        _record(poll, streams.photo(photo_id), stored)


def _fetched(poll: Poll, missing: Sequence[tuple[Size, str]]) -> list[Kept | FlickrError]:
    """Fetch the files of one photo side by side; how fast in all is for the keeper's pace."""

    def fetch(wanted: tuple[Size, str]) -> Kept | FlickrError:
        size, key = wanted
        try:
            return poll.keeper.picture(size.source, key)
        except FlickrError as refusal:
            return refusal

    if not missing:
        return []
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        return list(pool.map(fetch, missing))


def _wanted(letters: Iterable[str], sizes: Iterable[Size]) -> tuple[list[Size], str]:
    """Return the sizes to fetch, and why the largest of them is not the original, if so."""
    pictures = [size for size in sizes if size.media == "photo" and size.label in LETTER]
    by_letter = {LETTER[size.label]: size for size in pictures}
    wanted = [by_letter[letter] for letter in letters if letter in by_letter]
    if "o" not in letters or "o" in by_letter:
        return wanted, ""
    largest = max(pictures, key=_pixels, default=None)
    if largest is not None and largest not in wanted:
        wanted.insert(0, largest)
    return wanted, "Flickr offers no original to this token"


def _pixels(size: Size) -> int:
    return int(size.width or 0) * int(size.height or 0)


def _stored(size: Size, key: str, secret: str, kept: Kept, why: str) -> StoredFile:
    letter = LETTER[size.label]
    return StoredFile(
        key=key,
        size=letter,
        secret=secret,
        sha256=kept.sha256,
        bytes=kept.bytes,
        width=kept.width or int(size.width or 0),
        height=kept.height or int(size.height or 0),
        content_type=kept.content_type,
        best=letter == "o",
        why=why,
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
