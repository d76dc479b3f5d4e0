"""What can go wrong with the log; each message is one line that says how to mend it."""

from __future__ import annotations

import sqlite3
from typing import Final

from eventsourcing.persistence import PersistenceError

# ruff: noqa: N818 - these name what was met, as the field does

DATABASE_FAILURES: Final = (PersistenceError, sqlite3.Error)
"""What the library raises, and what it lets through when SQLite cannot open its file."""


class LogError(Exception):
    """The log did not do what was asked; nothing that was acknowledged is lost."""


class LogUnavailable(LogError):
    """The database that holds the log is away, busy or full: it may be tried again."""


class UnknownEvent(LogError):
    """The log has an event of a type that this version of the program does not know."""

    def __init__(self, position: int, topic: str) -> None:
        super().__init__(
            f"position {position} of the log holds {topic!r}, which this version does not know:"
            " upgrade parallel-flickr"
        )


class Undecodable(LogError):
    """Stored bytes are not what their topic says: the log was damaged."""

    def __init__(self, position: int, topic: str, why: str) -> None:
        super().__init__(
            f"position {position} of the log ({topic}) cannot be read: {why};"
            " restore the log from a copy"
        )


def what_it_said(error: Exception) -> str:
    """Return what a database said, in one line that says how to mend it."""
    said = (str(error).strip().splitlines() or [type(error).__name__])[0]
    if "locked" in said or "busy" in said:
        return f"the database is busy ({said}): end the program that holds it, or try again"
    if "full" in said or "No space" in said:
        return f"the database cannot grow ({said}): make room on its disk and try again"
    if "readonly" in said or "read-only" in said:
        return f"the database cannot be written ({said}): give this user leave to write its file"
    if "unable to open" in said:
        return f"{said}: check database_url and whether this user may write in its folder"
    if "not a database" in said or "malformed" in said:
        return f"{said}: check database_url, or put a copy back (docs/backing-up.md)"
    if "Connection refused" in said or "resolve host" in said or "No such file" in said:
        return f"{said}: start PostgreSQL there, or mend database_url"
    if "accepting connections" in said or "starting up" in said or "recovery mode" in said:
        return f"{said}: PostgreSQL is starting; try again in a moment"
    if "authentication failed" in said or "no password" in said:
        return f"{said}: mend the user and password in database_url"
    if "permission denied" in said or "must be owner" in said:
        return f"{said}: use a database_url whose role may do this (docs/roles.md)"
    if "no such table" in said or "does not exist" in said:
        return f"the archive is not made yet ({said}): run `parallel-flickr init`"
    return f"the database: {said}"
