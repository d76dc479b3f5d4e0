"""What the settings let looks at photos ask for."""

from __future__ import annotations

from adapters.flickr.poll.ports import Asks
from adapters.settings import Settings


def asks_of(settings: Settings) -> Asks:
    """Return what looks ask for, by the settings."""
    return Asks(
        exif=settings.backup_exif,
        comments=settings.backup_comments,
        people=settings.backup_people,
        groups=settings.backup_groups,
        galleries=settings.backup_galleries,
        license_history=settings.backup_license_history,
        videos=settings.backup_videos,
        counts=settings.backup_counts,
    )
