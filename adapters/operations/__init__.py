"""The database that holds the log, and the tables beside the log that are never folded."""

from adapters.operations.database import (
    DatabaseError,
    await_readers,
    connect,
    in_one_line,
    make_folder,
    scrub,
)

__all__ = ["DatabaseError", "await_readers", "connect", "in_one_line", "make_folder", "scrub"]
