"""How the program reports what happens: lines on standard error, for people or for machines.

A traceback has no local variables in it: settings and tokens stand among them.
"""

from __future__ import annotations

import sys
from typing import Literal

import structlog
from structlog.typing import Processor

Form = Literal["console", "json"]


def report_as(form: Form) -> None:
    """Choose the form of every report from here on: the setting `log_format`."""
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    common: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        stamp,
    ]
    last: list[Processor]
    if form == "json":
        last = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    else:
        last = [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            )
        ]
    structlog.configure(
        processors=[*common, *last], logger_factory=structlog.PrintLoggerFactory(sys.stderr)
    )
