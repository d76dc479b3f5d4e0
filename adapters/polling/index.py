"""The pollers' index: where to look, read from the site's own rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.backup import Certificate
from domain.clock import Instant
from domain.recorded import EventLog
from projections.following import catch_up
from projections.generations import Generations
from projections.reading import people, polling


@dataclass(frozen=True, slots=True)
class SiteIndex:
    """Where to look for one member's things (`adapters.flickr.poll.ports.Index`)."""

    account: str
    log: EventLog
    generations: Generations

    def refresh(self) -> None:
        """Catch up with the log."""
        catch_up(self.log, self.generations.live())

    def live_photos(self) -> Sequence[str]:
        """Return the ids of the member's photos that are not known to be deleted."""
        with self.generations.live().connect() as connection:
            return list(polling.live_photos(connection, self.account))

    def photo_count(self) -> int:
        """Return how many those are."""
        with self.generations.live().connect() as connection:
            return polling.photo_count(connection, self.account)

    def held_counts(self) -> Mapping[str, int]:
        """Return the same by `year 2014` (of upload, UTC) and by `permission public`."""
        with self.generations.live().connect() as connection:
            return polling.held_counts(connection, self.account)

    def photos_without_file(self) -> Sequence[str]:
        """Return the ids of those of which no file is stored."""
        with self.generations.live().connect() as connection:
            return polling.photos_without_file(connection, self.account)

    def purged_photos(self) -> Sequence[str]:
        """Return the ids of the photos that were purged for the member."""
        with self.generations.live().connect() as connection:
            return polling.purged_photos(connection, self.account)

    def live_faves(self) -> Sequence[str]:
        """Return the ids of the photos that the member has faved."""
        with self.generations.live().connect() as connection:
            return polling.live_faves(connection, self.account)

    def live_contacts(self) -> Sequence[str]:
        """Return the NSIDs of the member's contacts."""
        with self.generations.live().connect() as connection:
            return polling.live_contacts(connection, self.account)

    def live_albums(self) -> Sequence[str]:
        """Return the ids of the member's albums."""
        with self.generations.live().connect() as connection:
            return polling.live_albums(connection, self.account)

    def last_look(self, subject: str) -> Instant:
        """Return when a finished run last covered a subject; 0 if none has."""
        with self.generations.live().connect() as connection:
            return polling.last_look(connection, self.account, subject)

    def last_missing(self, kind: str) -> Sequence[str]:
        """Return what the last finished run of a kind could not get: `ID reason`."""
        with self.generations.live().connect() as connection:
            for run in people.runs(connection, self.account, 20):
                if run.kind == kind:
                    return run.missing
        return ()

    def last_certificate(self, kind: str) -> tuple[Instant, Certificate] | None:
        """Return the certificate that the last finished run of a kind stands on, and its date."""
        with self.generations.live().connect() as connection:
            held = polling.certificate(connection, self.account, kind)
        return None if held is None else (held.made, held.certificate)
