"""The event log: append-only, on the eventsourcing library's recorders."""

from adapters.log.errors import LogError, LogUnavailable, Undecodable, UnknownEvent, what_it_said
from adapters.log.leaves import Leaves
from adapters.log.lines import as_data, in_one_line
from adapters.log.opening import open_log
from adapters.log.sealing import Sealing
from adapters.log.stored import StoredLog

__all__ = [
    "Leaves",
    "LogError",
    "LogUnavailable",
    "Sealing",
    "StoredLog",
    "Undecodable",
    "UnknownEvent",
    "as_data",
    "in_one_line",
    "open_log",
    "what_it_said",
]
