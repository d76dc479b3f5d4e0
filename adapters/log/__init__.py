"""The event log: append-only, on the eventsourcing library's recorders."""

from adapters.log.errors import LogError, Undecodable, UnknownEvent, what_it_said
from adapters.log.lines import as_data, in_one_line
from adapters.log.opening import open_log
from adapters.log.stored import StoredLog

__all__ = [
    "LogError",
    "StoredLog",
    "Undecodable",
    "UnknownEvent",
    "as_data",
    "in_one_line",
    "open_log",
    "what_it_said",
]
