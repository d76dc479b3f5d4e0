"""The database that holds the log, and the tables beside the log that are never folded."""

from adapters.operations.database import (
    DatabaseError,
    connect,
    in_one_line,
    make_folder,
    scrub,
)

__all__ = ["DatabaseError", "connect", "in_one_line", "make_folder", "scrub"]
