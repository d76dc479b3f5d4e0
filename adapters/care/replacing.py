"""Where the very bytes are lost: the same picture in other bytes, which count from then on.

Only for what was made of an original, by Flickr or here: Flickr encodes its sizes anew as it
likes. An original or an answer is its bytes, and nothing stands for them.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import msgspec

from adapters.care.looking import digest, look_at
from adapters.care.parts import Care
from adapters.images import SIZES, Refused, Seen, derive, seen_whole
from adapters.recording import record_one
from adapters.storage import Altered, Stored
from domain import streams
from domain.clock import exactly
from domain.fact import UNSAID, Fact, Look
from domain.files import How
from domain.history import History
from domain.person import PersonIconStored
from domain.photo import Photo, files_shown, observe_stored, photo_history
from domain.photo.made import FILM, ORIGINAL, original_among
from domain.photo.values import StoredFile
from projections.reading import files as reading
from projections.reading.files import Held
from projections.rows.files import ICON, RAW


class NoPicture(Exception):  # noqa: N818 - says what happened
    """What could take a file's place is not there, or is another picture; one line says why."""


def may_be_replaced(file: Held) -> bool:
    """Tell whether another encoding of the same picture is as good."""
    return file.kind not in (ORIGINAL, FILM, RAW)


def take_anew(care: Care, file: Held, came: IO[bytes]) -> How:
    """Store what Flickr gives today under a file's address, if it is the same picture: whole,
    and of the size that was recorded. Raises NoPicture, and what the storage raises."""
    picture = _looked_at(came)
    if file.kind == ICON:
        if picture.kind != "image/jpeg" or picture.width != picture.height:
            raise NoPicture("Flickr gives another picture for the icon")
        _tell_icon(care, file, _store(care, file, came))
        return "flickr anew"
    recorded = _recorded(_past(care, file), file.key)
    expected = Seen(recorded.width, recorded.height, recorded.content_type)
    if picture != expected:
        raise NoPicture(f"Flickr gives another picture: {picture}, not {expected}")
    _tell_photo(care, file, _store(care, file, came), "")
    return "flickr anew"


def make_anew(care: Care, file: Held) -> How:
    """Make a picture from the stored original, and store it in a file's place.

    Raises NoPicture where there is no whole original or no such size is made, and what the
    storage raises.
    """
    if file.kind not in SIZES:
        raise NoPicture(f"pictures of the size {file.kind} are not made here")
    with _whole_original(care, file) as original:
        try:
            made = derive(original, [file.kind])[file.kind]
        except Refused as refused:
            raise NoPicture(f"of the original no picture can be made: {refused}") from None
    if made.content_type != "image/jpeg":
        raise NoPicture("of an original that moves no still picture is made")
    stored = _store(care, file, io.BytesIO(made.content))
    _tell_photo(care, file, stored, "made from the original")
    return "original"


@contextmanager
def _whole_original(care: Care, file: Held) -> Iterator[IO[bytes]]:
    """The original of which a file was made, when it is still what was stored."""
    past = _past(care, file)
    versions = [files_shown(past, version.state) for version in past.versions]
    around = next((f for f in versions if any(one.key == file.key for one in f)), ())
    source = original_among(around)
    if source is None:
        raise NoPicture("the original is not stored")
    with care.views().connect() as connection:
        held = reading.held(connection, [source.key])
    if source.key not in held or look_at(care.storage, held[source.key]).fault:
        raise NoPicture("the original is broken as well")
    with tempfile.TemporaryFile() as original, care.storage.open(source.key) as kept:
        for piece in kept:
            original.write(piece)
        yield original


def _looked_at(came: IO[bytes]) -> Seen:
    try:
        return seen_whole(came)
    except Refused as refused:
        raise NoPicture(f"Flickr gives no picture: {refused}") from None


def _past(care: Care, file: Held) -> History[Photo]:
    if streams.kind_of(file.stream) != "photo":
        raise NoPicture("it is no picture of a photo")
    return photo_history(entry.fact for entry in care.log.read(file.stream))


def _recorded(past: History[Photo], key: str) -> StoredFile:
    files = UNSAID if past.now is None or past.now.state.purged else past.now.state.files
    if files is UNSAID or key not in files:
        raise NoPicture("the photo does not name it any more")
    return files[key]


def _store(care: Care, file: Held, content: IO[bytes]) -> Stored:
    """Store content in a file's place, and read it back."""
    content.seek(0)
    stored = care.storage.put(file.key, content)
    if digest(care.storage, file.key) != (stored.size, stored.sha256):
        raise Altered(f"{file.key} read back otherwise than it was stored: look at the disk")
    return stored


def _tell_photo(care: Care, file: Held, stored: Stored, why: str) -> None:
    now = care.clock()
    look = Look(at=now, observed=now, via="check")

    def decide(held: tuple[Fact, ...]) -> tuple[Fact, ...]:
        past = photo_history(held)
        anew = msgspec.structs.replace(
            _recorded(past, file.key), sha256=stored.sha256, bytes=stored.size, why=why
        )
        return observe_stored(past, anew, look)

    record_one(care.log, file.stream, decide)


def _tell_icon(care: Care, file: Held, stored: Stored) -> None:
    now = care.clock()
    icon = PersonIconStored(icon_key=file.key, sha256=stored.sha256, bytes=stored.size)
    fact = Fact(event=icon, happened=exactly(now), observed=now, via="check")
    record_one(care.log, file.stream, lambda _: (fact,))
