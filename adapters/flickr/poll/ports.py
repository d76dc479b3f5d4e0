"""What a poller is handed: Flickr, the log, an index of where to look, files, a clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from adapters.flickr.call import Call
from domain.backup import Certificate
from domain.clock import Instant
from domain.fact import Via
from domain.recorded import EventLog


class Index(Protocol):
    """Where to look, and when was looked last. It may lag: it never decides what is so."""

    def refresh(self) -> None:
        """Catch up with the log."""
        ...

    def live_photos(self) -> Sequence[str]:
        """Return the ids of the member's photos that are not known to be deleted."""
        ...

    def photo_count(self) -> int:
        """Return how many those are."""
        ...

    def held_counts(self) -> Mapping[str, int]:
        """Return the same by `year 2014` (of upload, UTC) and by `permission public`."""
        ...

    def photos_without_file(self) -> Sequence[str]:
        """Return the ids of those of which no file is stored."""
        ...

    def purged_photos(self) -> Sequence[str]:
        """Return the ids of the photos that were purged for the member."""
        ...

    def live_faves(self) -> Sequence[str]:
        """Return the ids of the photos that the member has faved."""
        ...

    def live_contacts(self) -> Sequence[str]:
        """Return the NSIDs of the member's contacts."""
        ...

    def live_albums(self) -> Sequence[str]:
        """Return the ids of the member's albums."""
        ...

    def last_look(self, subject: str) -> Instant:
        """Return when a finished run last covered a subject; 0 if none has."""
        ...

    def last_missing(self, kind: str) -> Sequence[str]:
        """Return what the last finished run of a kind could not get: `ID reason`."""
        ...

    def last_certificate(self, kind: str) -> tuple[Instant, Certificate] | None:
        """Return the certificate that the last finished run of a kind stands on, and its date."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """How far a run came that has not ended: when it began, and the page it was reading."""

    begun: Instant
    page: int


class Unfinished(Protocol):
    """How far first readings of long lists came, so that a killed one goes on from there."""

    def of(self, kind: str) -> Place | None:
        """Return how far the reading of a kind came; None where none was broken off."""
        ...

    def keep(self, kind: str, place: Place) -> None:
        """Remember how far it is."""
        ...

    def forget(self, kind: str) -> None:
        """It has ended."""
        ...


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was stored: its SHA-256, bytes, pixels (0 if unknown) and content type.

    `tones` are the colours of its parts (`domain.photo.values.StoredFile`), "" for none.
    """

    sha256: str
    bytes: int
    width: int
    height: int
    content_type: str
    tones: str = ""


class Keeper(Protocol):
    """Where raw answers and files are kept."""

    def raw(self, answer: bytes) -> None:
        """Keep a raw answer under its digest."""
        ...

    def picture(self, address: str, key: str) -> Kept:
        """Fetch a file and store it; raises a FlickrError or a StorageError."""
        ...


@dataclass(frozen=True, slots=True)
class Asks:
    """What a look at a photo asks for besides getInfo; each costs a call a photo or so."""

    exif: bool = True
    comments: bool = True
    people: bool = True
    groups: bool = False
    galleries: bool = False
    license_history: bool = False
    videos: bool = True
    counts: bool = False


@dataclass(slots=True)
class Report:
    """What a run did so far, and how far it is; `calls` by method.

    `certificate` is there once the run has ended and could compare with Flickr. `people`
    are those whom a run looked at to find out whether they left: true for those who did.
    """

    progress: Callable[[str, int, int], None] = lambda _what, _done, _total: None
    counts: Counter[str] = field(default_factory=Counter)
    missing: dict[str, str] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    certificate: Certificate | None = None
    people: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Poll:
    """One run of the pollers for one member of the archive.

    `account` is the member's NSID, `sizes` the letters of the sizes whose files are
    wanted, `full` asks to look at everything again. `via` says what made it look.
    """

    account: str
    call: Call
    log: EventLog
    index: Index
    keeper: Keeper
    unfinished: Unfinished
    clock: Callable[[], Instant]
    report: Report
    sizes: Sequence[str] = ("o", "h", "c", "z", "t")
    asks: Asks = Asks()
    full: bool = False
    via: Via = "poll"
