"""What checks of the stored files found, and what became of it.

That a file was stored is a fact of the photo or the person it is of. That it is still the
same bytes is for checks to say; what they find broken stands here until it is mended.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from domain.clock import Instant
from domain.fact import Event

FaultKind: TypeAlias = Literal["missing", "short", "changed", "unreadable", "extra"]
"""`short`: fewer bytes than were stored; `extra`: a file that nothing recorded names."""

How: TypeAlias = Literal[
    "flickr", "copy", "by itself", "digest", "flickr anew", "original", "forgotten"
]
"""Where the right bytes came from; `by itself`: a later look found nothing wrong; `forgotten`:
the file went with the photo that the archive was asked to forget; `digest`:
one byte had changed, and the digest told which. With the last two other bytes count from then
on, as the photo's own stream says: Flickr encoded the picture anew, or it was made here from
the stored original."""


class FileFoundBroken(Event, frozen=True, tag="file-found-broken"):
    """A look at a stored file found something wrong; `bytes` and `sha256` are as found."""

    key: str
    fault: FaultKind
    bytes: int = 0
    sha256: str = ""


class FileMended(Event, frozen=True, tag="file-mended"):
    """A file that was found broken is whole again, or no longer in the way."""

    key: str
    how: How


class FilesChecked(Event, frozen=True, tag="files-checked"):
    """A run of checks ended of itself; `known` is how many files there were to choose from."""

    begun: Instant
    known: int
    files: int
    bytes: int
    broken: int
    extra: int


class FilesCopied(Event, frozen=True, tag="files-copied"):
    """Every file of one storage is in another as well, read back and compared there."""

    source: str
    target: str
    files: int
    bytes: int


EVENTS: Final[tuple[type[Event], ...]] = (FileFoundBroken, FileMended, FilesChecked, FilesCopied)
