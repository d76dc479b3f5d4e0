"""What may go wrong with a command, told in one line.

Imported when something has gone wrong: it imports nearly everything.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from adapters.assembly import NotAMember, NotSubscribed, StillForgetting
from adapters.flickr.errors import FlickrError
from adapters.flickr.poll.recording import MemberLeft
from adapters.log import LogError
from adapters.operations import DatabaseError, in_one_line
from adapters.settings import SettingsError
from adapters.storage import StorageError
from domain.search.index import SearchUnavailable
from projections.folding import FoldFailed
from projections.generations import NotMade
from projections.writing import UnknownKind

_TOLD: Final = (
    DatabaseError,
    FlickrError,
    FoldFailed,
    LogError,
    MemberLeft,
    NotAMember,
    NotMade,
    NotSubscribed,
    SearchUnavailable,
    SettingsError,
    StillForgetting,
    StorageError,
    UnknownKind,
)


def told(failure: Exception) -> str | None:
    """Return a failure in one line that says how to mend it; None for a fault of our own."""
    if isinstance(failure, _TOLD):
        return str(failure)
    if isinstance(failure, SQLAlchemyError):
        return in_one_line(failure)
    if isinstance(failure, OSError):
        where = f": {failure.filename}" if failure.filename else ""
        return f"{failure.strerror or failure}{where}"
    return None
