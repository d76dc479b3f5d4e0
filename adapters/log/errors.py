"""What can go wrong with the log; each message is one line that says how to mend it."""

from __future__ import annotations

# ruff: noqa: N818 - these name what was met, as the field does


class LogError(Exception):
    """The log did not do what was asked; nothing that was acknowledged is lost."""


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
