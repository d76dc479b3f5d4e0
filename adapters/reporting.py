"""How the program reports what happens: lines on standard error, for people or for machines.

A traceback has no local variables in it: settings and tokens stand among them.
"""

from __future__ import annotations

import sys
from typing import Any, Literal

import structlog
from structlog.typing import Processor

Form = Literal["console", "json"]


def report_as(form: Form) -> None:
    """Choose the form of every report from here on: the setting `log_format`."""
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, *_common(), *_last(form)],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def for_logging(form: Form, name: str) -> dict[str, Any]:
    """Return what gives a logger of the standard library the same form (`dictConfig`)."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "ours": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *_last(form),
                ],
                "foreign_pre_chain": _common(),
            }
        },
        "handlers": {
            "ours": {
                "class": "logging.StreamHandler",
                "formatter": "ours",
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"handlers": ["ours"], "level": "WARNING"},
        "loggers": {name: {"handlers": ["ours"], "level": "INFO", "propagate": False}},
    }


def _common() -> list[Processor]:
    return [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _last(form: Form) -> list[Processor]:
    if form == "json":
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    return [
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    ]
